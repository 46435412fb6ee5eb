"""Stand-ins that fulfil the ports. A source is named by dotted path in settings, so its behaviour is set on the class."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from analysis import youtube
from analysis.exceptions import NoTranscript
from analysis.pipeline import values
from analysis.pipeline.progress import Progress

VTT = """WEBVTT

00:00:00.000 --> 00:00:04.000
The tide rises because the moon pulls on the water.

00:00:04.000 --> 00:00:08.000
Fishermen love the tide and know its hours by heart.

00:00:08.000 --> 00:00:12.000
A wonderful harbour wakes up when the water returns.
"""


def comment(number: int, text: str, **more: Any) -> values.Comment:
    """Return a comment whose id is made of ``number``."""
    return values.Comment(
        id=f"c{number}", text=text, author=f"@viewer{number}", author_channel_id=f"UC{number}", **more
    )


class FakeSource:
    """A source of one video with captions and comments; tests replace what should go wrong."""

    name = "fake"
    #: Called instead of the method of the same name, when set; gets the call's first argument.
    video: ClassVar[Callable[[str], values.Extraction] | None] = None
    captions: ClassVar[Callable[[values.CaptionTrack], values.CaptionFile] | None] = None
    comments: ClassVar[Callable[[Progress], values.CommentSet] | None] = None
    calls: ClassVar[list[str]] = []

    @classmethod
    def reset(cls) -> None:
        """Forget what a test set."""
        cls.video = cls.captions = cls.comments = None
        cls.calls = []

    def fetch_video(self, video_id: str) -> values.Extraction:
        self.calls.append("video")
        if FakeSource.video is not None:
            return FakeSource.video(video_id)
        track = values.CaptionTrack(language="en", automatic=False, format="vtt", locator="captions")
        return values.Extraction(
            video=values.Video(
                id=video_id, url=youtube.watch_url(video_id), title="How tides work", duration_seconds=12.0
            ),
            source=self.name,
            tracks=(track,),
            comments_enabled=True,
        )

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        self.calls.append("captions")
        if FakeSource.captions is not None:
            return FakeSource.captions(track)
        return values.CaptionFile(track, VTT)

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        raise NoTranscript

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        self.calls.append("comments")
        if FakeSource.comments is not None:
            return FakeSource.comments(progress)
        found = (comment(1, "What a wonderful explanation, thank you!"), comment(2, "Terrible sound, I hate it."))
        return values.CommentSet(found[:limit], total=2)


class FakeSpeech:
    """Hears the given sentences in every stretch, two seconds each; remembers which stretches it was given."""

    model = "fake-speech"
    #: Start, end and language of each stretch, of all that were made since the test emptied it.
    heard: ClassVar[list[tuple[float, float, str | None]]] = []

    def __init__(self, sentences: tuple[str, ...] = ("Hello from the harbour.",)) -> None:
        self.sentences = sentences

    def prepare(self, *, language: str | None, look: Callable[[], None]) -> None:
        """Be ready."""
        look()

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
        """Give a segment of two seconds a sentence."""
        self.heard.append((start, end, language))
        tell(start)
        segments = tuple(
            values.Segment(start + 2.0 * number, start + 2.0 * number + 2, sentence, confidence=0.9)
            for number, sentence in enumerate(self.sentences)
        )
        return values.Recognition(language or "en", None if language else 0.8, segments)
