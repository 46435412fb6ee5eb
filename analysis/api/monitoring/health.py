"""Probes. Each check ends within a second, whatever hangs."""

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

#: The cache key that workers keep alive.
WORKER_KEY = "worker-heartbeat"
CHECK_SECONDS = 1.0
# A check that hangs keeps its thread, so there are only so many; a check that finds none free has failed too.
_executor = ThreadPoolExecutor(max_workers=6, thread_name_prefix="health")


class ProbeView(ApiView):
    """A door for machines inside: no login, no session, so that it answers while the database is away."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes: list[Any] = []


class HealthView(ProbeView):
    """How the server and what it leans on are."""

    @endpoints.HEALTH
    def get(self, request: Request) -> Response:
        """Return 200 while this process serves; ``services`` tells of the others."""
        services = check(database=_database, redis=_redis, worker=_worker)
        words = {name: "healthy" if reason is None else "unhealthy" for name, reason in services.items()}
        return Response({"status": "healthy", "version": settings.VERSION, "services": words})


class LiveView(ProbeView):
    """Whether the process is alive."""

    @endpoints.LIVE
    def get(self, request: Request) -> Response:
        """Return 200: whoever can answer is alive."""
        return Response({"status": "alive"})


class ReadyView(ProbeView):
    """Whether requests can be served."""

    @endpoints.READY
    def get(self, request: Request) -> Response:
        """Return 200, or 503 with the reason: without PostgreSQL nothing can be served, without Redis nearly all."""
        reason = check(database=_database)["database"]
        if reason is not None:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", reason)
        return Response({"status": "ready"})


def check(**probes: Callable[[], None]) -> dict[str, str | None]:
    """Run ``probes`` side by side and return why each failed, None where it did not."""
    running = {name: _executor.submit(probe) for name, probe in probes.items()}
    wait(running.values(), timeout=CHECK_SECONDS)
    return {name: _reason(name, future) for name, future in running.items()}


def _reason(name: str, future: Future[None]) -> str | None:
    """Return in words fit for strangers why a check failed; the details, which may hold addresses, go to the log."""
    if not future.done():
        future.cancel()
        return f"The {name} did not answer within {CHECK_SECONDS:.0f} s."
    error = future.exception()
    if error is None:
        return None
    logger.warning("health: the %s does not answer: %s", name, error)
    return f"The {name} does not answer."


def _database() -> None:
    """Ask PostgreSQL over a connection of its own: the pool may be used up, and its patience is longer than ours."""
    parameters = connection.get_connection_params() | {"connect_timeout": 1}
    with psycopg.connect(**parameters) as probe:
        probe.execute("SELECT 1")


def _redis() -> None:
    cache.get(WORKER_KEY)


def _worker() -> None:
    if cache.get(WORKER_KEY) is None:
        raise RuntimeError("no worker has shown itself lately")
