"""Every change of a task's state, in one transaction with the event that announces it.

A running worker passes its :class:`Claim` to each write. The write changes the row only while that claim is the newest,
so a worker that was paused past its lease can write nothing. The first UPDATE locks the row, so events are committed in
the order of their seqs.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
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
from analysis.support.durations import seconds_between
from analysis.webhooks import outbox


@dataclass(frozen=True)
class Claim:
    """The right to run a task and to write its state."""

    task_id: UUID
    fence: int
    #: Name of the worker that holds the claim.
    worker: str = ""


# Events

_APPEND = f"""
    WITH task AS (UPDATE {AnalysisTask._meta.db_table} SET last_seq = last_seq + 1 WHERE id = %s
        RETURNING id, last_seq, request_id)
    INSERT INTO {TaskEvent._meta.db_table} (task_id, seq, type, data, terminal, created_at)
    SELECT id, last_seq, %s, %s::jsonb, %s, %s FROM task RETURNING seq, (SELECT request_id FROM task)"""  # noqa: S608 (our own names only)


def record_event(task_id: UUID, event: events.Event) -> None:
    """Append ``event`` to the log with the next seq and publish it at commit; the caller must hold the row's lock."""
    log = TaskEvent(task_id=task_id, type=event.type, data=event.data(), terminal=event.terminal, created_at=now())
    # One query instead of the ORM's three: events are most of what an analysis without text writes.
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [task_id, log.type, json.dumps(log.data), log.terminal, log.created_at])
        log.seq, request_id = cursor.fetchone()
    publisher.publish(events.Frame.encode(log.frame(request_id)))


# Writes of a running worker


def _update_claimed(claim: Claim, **fields: Any) -> None:
    """Update the task's row under ``claim``, extending the lease; takes the row's lock.

    Raises:
        CancellationRequested: the task was cancelled, deleted or otherwise ended.
        LeaseLost: another worker runs the task now.
    """
    moment = now()
    fields |= {"updated_at": moment, "lease_until": lease_end()}
    if AnalysisTask.objects.filter(pk=claim.task_id).leased_by(claim.fence).update(**fields):
        return
    if AnalysisTask.objects.filter(pk=claim.task_id, status=TaskStatus.PROCESSING).exists():
        raise LeaseLost
    raise CancellationRequested


def lease_end() -> datetime:
    """Return when a lease ends that is taken or extended now."""
    return now() + timedelta(seconds=settings.LEASE_SECONDS)


@transaction.atomic
def start_step(claim: Claim, step: str) -> None:
    """Mark ``step`` as running and count the attempt."""
    _update_claimed(claim, current_step=step)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(
        status=StepStatus.RUNNING, attempts=F("attempts") + 1, started_at=Coalesce("started_at", now())
    )
    attempt_log.start(claim.task_id, step, claim.worker)


@transaction.atomic
def record_progress(claim: Claim, event: events.ProgressUpdated) -> None:
    """Store the progress of the analysis and record a progress event."""
    remaining, between = event.estimated_seconds_remaining, event.estimated_seconds_range
    earliest, latest = (None, None) if between is None else (now() + timedelta(seconds=each) for each in between)
    _update_claimed(
        claim,
        progress=event.progress,
        message=event.message[:500],
        current_step=event.current_step,
        estimated_completion=None if remaining is None else now() + timedelta(seconds=remaining),
        estimated_earliest=earliest,
        estimated_latest=latest,
    )
    StepRun.objects.filter(task_id=claim.task_id, name=event.current_step).update(progress=event.step_progress)
    record_event(claim.task_id, event)


@transaction.atomic
def record_warning(
    claim: Claim, *, code: str, message: str, step: str | None, severity: Severity = Severity.WARNING
) -> None:
    """Add a warning to the task and record its event; an equal warning is added only once."""
    warning = events.Warning(code=code, message=message, step=step, severity=severity.value)
    _update_claimed(claim)
    task = AnalysisTask.objects.only("warnings").get(pk=claim.task_id)
    if warning in task.warnings:
        return
    AnalysisTask.objects.filter(pk=claim.task_id).update(warnings=[*task.warnings, warning])
    record_event(claim.task_id, events.Warned(warning=warning))


