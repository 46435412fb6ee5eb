"""Use cases on analyses. Each validates, writes, and notifies the dispatcher; none talks to the broker."""

from contextlib import nullcontext, suppress
from uuid import UUID

from django.db import transaction

from analysis import events
from analysis.access.limits import quotas
from analysis.access.permissions import Caller
from analysis.choices import Priority, TaskStatus
from analysis.exceptions import TaskNotCancellable, TaskNotWaiting
from analysis.execution import creation, lifecycle, retries
from analysis.models import AnalysisTask, Upload
from analysis.sources import circuit_breaker
from analysis.sources.upload import UploadExpired
from analysis.support import tracing
from analysis.uploads.errors import UploadNotFound
from analysis.uploads.services import delete_due
from analysis.youtube import VideoRef


def task_create(
    *,
    owner: Caller | None,
    video: VideoRef,
    options: events.JSON,
    upload: Upload | None = None,
    request_id: str = "",
    caller: str = "",
    priority: Priority = Priority.SINGLE,
) -> AnalysisTask:
    """Create a pending task for ``video`` with complete ``options``; the dispatcher starts it after commit.

    With an ``upload`` it reads those files and nothing else. The task counts against the limit of ``caller``; an empty
    one, as from a terminal, has no limit.

    Raises:
        QuotaExceeded: the caller has as many active tasks as it may have.
        TooManyTasksToday: it has started as many today as it may start.
        UploadNotFound: the upload has expired or was deleted.
    """
    quota = quotas.quota_of(caller) if caller else quotas.UNLIMITED
    columns = {
        "owner_id": owner.pk if owner is not None and owner.is_authenticated else None,
        "caller": caller,
        "youtube_url": video.url,
        "video_id": video.video_id,
        "upload_id": upload.pk if upload else None,
        "options": options,
        "priority": priority,
        "request_id": request_id,
        "traceparent": tracing.traceparent(),
        "message": "Waiting for a worker",
    }
    # Else the only write is a transaction of its own.
    has_more_writes = upload or quota.max_tasks_per_day is not None
    with transaction.atomic() if has_more_writes else nullcontext():
        # The update locks the row until the task exists, so that the upload is not deleted in between.
        if upload and not Upload.objects.live().filter(pk=upload.pk).update(used=True):
            raise UploadNotFound
        task = creation.insert_task(columns, quota.max_active_tasks)
        if quota.max_tasks_per_day is not None:
            quotas.count_today(caller, quota.max_tasks_per_day)
    return task


def task_cancel(*, task: AnalysisTask, reason: str = "Cancelled by request") -> None:
    """Cancel an active task.

    Raises:
        TaskNotCancellable: the task has already ended.
    """
    lifecycle.cancel_task(task.pk, reason)


@transaction.atomic
def task_retry(*, task: AnalysisTask, caller: str = "") -> None:
    """Set a failed or cancelled task back to pending and keep its finished steps; it then counts against ``caller``.

    An empty ``caller``, as in the admin, has no limit and leaves the task with its former caller.

    Raises:
        TaskNotRetryable: the task is neither failed nor cancelled.
        QuotaExceeded: the caller has as many active tasks as it may have.
        TooManyTasksToday: it has started as many today as it may start.
        UploadExpired: the upload that it reads has expired or was deleted.
    """
    if task.upload_id and not Upload.objects.live().filter(pk=task.upload_id).exists():
        raise UploadExpired
    if caller:
        quotas.acquire_task_slot(caller)
    retries.retry_task(task.pk, caller=caller)


def task_resume(*, task: AnalysisTask) -> None:
    """Dispatch a paused or unclaimed task again now, and have paused sources asked again.

    Raises:
        TaskNotWaiting: a worker runs the task, or it has ended.
    """
    circuit_breaker.end_pauses()
    if not retries.resume_task(task.pk):
        raise TaskNotWaiting


def task_release(*, task_id: UUID) -> bool:
    """Release an active task from its worker and from any pause; return False where it is not active."""
    return retries.release_task(task_id)


def task_delete(*, task: AnalysisTask) -> None:
    """Delete a task and everything related; an active one is cancelled first, so that its viewers are notified."""
    if task.status in TaskStatus.active():
        with suppress(TaskNotCancellable):  # It may have ended since it was read.
            lifecycle.cancel_task(task.pk, "Deleted by request")
    with transaction.atomic():
        # Every other change locks the task before its steps and events, which Django deletes first.
        AnalysisTask.objects.select_for_update().filter(pk=task.pk).first()
        AnalysisTask.objects.filter(pk=task.pk).delete()
        if task.upload_id:
            delete_due(Upload.objects.filter(pk=task.upload_id))
