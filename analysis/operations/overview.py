"""Status of the whole installation, for staff; every query uses an index or reads a bounded number of rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.timezone import now

from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.models import AnalysisTask, SourceState, StepAttempt, StepRun
from analysis.operations import worker_registry
from analysis.support.durations import seconds_between

#: Latest completed runs of each step that its durations are computed from.
SAMPLE_SIZE = 200


@dataclass(frozen=True)
class QueueSummary:
    """Analyses that have not ended."""

    waiting: int
    #: Seconds that the oldest of these has waited; None where none waits.
    oldest_seconds: float | None
    #: Waiting for a stated time, the earliest of which is ``next_at``.
    paused: int
    next_at: datetime | None
    running: int
    #: Their worker was lost.
    orphaned: int


def queue_summary() -> QueueSummary:
    """Return the counts of active analyses by state; one query."""
    moment = now()
    paused = Q(not_before__gt=moment)
    waiting = Q(status=TaskStatus.PENDING) & (Q(not_before=None) | Q(not_before__lte=moment))
    processing = Q(status=TaskStatus.PROCESSING)
    found = AnalysisTask.objects.active().aggregate(
        waiting=Count("pk", filter=waiting),
        # Not ``created_at``: a retried task has waited only since its retry.
        oldest=Min("updated_at", filter=waiting),
        paused=Count("pk", filter=paused),
        next_at=Min("not_before", filter=paused),
        running=Count("pk", filter=processing & Q(lease_until__gt=moment)),
        orphaned=Count("pk", filter=processing & Q(lease_until__lte=moment) & ~paused),
    )
    oldest = found.pop("oldest")
    return QueueSummary(oldest_seconds=seconds_between(oldest, moment) if oldest else None, **found)


@dataclass(frozen=True)
class ErrorCount:
    """An error code and how often it occurred in the last 24 hours."""

    code: str
    #: Analyses that failed with it.
    failed: int
    #: Attempts at a step that failed with it, whatever the outcome of the analysis.
    attempts: int
    last_at: datetime


def error_counts() -> list[ErrorCount]:
    """Return the error codes of the last 24 hours, the most frequent first; two queries."""
    since = now() - timedelta(hours=24)
    failed = AnalysisTask.objects.filter(status=TaskStatus.FAILED, completed_at__gte=since)
    ended = {row["error_code"]: row for row in _by_code(failed, "completed_at")}
    tries = StepAttempt.objects.exclude(error_code="").filter(ended_at__gte=since)
    tried = {row["error_code"]: row for row in _by_code(tries, "ended_at")}
    nothing = {"count": 0, "last": since}
    both = [(code, ended.get(code, nothing), tried.get(code, nothing)) for code in ended.keys() | tried.keys()]
    found = [ErrorCount(code, one["count"], two["count"], max(one["last"], two["last"])) for code, one, two in both]
    return sorted(found, key=lambda trouble: (-trouble.failed, -trouble.attempts, trouble.code))


def _by_code(rows: QuerySet[Any], time: str) -> Any:
    return rows.order_by().values("error_code").annotate(count=Count("pk"), last=Max(time))


@dataclass(frozen=True)
class StepDurations:
    """Durations of the latest runs of one step, seconds."""

    step: str
    runs: int
    median: float
    p95: float
    slowest: float
    slowest_task: UUID


def step_durations() -> list[StepDurations]:
    """Return the durations of each step's latest runs, in workflow order; one query."""
    newest = [
        StepRun.objects.filter(name=name, status=StepStatus.COMPLETED, completed_at__isnull=False)
        .order_by("-completed_at")
        .values_list("name", "started_at", "completed_at", "task_id")[:SAMPLE_SIZE]
        for name in StepName.values
    ]
    runs: dict[str, list[tuple[float, UUID]]] = {name: [] for name in StepName.values}
    for name, started_at, completed_at, task_id in newest[0].union(*newest[1:], all=True):
        if started_at is not None and completed_at is not None:
            runs[name].append((seconds_between(started_at, completed_at), task_id))
    durations = []
    for name, found in runs.items():
        if found:
            found.sort()
            median, p95 = (found[ceil(part * len(found)) - 1][0] for part in (0.5, 0.95))
            durations.append(StepDurations(name, len(found), median, p95, *found[-1]))
    return durations


@dataclass(frozen=True)
class Throughput:
    """Counts of the last 60 minutes."""

    accepted: int
    completed: int
    failed: int
    cancelled: int


def throughput() -> Throughput:
    """Return how many analyses were created and ended in the last hour; two queries."""
    since = now() - timedelta(hours=1)
    ended = AnalysisTask.objects.filter(status__in=TaskStatus.ended(), completed_at__gte=since)
    counts = {status: Count("pk", filter=Q(status=status)) for status in map(str, TaskStatus.ended())}
    return Throughput(accepted=AnalysisTask.objects.filter(created_at__gte=since).count(), **ended.aggregate(**counts))


@dataclass(frozen=True)
class RefusingSource:
    """A video source that refuses this server's requests."""

    name: str
    paused_until: datetime | None
    refused_since: datetime
    pauses: int
    code: str
    reason: str


def refusing_sources() -> list[RefusingSource]:
    """Return the sources that refuse this server; empty where all answer."""
    rows = SourceState.objects.exclude(refused_since=None)
    fields = ("name", "paused_until", "refused_since", "pauses", "reason_code", "reason")
    return [RefusingSource(*row) for row in rows.values_list(*fields)]


def estimate_task_count() -> int:
    """Return PostgreSQL's estimate of the number of analyses, since counting millions takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [AnalysisTask._meta.db_table])
        (found,) = cursor.fetchone()
    return max(0, int(found))


@dataclass(frozen=True)
class Overview:
    """Everything that the start page of the admin shows."""

    queue: QueueSummary
    throughput: Throughput
    workers: list[worker_registry.WorkerState]
    #: Roles of processes of which none is alive.
    missing_roles: list[str]
    sources: list[RefusingSource]
    error_counts: list[ErrorCount]
    step_durations: list[StepDurations]
    task_count: int


def overview() -> Overview:
    """Return the status; ten queries."""
    workers = worker_registry.list_workers()
    return Overview(
        queue_summary(),
        throughput(),
        workers,
        worker_registry.missing_roles(worker.role for worker in workers if worker.is_alive),
        refusing_sources(),
        error_counts(),
        step_durations(),
        estimate_task_count(),
    )
