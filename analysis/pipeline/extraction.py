"""The first step: the metadata of the video, and what else can be fetched."""

from collections.abc import Sequence

from analysis import youtube
from analysis.exceptions import ExtractionError, VideoNotFound, VideoTooLong
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress


def extract(
    video_id: str, *, sources: Sequence[ports.VideoSource], max_seconds: int, progress: Progress
) -> values.Extraction:
    """Return the metadata from the first source that has the video.

    Raises:
        VideoNotFound: the id is impossible, or no source has the video (the message is that of the last source).
        VideoTooLong: it is longer than ``max_seconds``.
        ExtractionError: the video is unavailable; the message of the source says why.
        TemporaryError: a source did not answer.
    """
    if not youtube.is_valid_video_id(video_id):
        raise VideoNotFound(f"There is no video with the id {video_id}: YouTube ids have 11 characters.")
    for number, source in enumerate(sources):
        progress.update(number, len(sources), f"Reading the video from the source {source.name}")
        try:
            found = source.fetch_video(video_id)
        except VideoNotFound:
            if number == len(sources) - 1:
                raise
            continue
        seconds = found.video.duration_seconds
        if seconds is not None and seconds > max_seconds:
            hours, limit = seconds / 3600, max_seconds / 3600
            raise VideoTooLong(f"The video is {hours:.1f} hours long; this service analyses up to {limit:g} hours.")
        return found
    raise ExtractionError("No video source is configured on this server (`VIDEO_SOURCES`).")
