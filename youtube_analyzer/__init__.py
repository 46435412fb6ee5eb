"""Project package. Importing the Celery app here binds shared tasks to it."""

from youtube_analyzer.optional_imports import import_without

# Only the terminal uses rich, only daphne uses Twisted, and only tracing uses OpenTelemetry.
import_without("structlog", "rich", "twisted")
import_without("redis", "opentelemetry")

from youtube_analyzer.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
