"""What the database tells operators, in Prometheus' families; docs/operations.md explains each.

Source: https://prometheus.io/docs/instrumenting/writing_exporters/
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from analysis import counters
from analysis.choices import WorkerRole
from analysis.models import Tally
from analysis.operations import overview, worker_registry

#: Counters that ``tallies`` keeps: what they count, and their labels.
COUNTERS = {
    "tasks_ended": ("Analyses that ended.", ("status", "code")),
    "step_attempts": ("Attempts at a step that ended.", ("step", "outcome", "code")),
    "leases_expired": ("Analyses whose worker was lost or that staff took from it.", ()),
    "messages_lost": ("Messages that the channel layer did not take; viewers read the log.", ()),
}


def database_families(limit_seconds: float) -> list[Metric]:
    """Return the figures of the whole installation; five queries, none of them over all analyses.

    Raises:
        django.db.Error: the database is away, or a query took longer than ``limit_seconds``.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(limit_seconds * 1000)}")
        return [*_queue(), *_sources(), *_crews(), *_counters(counters.read())]


def _queue() -> Iterator[Metric]:
    queue = overview.queue()
    tasks = GaugeMetricFamily("analyzer_tasks", "Active analyses by state.", labels=["state"])
    for state in ("waiting", "paused", "running", "orphaned"):
        tasks.add_metric([state], getattr(queue, state))
    yield tasks
    yield GaugeMetricFamily(
        "analyzer_queue_oldest_seconds", "How long the oldest waiting analysis has waited.", queue.oldest_seconds or 0
    )


def _sources() -> Iterator[Metric]:
    pauses = GaugeMetricFamily("analyzer_source_refusing", "1 for a source that refuses.", labels=["source", "code"])
    for source in overview.refusing_sources():
        pauses.add_metric([source.name, source.code], 1)
    yield pauses


def _crews() -> Iterator[Metric]:
    members = worker_registry.members()
    alive = GaugeMetricFamily("analyzer_processes", "Processes that live.", labels=["role"])
    silent = GaugeMetricFamily("analyzer_processes_silent", "Gone within the hour without a word.", labels=["role"])
    for role in WorkerRole.values:
        alive.add_metric([role], sum(member.is_alive for member in members if member.role == role))
        silent.add_metric([role], sum(not member.is_alive for member in members if member.role == role))
    working = [member for member in members if member.is_alive]
    yield from (alive, silent)
    yield GaugeMetricFamily(
        "analyzer_capacity", "Analyses that the living workers can run at once.", sum(m.capacity for m in working)
    )


def _counters(rows: Iterable[Tally]) -> Iterator[Metric]:
    by_name = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    for name, (documentation, labels) in COUNTERS.items():
        family = CounterMetricFamily(f"analyzer_{name}", documentation, labels=labels)
        for row in by_name[name]:
            family.add_metric([row.labels[label] for label in labels], row.value)
        if not labels and not by_name[name]:
            family.add_metric([], 0)
        yield family
    yield _durations(by_name["step_seconds_class"], by_name["step_seconds_sum"])


def _durations(classes: list[Tally], sums: list[Tally]) -> Metric:
    """Return the histogram of steps: Prometheus wants each class with all below it."""
    family = HistogramMetricFamily("analyzer_step_seconds", "Seconds of finished steps.", labels=["step"])
    counts = {(row.labels["step"], row.labels["le"]): row.value for row in classes}
    for row in sums:
        step, total, buckets = row.labels["step"], 0.0, []
        for end in (*(f"{bound:g}" for bound in counters.BUCKETS), counters.ENDLESS):
            total += counts.get((step, end), 0)
            buckets.append((end, total))
        family.add_metric([step], buckets, row.value)
    return family
