"""Stand-ins that fulfil the ports. A source is named by dotted path in settings, so tests set its behaviour in settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from analysis import youtube
from analysis.exceptions import NoTranscript
from analysis.pipeline import ports, values
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


@dataclass
class Script:
    """What a test has the fake source do, and what the source was asked."""

    #: Called instead of the method of the same name, when set; gets the call's first argument.
    video: Callable[[str], values.Extraction] | None = None
    captions: Callable[[values.CaptionTrack], values.CaptionFile] | None = None
    comments: Callable[[Progress], values.CommentSet] | None = None
    calls: list[str] = field(default_factory=list)


class FakeSource:
    """A source of one video with captions and comments; the ``Script`` in ``settings.FAKE_SOURCE`` replaces parts."""

    name = "fake"

    def __init__(self) -> None:
        self.script: Script = getattr(settings, "FAKE_SOURCE", None) or Script()

    def fetch_video(self, video_id: str) -> values.Extraction:
        self.script.calls.append("video")
        if self.script.video is not None:
            return self.script.video(video_id)
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
        self.script.calls.append("captions")
        if self.script.captions is not None:
            return self.script.captions(track)
        return values.CaptionFile(track, VTT)

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        raise NoTranscript

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        self.script.calls.append("comments")
        if self.script.comments is not None:
            return self.script.comments(progress)
        found = (comment(1, "What a wonderful explanation, thank you!"), comment(2, "Terrible sound, I hate it."))
        return values.CommentSet(found[:limit], total=2)


class FakeSpeech:
    """Hears the given sentences in every stretch, two seconds each; remembers which stretches it was given."""

    model = "fake-speech"
    #: Start, end and language of each stretch, of all that were made since the test emptied it.
    heard: ClassVar[list[tuple[float, float, str | None]]] = []

    def __init__(self, sentences: tuple[str, ...] = ("Hello from the harbour.",)) -> None:
        self.sentences = sentences

    def prepare(self, *, language: str | None, check_cancelled: Callable[[], None]) -> None:
        """Be ready."""
        check_cancelled()

    def transcribe(self, request: ports.TranscriptionRequest) -> values.Recognition:
        """Give a segment of two seconds a sentence."""
        self.heard.append((request.start, request.end, request.language))
        request.on_progress(request.start)
        segments = tuple(
            values.Segment(request.start + 2.0 * number, request.start + 2.0 * number + 2, sentence, confidence=0.9)
            for number, sentence in enumerate(self.sentences)
        )
        spoken = values.SpokenLanguage(request.start, request.end, request.language or "en", 0.8)
        return values.Recognition(segments, (spoken,))
