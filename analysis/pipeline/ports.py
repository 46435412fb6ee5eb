"""What the steps need from the outside world. ``sources``, ``speech`` and ``llm`` fulfil these; tests use fakes."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from analysis.pipeline import values
from analysis.pipeline.progress import Progress


class VideoSource(Protocol):
    """Somewhere that videos can be read from."""

    name: str

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts of a video and what else could be fetched of it.

        Raises:
            VideoNotFound: this source has no such video; the next one is asked.
            ExtractionError: the video cannot be had (private, live, geo-blocked ...).
            TemporaryError: the source did not answer.
        """

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of one of the tracks that ``fetch_video`` named.

        Raises:
            NoTranscript: the track is gone.
            TemporaryError: the source did not answer.
        """

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Put the sound of the video into ``directory`` and return the file, in whatever format it came.

        Raises:
            AudioExtractionFailed: no sound, too large, or the file cannot be read.
            TemporaryError: the source did not answer.
        """

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return at most ``limit`` comments, ``sort`` being ``top`` or ``new``.

        Raises:
            CommentsDisabled: the author turned them off.
            CommentExtractionFailed: they cannot be had.
            TemporaryError: the source did not answer.
        """


class Speech(Protocol):
    """Something that writes down speech."""

    #: Name of the model, as it stands in the result.
    model: str

    def prepare(self, *, language: str | None, look: Callable[[], None]) -> None:
        """Make ready to listen, which may fetch a model; ``look`` is called at least each second and may raise.

        Raises:
            TranscriptionFailed: there is no model, or it does not know ``language`` (BCP 47, None: any).
        """

    def listen(
        self,
        audio: values.Audio,
        *,
        start: float,
        end: float,
        language: str | None,
        hint: str | None,
        tell: Callable[[float], None],
    ) -> values.Recognition:
        """Return what is said from ``start`` to ``end``, in seconds of the whole sound.

        ``language`` is BCP 47; None has it detected, and ``hint`` is believed where that is doubtful. ``tell`` is
        called at least each second with the second up to which was heard, and may raise: the work is then left.

        Raises:
            TranscriptionFailed: the model broke.
        """


class LanguageModel(Protocol):
    """Something that writes text."""

    #: Name of the model, as it stands in the result.
    model: str
    #: Tokens that a prompt and its reply may have together, and those kept for the reply.
    context_tokens: int
    reply_tokens: int

    def complete(self, prompt: values.Prompt, *, progress: Progress) -> values.Completion:
        """Return the reply; ``progress`` is told while it is written, several times a second.

        Raises:
            LanguageModelError: the model cannot be reached or refuses the request, after the tries that make sense.
        """
