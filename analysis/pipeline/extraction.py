"""The first step: the facts of the video, and what else can be fetched of it."""

from collections.abc import Sequence

from analysis import youtube
from analysis.exceptions import ExtractionError, VideoNotFound, VideoTooLong
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress


def extract(
    video_id: str, *, sources: Sequence[ports.VideoSource], max_seconds: int, progress: Progress
) -> values.Extraction:
    """Return what the first source that has the video knows of it.

    Raises:
        VideoNotFound: the id cannot exist, or no source has it. The last source's words are told.
        VideoTooLong: it is longer than ``max_seconds``.
        ExtractionError: the source that has it says why it cannot be had.
        TemporaryError: a source did not answer.
    """
    if not youtube.is_possible(video_id):
        raise VideoNotFound(f"There is no video with the id {video_id}: ids of YouTube have 11 characters.")
    for number, source in enumerate(sources):
        progress.update(number, len(sources), f"Asking the source {source.name}")
        try:
            found = source.fetch_video(video_id)
        except VideoNotFound:
            if number == len(sources) - 1:
                raise
            continue
        _refuse_too_long(found.video, max_seconds)
        return found
    raise ExtractionError("No source of videos is configured here (`VIDEO_SOURCES`).")


def _refuse_too_long(video: values.Video, max_seconds: int) -> None:
    if video.duration_seconds is not None and video.duration_seconds > max_seconds:
        hours, limit = video.duration_seconds / 3600, max_seconds / 3600
        raise VideoTooLong(f"The video is {hours:.1f} hours long; this service analyses up to {limit:g} hours.")
