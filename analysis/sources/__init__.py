"""Where videos are read from. Which sources there are, and their order, is a setting."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline.ports import VideoSource
from analysis.sources.traced import TracedSource
from analysis.support import tracing

#: By its path, as the sources themselves: whoever reads dumps without a service has no tables to keep the state in.
_GUARD = "analysis.sources.guarded.GuardedSource"


def configured(look: Callable[[], None]) -> tuple[VideoSource, ...]:
    """Return the sources of ``VIDEO_SOURCES``, in the order in which they are asked.

    One that says ``is_remote`` is asked at the pace, and left alone in the pauses, that all workers share. While it
    keeps us waiting ``look`` is called twice a second; where that raises, its answer is not waited for.
    """
    return tuple(_traced(_guarded(import_string(path)(), look)) for path in settings.VIDEO_SOURCES)


def _guarded(source: VideoSource, look: Callable[[], None]) -> VideoSource:
    if not getattr(source, "is_remote", False):
        return source
    guarded: VideoSource = import_string(_GUARD)(source, look)
    return guarded


def _traced(source: VideoSource) -> VideoSource:
    return TracedSource(source) if tracing.is_on() else source


def named(name: str, look: Callable[[], None]) -> VideoSource:
    """Return the configured source that calls itself ``name``; ``look`` as in :func:`configured`.

    Raises:
        LookupError: it is configured no more.
    """
    for source in configured(look):
        if source.name == name:
            return source
    raise LookupError(f"The source {name!r} is not in VIDEO_SOURCES any more.")
