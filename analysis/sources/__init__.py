"""Where videos are read from. Which sources there are, and their order, is a setting."""

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline.ports import VideoSource
from analysis.sources.guarded import GuardedSource


def configured() -> tuple[VideoSource, ...]:
    """Return the sources of ``VIDEO_SOURCES``, in the order in which they are asked.

    One that says ``is_remote`` is asked at the pace, and left alone in the pauses, that all workers share.
    """
    return tuple(_guarded(import_string(path)()) for path in settings.VIDEO_SOURCES)


def _guarded(source: VideoSource) -> VideoSource:
    return GuardedSource(source) if getattr(source, "is_remote", False) else source


def named(name: str) -> VideoSource:
    """Return the configured source that calls itself ``name``.

    Raises:
        LookupError: it is configured no more.
    """
    for source in configured():
        if source.name == name:
            return source
    raise LookupError(f"The source {name!r} is not in VIDEO_SOURCES any more.")
