"""Health probes. Each check ends within one second, even if a dependency hangs."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from http import HTTPStatus
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from analysis import events
from analysis.access.limits import redis_client
from analysis.api.http.views import ApiView
from analysis.api.schema import probe_endpoints
from analysis.choices import WorkerRole
from analysis.operations import worker_registry
from analysis.queries.problems import Problem
from analysis.sources import data_api_quota, ytdlp_release

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

    @probe_endpoints.HEALTH
    def get(self, request: Request) -> Response:
        """Return 200 while this process runs; ``services`` reports the dependencies."""
        redis = redis_client.open_client(settings.REDIS_URL, CHECK_SECONDS)
        quotas: list[data_api_quota.Quota | None] = []
        services = run_checks(
            database=_read_live_roles,
            redis=redis.ping,
            worker=_check_worker,
            quota=lambda: quotas.append(_read_quota()),
        )
        del services["quota"]
        words = {name: "healthy" if reason is None else "unhealthy" for name, reason in services.items()}
        version = ytdlp_release.version()
        ytdlp = {"version": version or None, "age_days": ytdlp_release.age_days(version, now().date())}
        answer = {"status": "healthy", "version": settings.VERSION, "services": words, "ytdlp": ytdlp}
        return Response(answer | {"data_api": _quota_json(quotas[0]) if quotas else None})


class LiveView(ProbeView):
    """Liveness probe."""

    @probe_endpoints.LIVE
    def get(self, request: Request) -> Response:
        """Return 200."""
        return Response({"status": "alive"})


class ReadyView(ProbeView):
    """Readiness probe."""

    @probe_endpoints.READY
    def get(self, request: Request) -> Response:
        """Return 200, or 503 if PostgreSQL is unavailable; requests can be served without Redis and other processes."""
        live: list[str] = []
        reason = run_checks(database=lambda: live.extend(_read_live_roles()))["database"]
        if reason is not None:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", reason)
        return Response({"status": "ready", "missing": worker_registry.missing_roles(live)})


def run_checks(**probes: Callable[[], object]) -> dict[str, str | None]:
    """Run ``probes`` in parallel and return for each why it failed, or None."""
    running = {name: _executor.submit(probe) for name, probe in probes.items()}
    wait(running.values(), timeout=CHECK_SECONDS)
    reasons: dict[str, str | None] = {}
    for name, future in running.items():
        reasons[name] = None
        if not future.done():
            future.cancel()
            reasons[name] = f"The {name} did not respond within {CHECK_SECONDS:.0f} s."
        elif error := future.exception():
            # The details may hold addresses, so they go to the log only.
            logger.warning("health check failed for %s: %s", name, error)
            reasons[name] = f"The {name} is unavailable."
    return reasons


def _check_worker() -> None:
    if WorkerRole.WORKER not in _read_live_roles():
        raise RuntimeError("no recent worker heartbeat")


def _read_live_roles() -> list[str]:
    return [role for (role,) in _read(worker_registry.live_roles())]


def _read_quota() -> data_api_quota.Quota | None:
    return data_api_quota.of_row(next(iter(_read(data_api_quota.row())), None))


def _quota_json(quota: data_api_quota.Quota | None) -> Any:
    return quota and {
        "units_used": quota.used,
        "units_limit": quota.limit,
        "resets_at": events.wire_time(quota.resets_at),
    }


def _read(rows: QuerySet[Any, Any]) -> list[Any]:
    """Read over a connection of the check's own: the pool may be exhausted, and its timeout is longer than ours."""
    query, parameters = rows.query.sql_with_params()
    with psycopg.connect(**connection.get_connection_params() | {"connect_timeout": 1}) as probe:
        return probe.execute(query, parameters).fetchall()
