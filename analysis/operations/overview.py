"""How the whole installation is doing, for staff; each question is on an index or looks at a bounded number of rows."""

from collections.abc import Sequence
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

#: Newest finished runs of each step that its durations are taken from.
SAMPLE = 200


@dataclass(frozen=True)
class Queue:
    """Analyses that have not ended."""

    waiting: int
    #: Seconds that the oldest of those has waited; None where none waits.
    oldest_seconds: float | None
    #: Not to go on before a stated time, the first of which is ``next_at``.
    paused: int
    next_at: datetime | None
    running: int
    #: Their worker is gone.
    orphaned: int


def queue() -> Queue:
    """Return what is in the queue: one look at the active analyses."""
    moment = now()
    paused = Q(not_before__gt=moment)
    waiting = Q(status=TaskStatus.PENDING) & (Q(not_before=None) | Q(not_before__lte=moment))
    processing = Q(status=TaskStatus.PROCESSING)
    found = AnalysisTask.objects.active().aggregate(
        waiting=Count("pk", filter=waiting),
        # Of one that was retried the wait began later than its creation.
        oldest=Min("updated_at", filter=waiting),
        paused=Count("pk", filter=paused),
        next_at=Min("not_before", filter=paused),
        running=Count("pk", filter=processing & Q(lease_until__gt=moment)),
        orphaned=Count("pk", filter=processing & Q(lease_until__lte=moment) & ~paused),
    )
    oldest = found.pop("oldest")
    return Queue(oldest_seconds=(moment - oldest).total_seconds() if oldest else None, **found)


@dataclass(frozen=True)
class Trouble:
    """An error code and how often it was met in the last 24 hours."""

    code: str
    #: Analyses that ended with it.
    failed: int
    #: Attempts at a step, of whatever came of the analysis.
    attempts: int
    last_at: datetime


def troubles() -> list[Trouble]:
    """Return the error codes of the last 24 hours, the most frequent first; two queries."""
    since = now() - timedelta(hours=24)
    failed = AnalysisTask.objects.filter(status=TaskStatus.FAILED, completed_at__gte=since)
    ended = {row["error_code"]: row for row in _by_code(failed, "completed_at")}
    tries = StepAttempt.objects.exclude(error_code="").filter(ended_at__gte=since)
    tried = {row["error_code"]: row for row in _by_code(tries, "ended_at")}
    nothing = {"count": 0, "last": since}
    both = [(code, ended.get(code, nothing), tried.get(code, nothing)) for code in ended.keys() | tried.keys()]
    found = [Trouble(code, one["count"], two["count"], max(one["last"], two["last"])) for code, one, two in both]
    return sorted(found, key=lambda trouble: (-trouble.failed, -trouble.attempts, trouble.code))


def _by_code(rows: QuerySet[Any], time: str) -> Any:
    return rows.order_by().values("error_code").annotate(count=Count("pk"), last=Max(time))


@dataclass(frozen=True)
class Pace:
    """How long one step took lately, seconds."""

    step: str
    runs: int
    median: float
    #: Nineteen of twenty were done within it.
    p95: float
    slowest: float
    slowest_task: UUID


def paces() -> list[Pace]:
    """Return the durations of each step's newest runs, in the order of the workflow; one query."""
    newest = [
        StepRun.objects.filter(name=name, status=StepStatus.COMPLETED, completed_at__isnull=False)
        .order_by("-completed_at")
        .values_list("name", "started_at", "completed_at", "task_id")[:SAMPLE]
        for name in StepName.values
    ]
    runs: dict[str, list[tuple[float, UUID]]] = {name: [] for name in StepName.values}
    for name, started_at, completed_at, task_id in newest[0].union(*newest[1:], all=True):
        if started_at is not None and completed_at is not None:
            runs[name].append(((completed_at - started_at).total_seconds(), task_id))
    return [_pace(name, sorted(found)) for name, found in runs.items() if found]


def _pace(step: str, runs: Sequence[tuple[float, UUID]]) -> Pace:
    """``runs`` are ordered by duration."""
    rank = [seconds for seconds, _ in runs]
    middle, high = (rank[ceil(part * len(rank)) - 1] for part in (0.5, 0.95))
    return Pace(step, len(runs), middle, high, *runs[-1])


@dataclass(frozen=True)
class Throughput:
    """The last 60 minutes."""

    accepted: int
    completed: int
    failed: int
    cancelled: int


def throughput() -> Throughput:
    """Return what came and went in the last hour; two queries."""
    since = now() - timedelta(hours=1)
    ended = AnalysisTask.objects.filter(status__in=TaskStatus.ended(), completed_at__gte=since)
    counts = {status: Count("pk", filter=Q(status=status)) for status in map(str, TaskStatus.ended())}
    return Throughput(accepted=AnalysisTask.objects.filter(created_at__gte=since).count(), **ended.aggregate(**counts))


@dataclass(frozen=True)
class Source:
    """A source of videos that has refused lately."""

    name: str
    paused_until: datetime | None
    refused_since: datetime
    pauses: int
    code: str
    reason: str


def refusing_sources() -> list[Source]:
    """Return the sources that refuse this server; none: all answer."""
    rows = SourceState.objects.exclude(refused_since=None)
    fields = ("name", "paused_until", "refused_since", "pauses", "reason_code", "reason")
    return [Source(*row) for row in rows.values_list(*fields)]


def analyses_kept() -> int:
    """Return about how many analyses there are, as PostgreSQL's last ANALYZE found; counting millions takes seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [AnalysisTask._meta.db_table])
        (found,) = cursor.fetchone()
    return max(0, int(found))


@dataclass(frozen=True)
class Overview:
    """All of it."""

    queue: Queue
    throughput: Throughput
    members: list[worker_registry.Member]
    sources: list[Source]
    troubles: list[Trouble]
    paces: list[Pace]
    kept: int


def overview() -> Overview:
    """Return how things stand; ten queries."""
    return Overview(
        queue(), throughput(), worker_registry.members(), refusing_sources(), troubles(), paces(), analyses_kept()
    )
