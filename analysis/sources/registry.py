"""The configured video sources. ``VIDEO_SOURCES`` names them and sets their order."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from analysis.pipeline.ports import ListSource, VideoSource
from analysis.sources.upload import UploadSource
from analysis.sources.wrappers import GuardedSource, TracedSource
from analysis.support import tracing


def load_sources(on_poll: Callable[[], None], upload_id: UUID | None = None) -> tuple[VideoSource, ...]:
    """Return the sources of ``VIDEO_SOURCES``, in the order in which they are tried; for an upload only its own.

    A source with ``is_remote`` is called at the pace, and behind the circuit breaker, that all workers share. During
    such a call ``on_poll`` is called twice a second; if it raises, the call is abandoned.
    """
    sources: list[VideoSource] = []
    for source in [UploadSource(upload_id)] if upload_id else [each() for each in _configured()]:
        if getattr(source, "is_remote", False):
            source = GuardedSource(source, on_poll)
        sources.append(TracedSource(source) if tracing.is_on() else source)
    return tuple(sources)


def can_list() -> bool:
    """Return whether a configured source can read playlists and channels."""
    return any(hasattr(each, "list_videos") for each in _configured())


def _configured() -> list[Any]:
    """Return the classes of ``VIDEO_SOURCES``, without those that lack a setting."""
    found = [import_string(path) for path in settings.VIDEO_SOURCES]
    return [each for each in found if getattr(each, "is_configured", lambda: True)()]


def list_source(on_poll: Callable[[], None]) -> ListSource | None:
    """Return the first source that can read playlists and channels, None where there is none; else as above."""
    found: Any = next((each() for each in _configured() if hasattr(each, "list_videos")), None)
    if getattr(found, "is_remote", False):
        found = GuardedSource(found, on_poll)
    return cast(ListSource | None, found)


def get_source(name: str, on_poll: Callable[[], None], upload_id: UUID | None = None) -> VideoSource:
    """Return the configured source with this ``name``; the other arguments as in :func:`load_sources`.

    Raises:
        LookupError: it is no longer configured.
    """
    for source in load_sources(on_poll, upload_id):
        if source.name == name:
            return source
    raise LookupError(f"The source {name!r} is no longer listed in VIDEO_SOURCES.")
