"""A source whose answers are spans of a trace."""

from pathlib import Path

from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress
from analysis.support import tracing


class TracedSource:
    """Fulfils ``VideoSource`` by another source; raises what that raises."""

    def __init__(self, source: ports.VideoSource) -> None:
        self.name = source.name
        self._source = source

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts of a video."""
        with tracing.span("fetch video", source=self.name):
            return self._source.fetch_video(video_id)

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption track."""
        with tracing.span("fetch captions", source=self.name, language=track.language):
            return self._source.fetch_captions(track)

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Put the sound of the video into ``directory``."""
        with tracing.span("fetch audio", source=self.name):
            return self._source.fetch_audio(video_id, directory, progress=progress)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return the comments."""
        with tracing.span("fetch comments", source=self.name, limit=limit):
            return self._source.fetch_comments(video_id, limit=limit, sort=sort, progress=progress)
