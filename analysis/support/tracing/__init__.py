"""Spans of a trace, where OpenTelemetry is turned on; elsewhere nothing is imported and a span costs a microsecond.

One trace leads from the request through the dispatcher and the worker's steps: the request's place in it travels on the
task's row. docs/operations.md says how to turn it on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: By its path: the packages of the extra ``tracing`` may be missing.
_OPENTELEMETRY = "analysis.support.tracing.opentelemetry.OpenTelemetry"


class Backend(Protocol):
    """What writes spans."""

    def span(self, name: str, parent: str, attributes: dict[str, Any]) -> Any:
        """Return a context manager: a span, under ``parent`` (a ``traceparent``) or, without one, the current span."""

    def describe(self, name: str, attributes: dict[str, Any]) -> None:
        """Give the current span another name and further attributes."""

    def traceparent(self) -> str:
        """Return the place of the current span. Source: https://www.w3.org/TR/trace-context/#traceparent-header"""


@cache
def backend() -> Backend | None:
    """Return what writes spans, None where tracing is off; made at the first span of a process, so after every fork."""
    if not settings.TRACING_ENDPOINT:
        return None
    made: Backend = import_string(_OPENTELEMETRY)()
    return made


def is_on() -> bool:
    """Say whether anybody wants spans."""
    return backend() is not None


@contextmanager
def span(name: str, /, *, parent: str = "", **attributes: Any) -> Iterator[None]:
    """Trace what the block does; attributes that are None are left out."""
    writer = backend()
    if writer is None:
        yield
        return
    with writer.span(name, parent, attributes):
        yield


def describe(name: str, /, **attributes: Any) -> None:
    """Name the current span anew, once it is known what it is about."""
    if writer := backend():
        writer.describe(name, attributes)


def traceparent() -> str:
    """Return the place of the current span, for whoever goes on with the trace elsewhere; empty where there is none."""
    writer = backend()
    return writer.traceparent() if writer else ""
