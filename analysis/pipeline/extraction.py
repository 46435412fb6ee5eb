"""The first step: the metadata of the video, and what else can be fetched."""

from collections.abc import Sequence
from dataclasses import fields, replace

from analysis import youtube
from analysis.exceptions import (
    AnalysisError,
    ExtractionError,
    SourceBlocked,
    SourcePaused,
    TemporaryError,
    VideoNotFound,
    VideoTooLong,
)
from analysis.pipeline import ports, values
from analysis.pipeline.progress import Progress

#: With these a source refuses this server for now, whatever the video.
_REFUSALS: tuple[type[AnalysisError], ...] = (SourcePaused, SourceBlocked)
#: How sources are called in messages; one that is not named here is "its source".
_PLACES = {
    "archive": "the archive",
    "data_api": "the YouTube Data API",
    "upload": "the uploaded files",
    "ytdlp": "YouTube",
}


def extract(
    video_id: str,
    *,
    sources: Sequence[ports.VideoSource],
    max_seconds: int,
    progress: Progress,
    is_last_attempt: bool = False,
) -> values.Extraction:
    """Return the metadata from the first source that has the video and does not refuse this server.

    Where that source has neither captions nor audio of any video, a later one is asked for these. In the last attempt
    a source that does not answer is passed over as one that refuses.

    Raises:
        VideoNotFound: the id is impossible, or no source has the video (the message is that of the last source).
        VideoTooLong: it is longer than ``max_seconds``.
        ExtractionError: the video is unavailable; the message of the source says why.
        TemporaryError: a source did not answer; in the last attempt, the last source.
        SourceBlocked: the last one has refused this server for long.
    """
    if not youtube.is_valid_video_id(video_id):
        raise VideoNotFound(f"There is no video with the id {video_id}: YouTube ids have 11 characters.")
    unavailable = (*_REFUSALS, TemporaryError) if is_last_attempt else _REFUSALS
    passed_over: tuple[type[AnalysisError], ...] = (VideoNotFound, *unavailable)
    for number, source in enumerate(sources):
        progress.update(number, len(sources), f"Reading the video from {_PLACES.get(source.name, 'its source')}")
        try:
            found = source.fetch_video(video_id)
        except passed_over:
            if number == len(sources) - 1:
                raise
            continue
        seconds = found.video.duration_seconds
        if seconds is not None and seconds > max_seconds:
            hours, limit = seconds / 3600, max_seconds / 3600
            raise VideoTooLong(f"The video is {hours:.1f} hours long; this service analyses up to {limit:g} hours.")
        if not found.lacks_media:
            return found
        return _with_media(found, sources[number + 1 :], passed_over=(ExtractionError, *unavailable))
    raise ExtractionError("No video source is configured on this server. Its operators have to name one.")


def _with_media(
    found: values.Extraction, sources: Sequence[ports.VideoSource], *, passed_over: tuple[type[AnalysisError], ...]
) -> values.Extraction:
    """Return ``found`` with the captions, the audio and the missing facts of the first source that has the video.

    A source that raises one of the errors ``passed_over`` is left out, and a warning says why.
    """
    warnings = list(found.warnings)
    for source in sources:
        try:
            other = source.fetch_video(found.video.id)
        except VideoNotFound:
            continue
        except passed_over as error:
            warnings.append(_passed_over(error))
            continue
        known = {each.name: getattr(found.video, each.name) for each in fields(found.video)}
        missing = {name: getattr(other.video, name) for name, value in known.items() if value is None}
        return replace(
            other,
            video=replace(found.video, **missing),
            source=found.source,
            media_source=other.source,
            warnings=(*warnings, *other.warnings),
        )
    return replace(found, warnings=tuple(warnings))


def _passed_over(error: AnalysisError) -> values.SourceWarning:
    return values.SourceWarning(error.code, f"Captions and sound were not read: {error.message}")
