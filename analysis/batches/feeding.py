"""Feeds members of batches to the dispatcher, a few at a time, and follows how they end. Any dispatcher may do it.

At most BATCH_WINDOW members are analysed at a time, so that a batch of any size fills neither the queue nor the limit
of its caller. Callers take turns. Nothing is kept in memory: a dispatcher that dies loses nothing.
"""

from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis import services
from analysis.batches import claims, listing, recording, reuse, summary
from analysis.batches.services import copy_endings
from analysis.choices import Priority, TaskStatus
from analysis.exceptions import TaskNotRetryable
from analysis.execution import retries
from analysis.models import Batch, BatchMember
from analysis.youtube import VideoRef

#: Results read for the summary at a time, so that nothing else waits for a second.
_FACTS_AT_ONCE = 25
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('batches', 0))"
# The next of each caller, the one who has the fewest first, then the one who has waited longest since his last turn.
_NEXT = """
    WITH callers AS (
        SELECT b.caller, max(b.fed_at) AS fed_at, count(m.id) FILTER (WHERE m.status = 'processing') AS in_flight
        FROM batches b LEFT JOIN batch_members m ON m.batch_id = b.id AND m.status IN ('pending', 'processing')
        WHERE b.status IN ('pending', 'processing') GROUP BY b.caller
    ), waiting AS (
        SELECT m.id, b.caller, row_number() OVER (PARTITION BY b.caller ORDER BY b.created_at, b.id, m.position) AS turn
        FROM batch_members m JOIN batches b ON b.id = m.batch_id
        WHERE b.status IN ('pending', 'processing') AND m.status = 'pending'
    )
    SELECT waiting.id FROM waiting JOIN callers USING (caller)
    ORDER BY waiting.turn + callers.in_flight, callers.fed_at NULLS FIRST, waiting.caller LIMIT %s"""


@transaction.atomic
def advance() -> None:
    """Follow the members that have ended, report progress, end batches, and feed the next members.

    Does nothing while another dispatcher does it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TRY_LOCK)
        if not cursor.fetchone()[0]:
            return
    batches = list(Batch.objects.active().select_for_update(of=("self",)).select_related("owner").order_by("pk"))
    if not batches:
        return
    active = Q(batch__in=[batch.pk for batch in batches])
    copy_endings(active)
    summary.read_facts(active, limit=_FACTS_AT_ONCE)
    _feed({batch.pk: batch for batch in batches})
    for batch in batches:
        if listing.fail_lost(batch):
            continue
        if batch.listed_at and not _has_open_members(batch):
            recording.complete(batch)
        else:
            recording.record_progress(batch)


def _has_open_members(batch: Batch) -> bool:
    unread = Q(status=TaskStatus.COMPLETED, facts__isnull=True, task__isnull=False)
    return batch.members.filter(Q(status__in=TaskStatus.active()) | unread).exists()


def _feed(batches: dict[UUID, Batch]) -> None:
    in_flight = BatchMember.objects.filter(batch__in=batches, status=TaskStatus.PROCESSING).count()
    free = settings.BATCH_WINDOW - in_flight
    if free <= 0:
        return
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [free])
        ids = [row[0] for row in cursor.fetchall()]
    members = {member.pk: member for member in BatchMember.objects.filter(pk__in=ids)}
    for key in ids:
        _begin(batches[members[key].batch_id], members[key])


def _begin(batch: Batch, member: BatchMember) -> None:
    """Analyse a member, or take a result that has become available since the batch was made."""
    reuse.take_fresh_results(batch, [member])
    moment = now()
    if not member.reused:
        member.status = TaskStatus.PROCESSING
        if member.task_id is None:
            member.task = services.task_create(
                owner=batch.owner,
                video=VideoRef(member.youtube_url, member.video_id),
                options=batch.options,
                request_id=batch.request_id,
                priority=Priority.BATCH_MEMBER,
            )
        else:
            _retry(member.task_id)
        member.save(update_fields=["status", "task"])
    batch.started_at, batch.fed_at = batch.started_at or moment, moment
    batch.save(update_fields=["started_at", "fed_at"])


def _retry(task_id: UUID) -> None:
    try:
        with transaction.atomic():
            retries.retry_task(task_id)
    except TaskNotRetryable:
        return  # somebody has retried it, and the member follows that


def take_unlisted() -> list[str]:
    """Return the ids of batches whose list is to be read now, and mark them as handed out."""
    ready = Q(not_before=None) | Q(not_before__lte=now())
    return claims.take(Batch.objects.unlisted().filter(ready).order_by("created_at"))
