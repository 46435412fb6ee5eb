"""Prometheus metrics read from the database; docs/operations.md explains each.

Source: https://prometheus.io/docs/instrumenting/writing_exporters/
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db import connection, transaction
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from analysis import counters
from analysis.choices import WorkerRole
from analysis.operations import disk_usage, overview, worker_registry
from analysis.sources import data_api_quota

#: Counters stored by ``analysis.counters``: description and labels.
COUNTERS = {
    "tasks_ended": ("Analyses that ended.", ("status", "code")),
    "step_attempts": ("Attempts at a step that ended.", ("step", "outcome", "code")),
    "batches_ended": ("Batches that ended.", ("status",)),
    "follow_checks": ("Checks of followed channels and playlists.", ("outcome",)),
    "webhook_attempts": ("Attempts to send a message to a webhook.", ("outcome",)),
    "leases_expired": ("Analyses whose worker was lost or that staff released.", ()),
    "messages_lost": ("Messages that the channel layer did not accept; clients read the event log instead.", ()),
}


def database_metrics(limit_seconds: float) -> list[Metric]:
    """Return the metrics of the whole installation; six queries, none of which scans all analyses.

    Raises:
        django.db.Error: the database is unavailable, or a query took longer than ``limit_seconds``.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(limit_seconds * 1000)}")
        return [*_state_metrics(), *_counter_metrics()]


def _quota() -> Iterator[Metric]:
    quota = data_api_quota.read()
    if quota is not None:
        used = "Units of the YouTube Data API that were used since midnight in California."
        yield GaugeMetricFamily("analyzer_data_api_units_used", used, quota.used)
        yield GaugeMetricFamily("analyzer_data_api_units_limit", "Units that may be used a day.", quota.limit)


def _state_metrics() -> Iterator[Metric]:
    queue = overview.queue_summary()
    tasks = GaugeMetricFamily("analyzer_tasks", "Active analyses by state.", labels=["state"])
    for state in ("waiting", "paused", "running", "orphaned"):
        tasks.add_metric([state], getattr(queue, state))
    yield tasks
    yield GaugeMetricFamily(
        "analyzer_queue_oldest_seconds", "How long the oldest waiting analysis has waited.", queue.oldest_seconds or 0
    )
    size = "Size of the database with its indexes."
    yield GaugeMetricFamily("analyzer_database_bytes", size, disk_usage.database_bytes())
    pauses = GaugeMetricFamily(
        "analyzer_source_refusing", "1 for each source that is blocking requests.", labels=["source", "code"]
    )
    for source in overview.refusing_sources():
        pauses.add_metric([source.name, source.code], 1)
    yield pauses
    yield from _quota()
    workers = worker_registry.list_workers()
    alive = GaugeMetricFamily("analyzer_processes", "Live processes.", labels=["role"])
    silent = GaugeMetricFamily(
        "analyzer_processes_silent", "Processes that stopped sending heartbeats within the last hour.", labels=["role"]
    )
    for role in WorkerRole.values:
        alive.add_metric([role], sum(worker.is_alive for worker in workers if worker.role == role))
        silent.add_metric([role], sum(not worker.is_alive for worker in workers if worker.role == role))
    capacity = sum(worker.capacity for worker in workers if worker.is_alive)
    yield from (alive, silent)
    yield GaugeMetricFamily("analyzer_capacity", "Analyses that the live workers can run at once.", capacity)


def _counter_metrics() -> Iterator[Metric]:
    by_name = defaultdict(list)
    for row in counters.read():
        by_name[row.name].append(row)
    for name, (documentation, labels) in COUNTERS.items():
        family = CounterMetricFamily(f"analyzer_{name}", documentation, labels=labels)
        for row in by_name[name]:
            family.add_metric([row.labels[label] for label in labels], row.value)
        if not labels and not by_name[name]:
            family.add_metric([], 0)
        yield family
    durations = HistogramMetricFamily("analyzer_step_seconds", "Seconds of finished steps.", labels=["step"])
    counts = {(row.labels["step"], row.labels["le"]): row.value for row in by_name["step_seconds_class"]}
    for row in by_name["step_seconds_sum"]:
        # Prometheus buckets are cumulative.
        step, total, buckets = row.labels["step"], 0.0, []
        for end in (*(f"{bound:g}" for bound in counters.BUCKETS), counters.INFINITY):
            total += counts.get((step, end), 0)
            buckets.append((end, total))
        durations.add_metric([step], buckets, row.value)
    yield durations
