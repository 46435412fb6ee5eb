"""Put a task to work again: retry an ended task, resume a waiting one, release a stuck one."""

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
def retry_task(task_id: UUID, *, caller: str = "") -> None:
    """Put a failed or cancelled task back to pending; completed steps are kept, the others start over.

    If ``caller`` is given, the task counts against its quota from now on. The event log keeps its seqs, but it may hold
    only one ending, so the earlier ending is rewritten as a warning.

    Raises:
        TaskNotRetryable: the task is neither failed nor cancelled.
    """
    task = AnalysisTask.objects.select_for_update().filter(pk=task_id, status__in=TaskStatus.retryable()).first()
    if task is None:
        raise TaskNotRetryable
    warning = events.Warning(
        code=task.error_code or "TASK_CANCELLED",
        message=f"An earlier attempt ended: {task.error_message or task.message} The analysis was retried.",
        step=task.error_step or None,
        severity=Severity.INFO.value,
    )
    TaskEvent.objects.filter(task_id=task_id, terminal=True).update(
        type=events.Warned.type, data={"warning": warning}, terminal=False
    )
    # A step that was skipped for lack of input has a completion time; one that was not requested has none.
    unfinished = Q(status__in=[StepStatus.FAILED, StepStatus.PENDING]) | Q(
        status=StepStatus.SKIPPED, completed_at__isnull=False
    )
    StepRun.objects.filter(unfinished, task_id=task_id).update(
        status=StepStatus.PENDING, progress=0, started_at=None, completed_at=None, error_code="", error_message=""
    )
    AnalysisTask.objects.filter(pk=task_id).update(
        status=TaskStatus.PENDING,
        caller=caller or task.caller,
        completed_at=None,
        updated_at=now(),
        message="Waiting to be retried",
        warnings=[],
        error_code="",
        error_message="",
        error_step="",
        error_retryable=False,
        attempts=0,
        dispatched_at=None,
        not_before=None,
        estimated_completion=None,
        estimated_earliest=None,
        estimated_latest=None,
    )
    notifications.notify_dispatcher()


@transaction.atomic
def resume_task(task_id: UUID) -> bool:
    """Dispatch a waiting task now; return False if the task does not wait."""
    waiting = AnalysisTask.objects.without_lease().filter(pk=task_id)
    found = waiting.update(not_before=None, dispatched_at=None, updated_at=now())
    notifications.notify_dispatcher()
    return bool(found)


@transaction.atomic
def release_task(task_id: UUID) -> bool:
    """Restart an active task at its first unfinished step; return False if there is no such task.

    The fence is incremented, so the worker that runs it can write nothing more.
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
    notifications.notify_dispatcher()
    return bool(found)
