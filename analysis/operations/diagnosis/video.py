"""Stages of reading one video: what an analysis would fetch, as little of it as shows that it works."""

from collections.abc import Callable

from django.conf import settings

from analysis import youtube
from analysis.exceptions import (
    AnalysisError,
    CommentsDisabled,
    ExtractionBlocked,
    InvalidUrl,
    RateLimited,
    TemporaryError,
    VideoTooLong,
)
from analysis.execution import workspace
from analysis.operations.diagnosis import outcomes
from analysis.operations.diagnosis.outcomes import Outcome
from analysis.pipeline import extraction, ports, values
from analysis.pipeline.progress import Progress
from analysis.sources import registry

_COMMENTS = 5


class Trial:
    """Reads a video with the configured sources; None: none was named."""

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._found: values.Extraction | None = None
        self._source: ports.VideoSource | None = None
        #: That of captions and sound.
        self._media: ports.VideoSource | None = None

    def stages(self) -> dict[str, Callable[[], Outcome]]:
        """Return the checks by name; the others need what the first finds."""
        return {"facts": self.facts, "captions": self.captions, "comments": self.comments, "audio": self.audio}

    def facts(self) -> Outcome:
        """Fetch the metadata."""
        if self._url is None:
            return outcomes.skipped("No video was named.", "Name one: manage.py diagnose URL")
        reference = youtube.parse(self._url)
        progress = Progress()
        found = extraction.extract(
            reference.video_id,
            sources=registry.load_sources(progress.check_cancelled),
            max_seconds=settings.MAX_VIDEO_SECONDS,
            progress=progress,
        )
        self._source = registry.get_source(found.source, progress.check_cancelled)
        self._media = registry.get_source(found.media_source or found.source, progress.check_cancelled)
        self._found = found
        return outcomes.ok(f"The source {found.source} has the video: {found.video.title or found.video.id}")

    def captions(self) -> Outcome:
        """Fetch the first captions."""
        if self._found is None or self._media is None:
            return outcomes.skipped("Not tried without the facts of a video.")
        if not self._found.tracks:
            return outcomes.warning(f"{self._found.no_captions}.", "Its speech is recognised where this is installed.")
        track = self._found.tracks[0]
        file = self._media.fetch_captions(track)
        return outcomes.ok(f"Captions can be read ({track.language}, {len(file.text):,} characters).")

    def comments(self) -> Outcome:
        """Fetch a few comments."""
        if self._found is None or self._source is None:
            return outcomes.skipped("Not tried without the facts of a video.")
        try:
            fetched = self._source.fetch_comments(
                self._found.video.id, limit=_COMMENTS, sort="top", progress=Progress()
            )
        except CommentsDisabled as error:
            return outcomes.skipped(error.message)
        return outcomes.ok(f"Comments can be read ({len(fetched.comments)} were).")

    def audio(self) -> Outcome:
        """Fetch the sound, which is deleted at once."""
        if self._found is None or self._media is None:
            return outcomes.skipped("Not tried without the facts of a video.")
        if not self._found.has_audio:
            return outcomes.skipped("The source has no sound of this video.")
        with workspace.temporary_folder() as folder:
            file = self._media.fetch_audio(self._found.video.id, folder, progress=Progress())
            size = file.stat().st_size
        return outcomes.ok(f"The sound can be read ({size / 1024**2:.1f} MB).")


def advice_for(error: AnalysisError) -> str:
    """Return what to do about an error of a source."""
    if isinstance(error, InvalidUrl):
        return "Name a video such as https://www.youtube.com/watch?v=ID."
    if isinstance(error, VideoTooLong):
        return "Longer videos are allowed with MAX_VIDEO_SECONDS."
    if isinstance(error, ExtractionBlocked | RateLimited):
        return "Set YTDLP_COOKIE_FILE or YTDLP_PROXY, or wait some hours. Uploads work meanwhile."
    if isinstance(error, TemporaryError):
        return "See the stage network. If that is well, try again in a few minutes, then run manage.py update_ytdlp."
    return "If the video plays in a browser, run manage.py update_ytdlp and restart the workers."
