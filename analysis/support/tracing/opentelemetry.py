"""OpenTelemetry backend: sends spans to a collector by OTLP over HTTP.

The SDK reads the ``OTEL_`` variables itself: endpoint, sampling, service name.
Source: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()
#: The SDK's default name, used where none is configured.
_UNNAMED = "unknown_service"


class OpenTelemetry:
    """Writes spans through the SDK, which sends them in a background thread and drops what it cannot send."""

    def __init__(self, processor: SpanProcessor | None = None) -> None:
        resource = Resource.create({SERVICE_VERSION: settings.VERSION})
        if str(resource.attributes[SERVICE_NAME]).startswith(_UNNAMED):
            resource = resource.merge(Resource({SERVICE_NAME: "youtube-analyzer"}))
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = provider.get_tracer("youtube_analyzer")

    @contextmanager
    def span(self, name: str, parent: str, attributes: Mapping[str, Any]) -> Iterator[None]:
        """Trace the block. Only the type of an error is recorded: its message may hold a comment or a URL."""
        context = _propagator.extract({"traceparent": parent}) if parent else None
        with self._tracer.start_as_current_span(
            name, context, attributes=_known(attributes), record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as error:
                span.set_status(StatusCode.ERROR, getattr(error, "code", None) or type(error).__name__)
                raise

    def describe(self, name: str, attributes: Mapping[str, Any]) -> None:
        """Rename the current span and add to it."""
        span = trace.get_current_span()
        span.update_name(name)
        span.set_attributes(_known(attributes))

    def traceparent(self) -> str:
        """Return the current trace context, empty outside of a span."""
        carrier: dict[str, str] = {}
        _propagator.inject(carrier)
        return carrier.get("traceparent", "")


def _known(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in attributes.items() if value is not None}
