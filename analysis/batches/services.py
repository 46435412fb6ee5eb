"""Use cases on batches: create, cancel, retry, delete. None talks to the broker."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis import events
from analysis.access.limits import quotas
from analysis.access.permissions import Caller
from analysis.batches import recording, reuse, summary
from analysis.batches.errors import BatchNotCancellable, BatchNotRetryable, ListingUnavailable
from analysis.choices import TaskStatus
from analysis.exceptions import TaskNotCancellable
from analysis.execution import lifecycle, notifications
from analysis.models import Batch, BatchEvent, BatchMember, Follow
from analysis.sources import registry
from analysis.youtube import ListRef, VideoRef

#: Members of a batch.
MAX_MEMBERS = 500


@transaction.atomic
def batch_create(
    *,
    owner: Caller | None,
    options: events.JSON,
    videos: Iterable[VideoRef] = (),
    source: ListRef | None = None,
    newest: int | None = None,
    reuse_results: bool = True,
    name: str = "",
    request_id: str = "",
    caller: str = "",
    follow: Follow | None = None,
    titles: Mapping[str, str] | None = None,
) -> Batch:
    """Create a batch of ``videos``, each once, or of those that ``source`` lists, which a worker reads later.

    It counts against the limit of ``caller``; an empty one has no limit. ``titles`` of the videos, by their ids, are
    shown until their own are known.

    Raises:
        TooManyBatches: the caller has as many active batches as it may have.
        ListingUnavailable: no source of this server can read ``source``.
    """
    if source is not None and not registry.can_list():
        raise ListingUnavailable
    if caller:
        quotas.acquire_batch_slot(caller)
    batch = Batch.objects.create(
        owner_id=owner.pk if owner is not None and owner.is_authenticated else None,
        caller=caller,
        name=name,
        source_url=source.url if source else "",
        newest=newest,
        follow=follow,
        options=options,
        reuse_results=reuse_results,
        request_id=request_id,
        listed_at=None if source else now(),
        message="Waiting for the list of videos to be read" if source else "",
    )
    add_members(batch, [(video, (titles or {}).get(video.video_id, "")) for video in videos])
    recording.record_progress(batch)
    notifications.notify_dispatcher()
    return batch


def add_members(batch: Batch, videos: Iterable[tuple[VideoRef, str]]) -> None:
    """Store the ``videos``, with their titles, as members; each once, at the place where it stands first."""
    first: dict[str, tuple[VideoRef, str]] = {}
    for video, title in videos:
        first.setdefault(video.video_id, (video, title))
    members = [
        BatchMember(batch=batch, position=n, video_id=video.video_id, youtube_url=video.url, title=title[:500])
        for n, (video, title) in enumerate(first.values(), 1)
    ]
    reuse.take_fresh_results(batch, BatchMember.objects.bulk_create(members))


@transaction.atomic
def batch_cancel(*, batch: Batch, reason: str = "Cancelled by request") -> None:
    """Cancel an active batch and those of its analyses that have not ended; results that are there stay.

    Raises:
        BatchNotCancellable: the batch has already ended.
        Batch.DoesNotExist: it was deleted.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.status not in TaskStatus.active():
        raise BatchNotCancellable
    members = batch.members.filter(status__in=TaskStatus.active())
    # A finished one keeps its result: the member takes the status of its analysis.
    for member in members.filter(status=TaskStatus.PROCESSING, task__isnull=False).order_by("task_id"):
        with suppress(TaskNotCancellable):
            lifecycle.cancel_task(member.task_id, reason)  # type: ignore[arg-type]  # it has a task
    copy_endings(Q(batch=batch))
    members.update(status=TaskStatus.CANCELLED)
    summary.read_facts(Q(batch=batch), limit=settings.BATCH_WINDOW)
    recording.cancel(batch, reason)


@transaction.atomic
def batch_retry_failed(*, batch: Batch, caller: str = "") -> None:
    """Put the failed members of a batch back, of a cancelled batch the cancelled ones too; finished steps are kept.

    A batch that has ended is active again and counts against ``caller``; one whose list could not be read reads it
    again.

    Raises:
        BatchNotRetryable: there is nothing to retry.
        Batch.DoesNotExist: it was deleted.
        TooManyBatches: the caller has as many active batches as it may have.
    """
    if caller and batch.status in TaskStatus.ended():
        quotas.acquire_batch_slot(caller)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    again = [TaskStatus.FAILED] + [TaskStatus.CANCELLED] * (batch.status == TaskStatus.CANCELLED)
    put_back = batch.members.filter(status__in=again).update(status=TaskStatus.PENDING, facts=None)
    unlisted = batch.listed_at is None and batch.status in TaskStatus.retryable()
    if not put_back and not unlisted:
        raise BatchNotRetryable
    if batch.status in TaskStatus.ended():
        _reopen(batch, caller)
    recording.record_progress(batch)
    notifications.notify_dispatcher()


def _reopen(batch: Batch, caller: str) -> None:
    """Make an ended batch active again; its log may hold one ending only, so the earlier one becomes a progress."""
    progress = events.BatchProgressed(TaskStatus.PROCESSING.value, batch.progress, batch.message, batch.counts)
    BatchEvent.objects.filter(batch=batch, terminal=True).update(
        type=progress.type, data=progress.data(), terminal=False
    )
    batch.status, batch.completed_at, batch.started_at = TaskStatus.PENDING, None, None
    batch.error_code = batch.error_message = ""
    batch.caller = caller or batch.caller
    batch.message = "Waiting to be retried"
    batch.list_attempts, batch.not_before, batch.list_lease_until = 0, None, None
    batch.estimated_completion = None
    batch.save()


def copy_endings(which: Q) -> None:
    """Copy the status of analyses that have ended to their members that are being analysed."""
    members = BatchMember.objects.filter(which, status=TaskStatus.PROCESSING)
    for status in TaskStatus.ended():
        members.filter(task__status=status).update(status=status)
    # Its analysis was deleted, which cancels it.
    members.filter(task=None).update(status=TaskStatus.CANCELLED)


@transaction.atomic
def batch_delete(*, batch: Batch) -> None:
    """Delete a batch with its log; an active one is cancelled first. Its analyses stay."""
    # Before its members, as every change does: a cancellation that is refused gives its own lock back.
    Batch.objects.select_for_update().filter(pk=batch.pk).first()
    with suppress(BatchNotCancellable, Batch.DoesNotExist):
        batch_cancel(batch=batch, reason="Deleted by request")
    Batch.objects.filter(pk=batch.pk).delete()
