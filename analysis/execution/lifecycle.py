"""Every change of a task's state, in one transaction with the event that announces it.

Writes of a running worker carry its :class:`Claim`; they touch the row only while that claim is the newest, so a worker
that was paused past its lease can write nothing. The row lock that the first UPDATE takes makes the order of commits
the order of seqs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.timezone import now

from analysis import counters, events
from analysis.choices import AttemptOutcome, Severity, StepStatus, TaskStatus
from analysis.exceptions import (
    AnalysisError,
    CancellationRequested,
    InternalError,
    LeaseLost,
    SourcePaused,
    TaskNotCancellable,
    TaskTimeout,
)
from analysis.execution import attempt_log, notifications, publisher
from analysis.models import AnalysisTask, StepRun, TaskEvent
from analysis.queries import history


@dataclass(frozen=True)
class Claim:
    """The right to run a task and to write what comes of it."""

    task_id: UUID
    fence: int
    #: Name of the worker that holds it.
    worker: str = ""


# Events


def record(task_id: UUID, event: events.Event) -> None:
    """Append ``event`` to the log with the next seq and publish it at commit; the caller holds the row's lock."""
    AnalysisTask.objects.filter(pk=task_id).update(last_seq=F("last_seq") + 1)
    seq, request_id = AnalysisTask.objects.values_list("last_seq", "request_id").get(pk=task_id)
    row = TaskEvent.objects.create(
        task_id=task_id, seq=seq, type=event.type, data=event.data(), terminal=event.terminal, created_at=now()
    )
    data = row.data
    if isinstance(event, events.TaskCompleted):
        data = data | history.completed_data(task_id)
    frame = events.event_frame(
        task_id=task_id, seq=seq, type=row.type, timestamp=row.created_at, request_id=request_id, data=data
    )
    publisher.publish(task_id, seq, frame)


# What a running worker writes


def _write(claim: Claim, **fields: Any) -> None:
    """Update the task's row under ``claim``, extending the lease; takes the row's lock.

    Raises:
        CancellationRequested: the task was cancelled, deleted or otherwise ended.
        LeaseLost: another worker runs it now.
    """
    moment = now()
    fields |= {"updated_at": moment, "lease_until": lease_end()}
    if AnalysisTask.objects.filter(pk=claim.task_id).held(claim.fence).update(**fields):
        return
    if AnalysisTask.objects.filter(pk=claim.task_id, status=TaskStatus.PROCESSING).exists():
        raise LeaseLost
    raise CancellationRequested


def lease_end() -> Any:
    """Return until when a claim made or renewed now holds."""
    return now() + timedelta(seconds=settings.LEASE_SECONDS)


@transaction.atomic
def step_started(claim: Claim, step: str) -> None:
    """Note that ``step`` runs, once more where it ran before."""
    _write(claim, current_step=step)
    steps = StepRun.objects.filter(task_id=claim.task_id, name=step)
    steps.filter(started_at=None).update(started_at=now())
    steps.update(status=StepStatus.RUNNING, attempts=F("attempts") + 1)
    attempt_log.begin(claim.task_id, step, claim.worker)


@transaction.atomic
def progressed(claim: Claim, event: events.ProgressUpdated) -> None:
    """Tell how far the analysis is."""
    remaining = event.estimated_seconds_remaining
    _write(
        claim,
        progress=event.progress,
        message=event.message[:500],
        current_step=event.current_step,
        estimated_completion=None if remaining is None else now() + timedelta(seconds=remaining),
    )
    StepRun.objects.filter(task_id=claim.task_id, name=event.current_step).update(progress=event.step_progress)
    record(claim.task_id, event)


@transaction.atomic
def warned(claim: Claim, *, code: str, message: str, step: str | None, severity: Severity = Severity.WARNING) -> None:
    """Add a warning to the task and tell the viewers."""
    warning = events.Warning(code=code, message=message, step=step, severity=severity.value)
    _write(claim)
    task = AnalysisTask.objects.only("warnings").get(pk=claim.task_id)
    if warning in task.warnings:
        return
    AnalysisTask.objects.filter(pk=claim.task_id).update(warnings=[*task.warnings, warning])
    record(claim.task_id, events.Warned(warning=warning))


@transaction.atomic
def step_completed(
    claim: Claim,
    step: str,
    *,
    next_step: str | None,
    progress: int,
    facts: events.JSON,
    save: Callable[[], events.JSON | None],
) -> None:
    """Store what the step found and close it: output, state and event stand or fall together.

    ``save`` writes to the tables and returns what else later steps need, or None.
    """
    _write(claim, progress=progress, attempts=0)
    run = StepRun.objects.get(task_id=claim.task_id, name=step)
    run.output = save()
    run.status = StepStatus.COMPLETED
    run.progress = 100
    run.completions += 1
    run.facts = facts
    run.completed_at = now()
    run.save()
    attempt_log.close(claim.task_id, AttemptOutcome.COMPLETED, step=step)
    counters.observe_on_commit("step_seconds", run.duration_seconds or 0.0, step=step)
    record(
        claim.task_id,
        events.StepCompleted(
            step=step,
            next_step=next_step,
            progress=progress,
            duration_seconds=run.duration_seconds or 0.0,
            facts=facts,
        ),
    )


@transaction.atomic
def step_closed(
    claim: Claim, step: str, status: StepStatus, *, progress: int, error: AnalysisError | None = None
) -> None:
    """Close a step that found nothing: skipped, or given up because of ``error``."""
    _write(claim, progress=progress)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(
        status=status,
        completed_at=now(),
        error_code=error.code if error else "",
        error_message=error.message if error else "",
    )
    if error:
        attempt_log.fail(claim.task_id, step, AttemptOutcome.FAILED, error)


