"""Loads libraries without optional parts that are never used here: 8 MB less in a worker with all packages.

structlog loads rich and Twisted, redis the SDK of OpenTelemetry, and kombu PyYAML, wherever these are installed. Our
logs are formatted by none of the former, our traces (``analysis/support/tracing``) do not come from redis, and Celery's
messages are JSON.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Let imports of packages fail meanwhile, as if they were not installed, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None stops an import, by Python's reference
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with without("rich", "twisted"):
    import structlog
with without("opentelemetry"):
    import redis
with without("yaml"):
    from kombu import serialization

__all__ = ["redis", "serialization", "structlog"]
