"""Use cases. Each checks, writes, and wakes the dispatcher; none talks to the broker."""

from uuid import UUID

from django.db import transaction

from analysis import events, youtube
from analysis.access.limits import quotas
from analysis.access.permissions import Caller
from analysis.choices import StepStatus, TaskStatus
from analysis.exceptions import TaskNotCancellable, TaskNotWaiting
from analysis.execution import lifecycle, notifications, retries, workflow
from analysis.models import AnalysisTask, StepRun
from analysis.support import tracing


@transaction.atomic
def task_create(
    *, owner: Caller | None, url: str, options: events.JSON, request_id: str = "", caller: str = ""
) -> AnalysisTask:
    """Create a pending task for ``url`` with complete ``options``; the dispatcher starts it after commit.

    It counts against ``caller``; without one, as from a terminal, there is no limit.

    Raises:
        InvalidUrl: ``url`` is not the address of a YouTube video.
        QuotaExceeded: the caller has as many active tasks as are allowed.
    """
    if caller:
        quotas.take_place(caller)
    task = AnalysisTask(
        owner_id=owner.pk if owner is not None and owner.is_authenticated else None,
        caller=caller,
        youtube_url=url,
        video_id=youtube.parse_video_id(url),
        options=options,
        request_id=request_id,
        traceparent=tracing.traceparent(),
        message="Waiting for a worker",
    )
    task.full_clean()
    task.save(force_insert=True)
    StepRun.objects.bulk_create(_step_run(task, position, step) for position, step in enumerate(workflow.STEPS))
    notifications.call()
    return task


def _step_run(task: AnalysisTask, position: int, step: workflow.Step) -> StepRun:
    wanted = workflow.is_wanted(step, task.options)
    status = StepStatus.PENDING if wanted else StepStatus.SKIPPED
    return StepRun(task=task, name=step.name, position=position, status=status)


def task_cancel(*, task: AnalysisTask, reason: str = "Cancelled by request") -> None:
    """End an active task.

    Raises:
        TaskNotCancellable: it has ended already.
    """
    lifecycle.cancelled(task.pk, reason)


@transaction.atomic
def task_retry(*, task: AnalysisTask, caller: str = "") -> None:
    """Put a failed or cancelled task back to pending, finished steps kept; from now on it counts against ``caller``.

    Without one, as in the admin, there is no limit and it counts as before.

    Raises:
        TaskNotRetryable: the task has not failed and was not cancelled.
        QuotaExceeded: the caller has as many active tasks as are allowed.
    """
    if caller:
        quotas.take_place(caller)
    retries.retried(task.pk, caller=caller)


def task_resume(*, task: AnalysisTask) -> None:
    """Have a task that waits for its time, or for a worker, handed out again now.

    Raises:
        TaskNotWaiting: a worker runs it, or it has ended.
    """
    if not retries.resumed(task.pk):
        raise TaskNotWaiting


def task_release(*, task_id: UUID) -> bool:
    """Take an active task from whoever holds it, and from any pause; False where it is not active."""
    return retries.released(task_id)


def task_delete(*, task: AnalysisTask) -> None:
    """Delete a task and all that hangs on it; an active one is cancelled first, so that its viewers are told."""
    if task.status in TaskStatus.active():
        _cancel_if_active(task.pk)
    AnalysisTask.objects.filter(pk=task.pk).delete()


def _cancel_if_active(task_id: UUID) -> None:
    try:
        lifecycle.cancelled(task_id, "Deleted by request")
    except TaskNotCancellable:
        return  # It ended between the look and the act, which is as good.
