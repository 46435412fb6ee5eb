"""``/metrics`` for Prometheus."""

import logging
import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, connections
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from analysis.api.monitoring import exposition
from analysis.api.monitoring.disk import disk_metrics
from analysis.api.monitoring.health import ProbeView
from analysis.sources import ytdlp_release

logger = logging.getLogger(__name__)

#: Time limit for the database metrics in seconds; after it only those of the process are returned.
DATABASE_SECONDS = 0.5
#: Headers that a proxy adds: with one of them, the peer address is not that of the client.
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")
# Creation times are not used and double the number of series.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there
# A hanging database occupies its thread, so the number is bounded; a scrape without a free thread omits its metrics.
_executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="metrics")


class MetricsView(ProbeView):
    """Serves metrics to clients with the token or from an allowed network."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """Return all metrics available within ``DATABASE_SECONDS``."""
        if not _may_read(request.META):
            raise PermissionDenied
        text = generate_latest(_process_registry()) + generate_latest(_database_registry)
        return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _may_read(meta: dict[str, Any]) -> bool:
    """Return whether the request has the token, or comes directly from one of ``METRICS_NETWORKS``."""
    scheme, _, token = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    if any(meta.get(name) for name in _FORWARDED):
        return False
    try:
        peer = ip_address(meta.get("REMOTE_ADDR") or "")
    except ValueError:
        return False  # A Unix socket hides the client's address.
    return any(peer in network for network in settings.METRICS_NETWORKS)


def _process_registry() -> CollectorRegistry:
    """Return the metrics of this process, or of all processes that share ``METRICS_DIR``."""
    if not settings.METRICS_DIR:
        return REGISTRY
    # Live gauges of dead processes, such as their number of open sockets, no longer count.
    for pid in {int(file.stem.rpartition("_")[2]) for file in Path(settings.METRICS_DIR).glob("gauge_live*_*.db")}:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            with suppress(FileNotFoundError):  # Another process has just deleted it.
                multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]  # as above
        except PermissionError:
            continue  # The process lives under another user.
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # as above
    return registry


class _DatabaseCollector(Collector):
    """The metrics that are read from the database."""

    def collect(self) -> list[Metric]:
        """Return the database metrics, if available, and whether they are; those of the connection pool in any case."""
        began = time.perf_counter()
        future: Future[list[Metric]] = _executor.submit(_query_database)
        families: list[Metric] = []
        if pool := getattr(connections["default"], "pool", None):
            stats = pool.get_stats()
            family = GaugeMetricFamily(
                "analyzer_pool_connections", "Database connections of the responding process.", labels=["state"]
            )
            family.add_metric(["idle"], stats["pool_available"])
            family.add_metric(["used"], stats["pool_size"] - stats["pool_available"])
            family.add_metric(["most"], stats["pool_max"])
            waiting = stats.get("requests_waiting", 0)
            text = "Requests waiting for a database connection in the responding process."
            families += [family, GaugeMetricFamily("analyzer_pool_waiting", text, waiting)]
        families += [*_ytdlp(), *disk_metrics()]
        try:
            families += future.result(DATABASE_SECONDS)
            is_up = 1
        except (DatabaseError, FutureTimeoutError) as error:
            future.cancel()
            logger.warning("database metrics unavailable, omitting them: %s", str(error) or "timeout")
            is_up = 0
        seconds = time.perf_counter() - began
        return [
            GaugeMetricFamily("analyzer_database_up", "1 if the database metrics are included.", is_up),
            GaugeMetricFamily("analyzer_scrape_database_seconds", "Time to collect the database metrics.", seconds),
            *families,
        ]


def _ytdlp() -> list[Metric]:
    """Return the age of yt-dlp, unless its version is no date."""
    version = ytdlp_release.version()
    age = ytdlp_release.age_days(version, now().date())
    if age is None:
        return []
    family = GaugeMetricFamily("analyzer_ytdlp_age_days", "Days since the release of yt-dlp.", labels=["version"])
    family.add_metric([version], age)
    return [family]


_database_registry = CollectorRegistry()
_database_registry.register(_DatabaseCollector())


def _query_database() -> list[Metric]:
    try:
        return exposition.database_metrics(DATABASE_SECONDS)
    finally:
        connection.close()
