"""Project package. Importing the Celery app here binds shared tasks to it."""

from youtube_analyzer.optional_imports import import_without

# Only the terminal uses rich, only daphne uses Twisted, only tracing uses OpenTelemetry. Celery's messages are JSON.
import_without("structlog", "rich", "twisted")
import_without("redis", "opentelemetry")
import_without("kombu.serialization", "yaml")

from youtube_analyzer.celery import app as celery_app  # noqa: E402 (after the imports above)

__all__ = ["celery_app"]
