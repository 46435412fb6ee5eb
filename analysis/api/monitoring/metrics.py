"""``/metrics``: how the service does, as Prometheus reads it."""

import logging
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from analysis.api.monitoring import exposition
from analysis.api.monitoring.health import ProbeView

logger = logging.getLogger(__name__)

#: Seconds that the database has for its figures; without it the process tells its own.
DATABASE_SECONDS = 0.5
#: What a proxy adds: whoever comes through one is not who the connection comes from.
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")
# Nobody reads when a counter was made, and it doubles the series.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there
# A database that hangs keeps its thread, so there are only so many; a scrape that finds none free goes without.
_executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="metrics")


class MetricsView(ProbeView):
    """For Prometheus, not for strangers: they are not told what is going on here."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """Return every figure that can be had within ``DATABASE_SECONDS``."""
        if not _may_read(request.META):
            raise PermissionDenied
        text = generate_latest(_own_registry()) + generate_latest(_Collected(_database_families()))
        return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(meta: dict[str, Any]) -> bool:
    """Say whether the token is shown, or the other end stands in one of ``METRICS_NETWORKS`` and is no proxy."""
    scheme, _, token = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    if any(meta.get(name) for name in _FORWARDED):
        return False
    try:
        peer = ip_address(meta.get("REMOTE_ADDR") or "")
    except ValueError:
        return False  # A socket in the file system: who is behind it cannot be seen.
    return any(peer in network for network in settings.METRICS_NETWORKS)


class _Collected(CollectorRegistry):
    """Families that are there already, as ``generate_latest`` takes them."""

    def __init__(self, families: list[Metric]) -> None:
        super().__init__()
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Return them."""
        return iter(self._families)


def _own_registry() -> CollectorRegistry:
    """Return the figures of this process, together with those beside it where they share a folder."""
    if not settings.METRICS_DIR:
        return REGISTRY
    _forget_the_dead(Path(settings.METRICS_DIR))
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    return registry


def _forget_the_dead(folder: Path) -> None:
    """Drop what counts only while its process lives: open sockets end with it."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*_*.db")}:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            with suppress(FileNotFoundError):  # Another process did so a moment ago.
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]  # as above
        except PermissionError:
            continue  # It lives, as somebody else.


def _database_families() -> list[Metric]:
    """Return what the database tells, and whether it does."""
    began = time.perf_counter()
    future: Future[list[Metric]] = _executor.submit(_ask_database)
    families = list(_pool())
    try:
        families += future.result(DATABASE_SECONDS)
        is_up = 1
    except (DatabaseError, NotInTime) as error:
        future.cancel()
        logger.warning("the figures of the database are left out: %s", str(error) or "it does not answer in time")
        is_up = 0
    seconds = time.perf_counter() - began
    return [
        GaugeMetricFamily("analyzer_database_up", "1 where the database told its figures.", is_up),
        GaugeMetricFamily("analyzer_scrape_database_seconds", "How long that took.", seconds),
        *families,
    ]


def _ask_database() -> list[Metric]:
    try:
        return exposition.database_families(DATABASE_SECONDS)
    finally:
        connection.close()


def _pool() -> Iterator[Metric]:
    """Return how the connections of this process are used, where it has a pool."""
    pool = getattr(connections["default"], "pool", None)
    if pool is None:
        return
    stats = pool.get_stats()
    family = GaugeMetricFamily("analyzer_pool_connections", "Of the process that answers.", labels=["state"])
    family.add_metric(["idle"], stats["pool_available"])
    family.add_metric(["used"], stats["pool_size"] - stats["pool_available"])
    family.add_metric(["most"], stats["pool_max"])
    yield family
    waiting = stats.get("requests_waiting", 0)
    yield GaugeMetricFamily("analyzer_pool_waiting", "Requests that wait for a connection of this process.", waiting)
