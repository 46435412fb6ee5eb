"""Tracing through OpenTelemetry where it is enabled; otherwise nothing is imported and a span costs a microsecond.

One trace covers the request, the dispatcher and the worker's steps; the task's row carries its ``traceparent``.
docs/operations.md says how to enable it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

#: A dotted path, since the packages of the extra ``tracing`` may be missing.
_OPENTELEMETRY = "analysis.support.tracing.opentelemetry.OpenTelemetry"


class Backend(Protocol):
    """Writes spans."""

    def span(self, name: str, parent: str, attributes: dict[str, Any]) -> Any:
        """Return a context manager: a span, under ``parent`` (a ``traceparent``) or, without one, the current span."""

    def describe(self, name: str, attributes: dict[str, Any]) -> None:
        """Rename the current span and add attributes."""

    def traceparent(self) -> str:
        """Return the current trace context.

        Source: https://www.w3.org/TR/trace-context/#traceparent-header
        """


@cache
def backend() -> Backend | None:
    """Return the backend, None where tracing is off; created at the first span of a process, so after any fork."""
    if not settings.TRACING_ENDPOINT:
        return None
    created: Backend = import_string(_OPENTELEMETRY)()
    return created


def is_on() -> bool:
    """Return whether tracing is enabled."""
    return backend() is not None


@contextmanager
def span(name: str, /, *, parent: str = "", **attributes: Any) -> Iterator[None]:
    """Trace the block; attributes that are None are left out."""
    writer = backend()
    if writer is None:
        yield
        return
    with writer.span(name, parent, attributes):
        yield


def describe(name: str, /, **attributes: Any) -> None:
    """Rename the current span and add attributes, once its subject is known."""
    if writer := backend():
        writer.describe(name, attributes)


def traceparent() -> str:
    """Return the current trace context, for continuing the trace in another process; empty outside of a span."""
    writer = backend()
    return writer.traceparent() if writer else ""