@transaction.atomic
def step_troubled(claim: Claim, step: str, error: AnalysisError) -> None:
    """Note, for the admin, what went wrong in a step that will be tried again."""
    _write(claim)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(error_code=error.code, error_message=error.message)
    if isinstance(error, TaskTimeout):
        attempt_log.note(claim.task_id, step, error)
    else:
        outcome = AttemptOutcome.PAUSED if isinstance(error, SourcePaused) else AttemptOutcome.RETRIED
        attempt_log.fail(claim.task_id, step, outcome, error)


@transaction.atomic
def checkpointed(claim: Claim, step: str, save: Callable[[], events.JSON | None]) -> None:
    """Store what a step has so far, so that a resumed run goes on from there; ``save`` as in :func:`step_completed`."""
    _write(claim, attempts=0)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(output=save())


@transaction.atomic
def handed_back(
    claim: Claim, *, until: datetime | None = None, was_attempt: bool = True, queue: str | None = None
) -> None:
    """Give a task that is not finished back to the dispatcher; the next worker resumes at the first unfinished step.

    ``until``: not before then; None: at once. ``was_attempt`` False: the task could not even be tried, which is not
    held against it. ``queue``: whose workers it is for from now on; None: as before.
    """
    moment = now()
    _write(claim)
    AnalysisTask.objects.filter(pk=claim.task_id).update(
        lease_until=moment,
        dispatched_at=None,
        not_before=until or moment,
        attempts=F("attempts") if was_attempt else Greatest(F("attempts") - 1, 0),
        queue=queue or F("queue"),
    )
    attempt_log.close(claim.task_id, AttemptOutcome.HANDED_ON)
    notifications.call()


# Endings


@transaction.atomic
def completed(claim: Claim, result: events.JSON, metadata: events.JSON) -> None:
    """End the task with its finding. ``metadata`` gets the times that only this moment knows."""
    moment = now()
    _write(claim)
    task = AnalysisTask.objects.only("started_at", "created_at").get(pk=claim.task_id)
    seconds = round((moment - (task.started_at or moment)).total_seconds(), 3)
    metadata = {
        "completed_at": events.wire_time(moment),
        "created_at": events.wire_time(task.created_at),
        "processing_seconds": seconds,
        **metadata,
    }
    _end(
        claim.task_id,
        TaskStatus.COMPLETED,
        events.TaskCompleted(processing_seconds=seconds),
        result_data=result,
        result_metadata=metadata,
        progress=100,
        message="The analysis is complete",
        estimated_completion=moment,
    )


@transaction.atomic
def failed(claim: Claim, error: AnalysisError, step: str | None) -> None:
    """End the task without a finding."""
    _write(claim)
    attempt_log.fail(claim.task_id, step or "", AttemptOutcome.FAILED, error)
    _fail(claim.task_id, error, step)


@transaction.atomic
def given_up(task_id: UUID, fence: int) -> bool:
    """End a task whose workers died ``MAX_ATTEMPTS`` times in the same step; False where somebody runs it after all."""
    task = AnalysisTask.objects.select_for_update().filter(pk=task_id).held(fence).first()
    if task is None or task.lease_until is None or task.lease_until > now():
        return False
    trouble = task.steps.filter(name=task.current_step).exclude(error_code="").first()
    last = f"The last trouble: {trouble.error_message}" if trouble else "Each time the worker was lost."
    error = InternalError(f"The analysis was started {task.attempts} times and did not get past this step. {last}")
    if trouble:
        error.code = trouble.error_code
    attempt_log.close(task_id, AttemptOutcome.LOST)
    return _fail(task_id, error, task.current_step)


def _fail(task_id: UUID, error: AnalysisError, step: str | None) -> bool:
    told = events.Failure(code=error.code, message=error.message, step=step, retryable=error.retryable)
    if step:
        StepRun.objects.filter(task_id=task_id, name=step).update(
            status=StepStatus.FAILED, completed_at=now(), error_code=error.code, error_message=error.message
        )
    return _end(
        task_id,
        TaskStatus.FAILED,
        events.TaskFailed(error=told),
        message=error.message[:500],
        error_code=error.code,
        error_message=error.message,
        error_step=step or "",
        error_retryable=error.retryable,
    )


@transaction.atomic
def cancelled(task_id: UUID, reason: str) -> None:
    """End an active task; a worker that runs it stops at its next progress call.

    Raises:
        TaskNotCancellable: it has ended already.
    """
    event = events.TaskCancelled(reason=reason)
    if not _end(task_id, TaskStatus.CANCELLED, event, message=reason[:500]):
        raise TaskNotCancellable


def _end(task_id: UUID, status: TaskStatus, event: events.Event, **fields: Any) -> bool:
    """End the task unless it has ended: two may try, the database picks the first, and only that one is announced."""
    moment = now()
    fields |= {"status": status, "completed_at": moment, "updated_at": moment, "lease_until": None}
    ended = AnalysisTask.objects.active().filter(pk=task_id).update(**fields)
    if ended:
        # Whatever still ran beside it has stopped, and would otherwise be shown as running for ever.
        StepRun.objects.filter(task_id=task_id, status=StepStatus.RUNNING).update(status=StepStatus.PENDING)
        attempt_log.close(task_id, AttemptOutcome.STOPPED)
        counters.add_on_commit("tasks_ended", status=status.value, code=fields.get("error_code", ""))
        record(task_id, event)
    return bool(ended)
