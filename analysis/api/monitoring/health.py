"""Health probes. Each check ends within one second, even if a dependency hangs."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from http import HTTPStatus
from typing import Any

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.api.analyses.viewsets import ApiView
from analysis.api.http.problems import Problem
from analysis.api.schema import endpoints

logger = logging.getLogger(__name__)

CHECK_SECONDS = 1.0
# A hanging check occupies its thread, so the number is bounded; a check without a free thread fails.
_executor = ThreadPoolExecutor(max_workers=6, thread_name_prefix="health")


class ProbeView(ApiView):
    """An endpoint for monitoring: no login and no session, so that it answers without the database."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []


class HealthView(ProbeView):
    """Reports the health of the server and its dependencies."""

    @endpoints.HEALTH
    def get(self, request: Request) -> Response:
        """Return 200 while this process runs; ``services`` reports the dependencies."""
        services = run_checks(database=_database, redis=_redis, worker=_worker)
        words = {name: "healthy" if reason is None else "unhealthy" for name, reason in services.items()}
        return Response({"status": "healthy", "version": settings.VERSION, "services": words})


class LiveView(ProbeView):
    """Liveness probe."""

    @endpoints.LIVE
    def get(self, request: Request) -> Response:
        """Return 200."""
        return Response({"status": "alive"})


class ReadyView(ProbeView):
    """Readiness probe."""

    @endpoints.READY
    def get(self, request: Request) -> Response:
        """Return 200, or 503 if PostgreSQL is unavailable; most requests can be served without Redis."""
        reason = run_checks(database=_database)["database"]
        if reason is not None:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", reason)
        return Response({"status": "ready"})


def run_checks(**probes: Callable[[], None]) -> dict[str, str | None]:
    """Run ``probes`` in parallel and return for each why it failed, or None."""
    running = {name: _executor.submit(probe) for name, probe in probes.items()}
    wait(running.values(), timeout=CHECK_SECONDS)
    return {name: _reason(name, future) for name, future in running.items()}


def _reason(name: str, future: Future[None]) -> str | None:
    """Return a public reason why a check failed; the details may hold addresses and go to the log only."""
    if not future.done():
        future.cancel()
        return f"The {name} did not respond within {CHECK_SECONDS:.0f} s."
    error = future.exception()
    if error is None:
        return None
    logger.warning("health check failed for %s: %s", name, error)
    return f"The {name} is unavailable."


def _database() -> None:
    """Query PostgreSQL over a new connection: the pool may be exhausted, and its timeout is longer than ours."""
    parameters = connection.get_connection_params() | {"connect_timeout": 1}
    with psycopg.connect(**parameters) as probe:
        probe.execute("SELECT 1")


def _redis() -> None:
    cache.get(settings.WORKER_HEARTBEAT_KEY)


def _worker() -> None:
    if cache.get(settings.WORKER_HEARTBEAT_KEY) is None:
        raise RuntimeError("no recent worker heartbeat")