@transaction.atomic
def complete_step(
    claim: Claim,
    step: str,
    *,
    next_step: str | None,
    progress: int,
    facts: events.JSON,
    save: Callable[[], events.JSON | None],
) -> None:
    """Save the results of a step and close it, in one transaction with its event.

    ``save`` writes rows and returns further output for later steps, or None.
    """
    _update_claimed(claim, progress=progress, attempts=0)
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
    record_event(
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
def close_step(
    claim: Claim, step: str, status: StepStatus, *, progress: int, error: AnalysisError | None = None
) -> None:
    """Close a step without a result: skipped, or failed with ``error``."""
    _update_claimed(claim, progress=progress)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(
        status=status,
        completed_at=now(),
        error_code=error.code if error else "",
        error_message=error.message if error else "",
    )
    if error:
        attempt_log.fail(claim.task_id, step, AttemptOutcome.FAILED, error)


@transaction.atomic
def record_step_error(claim: Claim, step: str, error: AnalysisError) -> None:
    """Record the error of a step that will be retried; staff see it in the admin."""
    _update_claimed(claim)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(error_code=error.code, error_message=error.message)
    if isinstance(error, TaskTimeout):
        attempt_log.record_error(claim.task_id, step, error)
    else:
        outcome = AttemptOutcome.PAUSED if isinstance(error, SourcePaused) else AttemptOutcome.RETRIED
        attempt_log.fail(claim.task_id, step, outcome, error)


@transaction.atomic
def save_checkpoint(claim: Claim, step: str, save: Callable[[], events.JSON | None]) -> None:
    """Save the partial output of a step, from which a later run resumes; ``save`` as in :func:`complete_step`."""
    _update_claimed(claim, attempts=0)
    StepRun.objects.filter(task_id=claim.task_id, name=step).update(output=save())


@transaction.atomic
def requeue(
    claim: Claim,
    *,
    until: datetime | None = None,
    message: str | None = None,
    was_attempt: bool = True,
    queue: str | None = None,
) -> None:
    """Give an unfinished task back to the dispatcher; the next worker resumes it at its first unfinished step.

    ``until`` is the earliest time of the next run; None means now. The estimated completion moves with it. ``message``
    says why the task waits. ``was_attempt`` False takes back the attempt that the claim counted. ``queue`` is the queue
    of the next run; None keeps the current one.
    """
    moment, tasks = now(), AnalysisTask.objects.filter(pk=claim.task_id)
    _update_claimed(claim)
    if until is not None:
        # What was left of the estimate is left when the wait ends; an estimate that has passed leaves nothing.
        left = Greatest(F("estimated_completion"), moment) + (until - moment)
        tasks.filter(estimated_completion__isnull=False).update(estimated_completion=left)
    tasks.update(
        message=F("message") if message is None else message[:500],
        estimated_earliest=None,
        estimated_latest=None,
        lease_until=moment,
        dispatched_at=None,
        not_before=until or moment,
        attempts=F("attempts") if was_attempt else Greatest(F("attempts") - 1, 0),
        queue=queue or F("queue"),
    )
    attempt_log.close(claim.task_id, AttemptOutcome.HANDED_ON)
    notifications.notify_dispatcher()


# Endings


@transaction.atomic
def complete_task(claim: Claim, result: events.JSON, metadata: events.JSON) -> None:
    """End the task with its result; creation, completion and processing times are added to ``metadata``."""
    moment = now()
    _update_claimed(claim)
    task = AnalysisTask.objects.only("started_at", "created_at").get(pk=claim.task_id)
    seconds = round(seconds_between(task.started_at or moment, moment), 3)
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
def fail_task(claim: Claim, error: AnalysisError, step: str | None) -> None:
    """End the task with ``error`` and without a result."""
    _update_claimed(claim)
    attempt_log.fail(claim.task_id, step or "", AttemptOutcome.FAILED, error)
    _fail(claim.task_id, error, step)


@transaction.atomic
def fail_after_max_attempts(task_id: UUID, fence: int) -> bool:
    """End a task whose workers died ``MAX_ATTEMPTS`` times in the same step; return False if a worker runs it now."""
    task = AnalysisTask.objects.select_for_update().filter(pk=task_id).leased_by(fence).first()
    if task is None or task.lease_until is None or task.lease_until > now():
        return False
    previous = task.steps.filter(name=task.current_step).exclude(error_code="").first()
    last = f"The last error: {previous.error_message}" if previous else "Each time the worker was lost."
    error = InternalError(f"The analysis was started {task.attempts} times and did not get past this step. {last}")
    if previous:
        error.code = previous.error_code
    attempt_log.close(task_id, AttemptOutcome.LOST)
    return _fail(task_id, error, task.current_step)


def _fail(task_id: UUID, error: AnalysisError, step: str | None) -> bool:
    failure = events.Failure(code=error.code, message=error.message, step=step, retryable=error.retryable)
    if step:
        StepRun.objects.filter(task_id=task_id, name=step).update(
            status=StepStatus.FAILED, completed_at=now(), error_code=error.code, error_message=error.message
        )
    return _end(
        task_id,
        TaskStatus.FAILED,
        events.TaskFailed(error=failure),
        message=error.message[:500],
        error_code=error.code,
        error_message=error.message,
        error_step=step or "",
        error_retryable=error.retryable,
    )


@transaction.atomic
def cancel_task(task_id: UUID, reason: str) -> None:
    """Cancel an active task; the worker that runs it stops at its next progress call.

    Raises:
        TaskNotCancellable: the task has already ended.
    """
    event = events.TaskCancelled(reason=reason)
    if not _end(task_id, TaskStatus.CANCELLED, event, message=reason[:500]):
        raise TaskNotCancellable


def _end(task_id: UUID, status: TaskStatus, event: events.Event, **fields: Any) -> bool:
    """End the task unless it has ended; of two concurrent calls only the first changes the row and records an event."""
    moment = now()
    fields = {"estimated_completion": None} | fields
    fields |= {"status": status, "completed_at": moment, "updated_at": moment, "lease_until": None}
    ended = AnalysisTask.objects.active().filter(pk=task_id).update(**fields)
    if ended:
        # Steps that ran in parallel have stopped; without this they would be shown as running forever.
        StepRun.objects.filter(task_id=task_id, status=StepStatus.RUNNING).update(status=StepStatus.PENDING)
        attempt_log.close(task_id, AttemptOutcome.STOPPED)
        counters.add_on_commit("tasks_ended", status=status.value, code=fields.get("error_code", ""))
        record_event(task_id, event)
        outbox.record_ending(task_id, status)
    return bool(ended)
