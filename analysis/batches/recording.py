"""Changes of a batch's state, each in one transaction with the event that announces it.

The caller's transaction holds the lock on the batch's row, so events are committed in the order of their seqs.
"""

from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, F, FloatField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from analysis import counters, events
from analysis.batches import summary
from analysis.choices import TaskStatus
from analysis.execution import publisher
from analysis.models import Batch, BatchEvent, BatchMember
from analysis.webhooks import outbox

_ENDED = [status.value for status in TaskStatus.ended()]


def count_members(batch_id: UUID) -> tuple[events.Counts, int]:
    """Return how many members have which status, and the mean of their progress; one query."""
    status = Case(
        When(status=TaskStatus.PROCESSING, task__isnull=False, then=F("task__status")),
        default=F("status"),
    )
    progress = Case(
        When(status__in=_ENDED, then=Value(100.0)),
        When(status=TaskStatus.PENDING, then=Value(0.0)),
        default=Coalesce(F("task__progress"), Value(0)),
        output_field=FloatField(),
    )
    members = BatchMember.objects.filter(batch_id=batch_id).annotate(live=status)
    number: dict[str, Any] = {each.value: Count("pk", filter=Q(live=each.value)) for each in TaskStatus}
    found = members.aggregate(
        total=Count("pk"), reused=Count("pk", filter=Q(reused=True)), mean=Avg(progress), **number
    )
    mean = int(found.pop("mean") or 0)
    order = ("total", *TaskStatus.values, "reused")
    counts: Any = {name: found[name] for name in order}
    return counts, mean


def record_event(batch_id: UUID, event: events.Event) -> None:
    """Append ``event`` to the log with the next seq and publish it at commit."""
    Batch.objects.filter(pk=batch_id).update(last_seq=F("last_seq") + 1)
    seq, request_id = Batch.objects.values_list("last_seq", "request_id").get(pk=batch_id)
    log = BatchEvent.objects.create(
        batch_id=batch_id, seq=seq, type=event.type, data=event.data(), terminal=event.terminal, created_at=now()
    )
    publisher.publish(events.Frame.encode(log.frame(request_id)))


def record_progress(batch: Batch) -> None:
    """Store and report the progress of an active batch, if it has changed since it was last reported."""
    counts, progress = count_members(batch.pk)
    progress = min(progress, 99)
    status = TaskStatus.PROCESSING if batch.started_at or counts["reused"] else TaskStatus.PENDING
    completes_more = counts["completed"] != batch.counts.get("completed")
    message = _message(batch, counts)
    if (counts, progress, status, message) == (batch.counts, batch.progress, batch.status, batch.message):
        return
    remaining = _seconds_remaining(batch, counts)
    batch.counts, batch.progress, batch.status = dict(counts), progress, status
    batch.message = message
    batch.estimated_completion = None if remaining is None else now() + remaining
    if completes_more:
        batch.summary = summary.build(batch.pk)
    batch.save(
        update_fields=["counts", "progress", "status", "message", "estimated_completion", "summary", "updated_at"]
    )
    report(batch, None if remaining is None else round(remaining.total_seconds(), 1))


def report(batch: Batch, seconds_remaining: float | None = None) -> None:
    """Record the progress of a batch as it is stored."""
    counts: Any = batch.counts
    event = events.BatchProgressed(batch.status, batch.progress, batch.message, counts, seconds_remaining)
    record_event(batch.pk, event)


def _message(batch: Batch, counts: events.Counts) -> str:
    if batch.listed_at is None:
        return batch.message
    ended = counts["completed"] + counts["failed"] + counts["cancelled"]
    return f"{ended} of {counts['total']} videos have ended"


def _seconds_remaining(batch: Batch, counts: events.Counts) -> Any:
    """Return the time until the end, from that which its ended members took; None before one has ended."""
    ended = counts["completed"] - counts["reused"] + counts["failed"]
    if batch.started_at is None or ended < 1:
        return None
    return (now() - batch.started_at) / ended * (counts["pending"] + counts["processing"])


def complete(batch: Batch) -> bool:
    """End a batch whose members have all ended."""
    counts, _ = count_members(batch.pk)
    return _end(
        batch,
        TaskStatus.COMPLETED,
        events.BatchCompleted(counts),
        progress=100,
        counts=counts,
        message=_message(batch, counts),
        summary=summary.build(batch.pk),
        estimated_completion=now(),
    )


def fail(batch: Batch, code: str, message: str, *, retryable: bool) -> bool:
    """End a batch whose playlist or channel cannot be read."""
    failure = events.Failure(code=code, message=message, step=None, retryable=retryable)
    return _end(
        batch,
        TaskStatus.FAILED,
        events.BatchFailed(failure),
        message=message[:500],
        error_code=code,
        error_message=message,
    )


def cancel(batch: Batch, reason: str) -> bool:
    """End a batch whose open members have been cancelled."""
    counts, _ = count_members(batch.pk)
    event = events.BatchCancelled(reason, counts)
    return _end(
        batch,
        TaskStatus.CANCELLED,
        event,
        message=reason[:500],
        counts=counts,
        summary=summary.build(batch.pk),
    )


def _end(batch: Batch, status: TaskStatus, event: events.Event, **fields: Any) -> bool:
    """End the batch unless it has ended."""
    moment = now()
    fields = {"estimated_completion": None} | fields
    fields |= {"status": status, "completed_at": moment, "updated_at": moment, "list_lease_until": None}
    ended = Batch.objects.active().filter(pk=batch.pk).update(**fields)
    if ended:
        counters.add_on_commit("batches_ended", status=status.value)
        record_event(batch.pk, event)
        if status != TaskStatus.CANCELLED:  # its caller knows
            outbox.record_batch_ending(batch.pk)
    return bool(ended)
