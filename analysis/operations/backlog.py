"""Active analyses that no worker runs, for operators of the queue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Min
from django.db.models.functions import Greatest
from django.utils.timezone import now

from analysis.choices import Queue, TaskStatus
from analysis.models import AnalysisTask
from analysis.support.durations import seconds_between

#: Since when a task could have been claimed. PostgreSQL's GREATEST ignores nulls.
_CLAIMABLE_SINCE = Greatest("updated_at", "not_before", "lease_until")


@dataclass(frozen=True)
class WaitingTask:
    """An active task that no worker runs, and the reason."""

    task_id: UUID
    video_id: str
    #: ``paused`` ``orphaned`` ``unclaimed`` ``waiting``
    state: str
    since: datetime
    #: When it continues by itself, where that is known.
    until: datetime | None
    step: str | None
    attempts: int
    message: str


def waiting_tasks() -> list[WaitingTask]:
    """Return every active task that no worker runs, the longest waiting first."""
    rows = (
        AnalysisTask.objects.active()
        .exclude(status=TaskStatus.PROCESSING, lease_until__gt=now())
        .defer("result_data", "result_metadata")
    )
    return sorted((describe_waiting(row) for row in rows), key=lambda task: task.since)


def describe_waiting(task: AnalysisTask) -> WaitingTask:
    """Return why an active ``task`` that no worker runs is waiting."""
    since = max(moment for moment in (task.updated_at, task.not_before, task.lease_until) if moment is not None)
    paused = task.not_before is not None and task.not_before > now()
    if paused:
        state = "paused"
    elif task.dispatched_at is not None:
        state = "unclaimed"
    else:
        state = "orphaned" if task.status == TaskStatus.PROCESSING else "waiting"
    return WaitingTask(
        task_id=task.pk,
        video_id=task.video_id,
        state=state,
        since=task.updated_at if paused else since,
        until=task.not_before if paused else None,
        step=task.current_step,
        attempts=task.attempts,
        message=task.message,
    )


def unclaimed_seconds(queues: Collection[str] = tuple(Queue.values)) -> float:
    """Return how long the oldest message in the broker has waited for a worker of ``queues``, 0 where none waits.

    Counts only recent messages: the dispatcher sends older ones again, unless it is down too.
    """
    recently = now() - timedelta(seconds=2 * settings.LEASE_SECONDS)
    unclaimed = AnalysisTask.objects.active().claimable().filter(dispatched_at__gt=recently, queue__in=queues)
    oldest = unclaimed.aggregate(oldest=Min(_CLAIMABLE_SINCE))["oldest"]
    return seconds_between(oldest, now()) if oldest else 0.0
