"""Ports: what the steps need from outside services.

The packages ``sources``, ``speech`` and ``llm`` implement them; tests use fakes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from analysis.pipeline import values
from analysis.pipeline.progress import Progress


class ListSource(Protocol):
    """A source that can also read playlists and channels."""

    name: str

    def list_videos(self, address: str, *, limit: int, progress: Progress) -> values.VideoList:
        """Return the first ``limit`` videos at ``address``, which is one of :class:`youtube.ListRef`.

        Raises:
            ListNotFound: there is no such playlist or channel, or it is private.
            ExtractionError: it could not be read.
            TemporaryError: the source did not answer.
        """


class VideoSource(Protocol):
    """A service that videos are read from."""

    name: str

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the metadata of a video and what else can be fetched.

        Raises:
            VideoNotFound: this source does not have the video; the caller tries the next source.
            ExtractionError: the video is unavailable (private, live, geo-blocked ...).
            TemporaryError: the source did not answer.
        """

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of one of the tracks that ``fetch_video`` named.

        Raises:
            NoTranscript: the track no longer exists.
            TemporaryError: the source did not answer.
        """

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Write the audio of the video into ``directory`` and return the file, in the format of the source.

        Raises:
            AudioExtractionFailed: there is no audio, it is too large, or the file is unreadable.
            TemporaryError: the source did not answer.
        """

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return at most ``limit`` comments; ``sort`` is ``top`` or ``new``.

        Raises:
            CommentsDisabled: the author disabled comments.
            CommentExtractionFailed: the comments cannot be fetched.
            TemporaryError: the source did not answer.
        """


@dataclass(frozen=True)
class TranscriptionRequest:
    """A part of the audio to transcribe, from ``start`` to ``end`` (seconds from the start of the whole audio)."""

    audio: values.Audio
    start: float
    end: float
    #: The expected language, BCP 47: a stretch in another one is transcribed in that. None: it is detected.
    language: str | None
    #: The language to assume where detection has low confidence.
    hint: str | None
    #: Words that may be said, such as names in the title; empty: none are known.
    hotwords: str
    #: Called at least once a second with the second up to which the audio is transcribed. May raise: the work stops.
    on_progress: Callable[[float], None]


class Speech(Protocol):
    """A speech recogniser."""

    #: Name of the model, as it appears in the result.
    model: str

    def prepare(self, *, language: str | None, check_cancelled: Callable[[], None]) -> None:
        """Load the model, downloading it if needed; ``check_cancelled`` is called at least once a second and may raise.

        Raises:
            TranscriptionFailed: there is no model, or it does not support ``language`` (BCP 47, None: any).
        """

    def transcribe(self, request: TranscriptionRequest) -> values.Recognition:
        """Return what is said in the requested part; times are seconds from the start of the whole audio.

        Raises:
            TranscriptionFailed: the model failed.
        """


class LanguageModel(Protocol):
    """A language model that completes prompts."""

    #: Name of the model, as it appears in the result.
    model: str
    #: The most tokens of a prompt and its reply together, and the tokens reserved for the reply.
    context_tokens: int
    reply_tokens: int

    def reply_schema(self, reply_type: type) -> Mapping[str, Any]:
        """Return the JSON Schema that a reply of this dataclass must fit."""

    def complete(self, prompt: values.Prompt, *, progress: Progress) -> values.Completion:
        """Return the reply; ``progress`` is updated several times a second meanwhile.

        Raises:
            LanguageModelError: the model is unreachable or rejects the request, after retries.
        """
