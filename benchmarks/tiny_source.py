"""A source of videos without captions and comments: what an analysis of one costs is the service's own work."""

from typing import NoReturn

from analysis import youtube
from analysis.exceptions import AudioExtractionFailed
from analysis.pipeline import values


class TinySource:
    """Knows every video, and of each a title."""

    name = "tiny"

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts."""
        url = youtube.watch_url(video_id)
        video = values.Video(id=video_id, url=url, title="How tides work", duration_seconds=12.0)
        return values.Extraction(video=video, source=self.name, tracks=(), comments_enabled=False)

    def fetch_captions(self, *arguments: object, **options: object) -> NoReturn:
        """Have none."""
        raise AudioExtractionFailed

    fetch_audio = fetch_comments = list_videos = fetch_captions
