"""Putting a task to work again: one that has ended, and one that does not move."""

from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.timezone import now

from analysis import events
from analysis.choices import AttemptOutcome, Severity, StepStatus, TaskStatus
from analysis.exceptions import TaskNotRetryable
from analysis.execution import attempt_log, notifications
from analysis.models import AnalysisTask, StepRun, TaskEvent


@transaction.atomic
def retried(task_id: UUID, *, caller: str = "") -> None:
    """Put a failed or cancelled task back to pending; finished steps are kept, the others start over.

    From now on it counts against ``caller``, where one is given. The log keeps its numbers, but it can end only once:
    the former ending becomes a warning that says what it was.

    Raises:
        TaskNotRetryable: the task has not failed and was not cancelled.
    """
    task = AnalysisTask.objects.select_for_update().filter(pk=task_id, status__in=TaskStatus.retryable()).first()
    if task is None:
        raise TaskNotRetryable
    warning = _former_ending(task)
    TaskEvent.objects.filter(task_id=task_id, terminal=True).update(
        type=events.Warned.type, data={"warning": warning}, terminal=False
    )
    # A step that was skipped for want of another's output has a time; one that was never asked for has none.
    again = Q(status__in=[StepStatus.FAILED, StepStatus.PENDING]) | Q(
        status=StepStatus.SKIPPED, completed_at__isnull=False
    )
    StepRun.objects.filter(again, task_id=task_id).update(
        status=StepStatus.PENDING, progress=0, started_at=None, completed_at=None, error_code="", error_message=""
    )
    AnalysisTask.objects.filter(pk=task_id).update(
        status=TaskStatus.PENDING,
        caller=caller or task.caller,
        completed_at=None,
        updated_at=now(),
        message="Waiting to be tried again",
        warnings=[],
        error_code="",
        error_message="",
        error_step="",
        error_retryable=False,
        attempts=0,
        dispatched_at=None,
        not_before=None,
        estimated_completion=None,
    )
    notifications.call()


def _former_ending(task: AnalysisTask) -> events.Warning:
    code, message = task.error_code or "TASK_CANCELLED", task.error_message or task.message
    return {
        "code": code,
        "message": f"An earlier attempt ended: {message} It was tried again.",
        "step": task.error_step or None,
        "severity": Severity.INFO.value,
    }


@transaction.atomic
def resumed(task_id: UUID) -> bool:
    """Have a task that waits, whatever for, handed out again now; False where it does not wait."""
    waiting = AnalysisTask.objects.unheld().filter(pk=task_id)
    found = waiting.update(not_before=None, dispatched_at=None, updated_at=now())
    notifications.call()
    return bool(found)


@transaction.atomic
def released(task_id: UUID) -> bool:
    """Have an active task start anew at its first unfinished step, now; False where there is no such task.

    Whoever runs it can write nothing more: the fence has moved on.
    """
    found = (
        AnalysisTask.objects.active()
        .filter(pk=task_id)
        .update(
            fence=F("fence") + 1,
            lease_until=Case(When(status=TaskStatus.PROCESSING, then=Value(now()))),
            dispatched_at=None,
            not_before=None,
            attempts=0,
        )
    )
    attempt_log.close(task_id, AttemptOutcome.RELEASED)
    notifications.call()
    return bool(found)
