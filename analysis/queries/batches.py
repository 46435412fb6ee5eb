"""Reads of batches and follows, limited to what a caller may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, TextField
from django.db.models.expressions import RawSQL

from analysis import events
from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.models import Batch, BatchEvent, BatchMember, Follow
from analysis.models.batch import BatchQuerySet
from analysis.models.follow import FollowQuerySet
from analysis.queries import json_sql, tasks

#: Events read from the log per query; each has about 400 bytes.
EVENT_PAGE = 200


def batch_visible(batch_id: str | UUID, caller: Caller) -> Batch | None:
    """Return the batch; None for an id that is malformed or not visible to ``caller``."""
    key = tasks.parse_key(batch_id)
    return permissions.batches_visible(caller).select_related("owner").filter(pk=key).first() if key else None


def batches_with_text(caller: Caller) -> BatchQuerySet:
    """Return the batches that ``caller`` may see as JSON texts: ``json`` is a :class:`batch_wire.Batch`."""
    rows = permissions.batches_visible(caller).annotate(json=json_sql.batch_text())
    return rows.only("created_at", "updated_at", "last_seq", "status")


def follow_visible(follow_id: str | UUID, caller: Caller) -> Follow | None:
    """Return the follow; None for an id that is malformed or not visible to ``caller``."""
    key = tasks.parse_key(follow_id)
    return permissions.follows_visible(caller).filter(pk=key).first() if key else None


def follows_with_text(caller: Caller) -> FollowQuerySet:
    """Return the follows that ``caller`` may see as JSON texts: ``json`` is a :class:`batch_wire.Follow`."""
    return permissions.follows_visible(caller).annotate(json=json_sql.follow_text()).only("created_at")


def follow_text(follow_id: UUID) -> str:
    """Return a follow as JSON text. Does not check permissions.

    Raises:
        Follow.DoesNotExist: the follow was deleted.
    """
    row: Any = Follow.objects.annotate(json=json_sql.follow_text()).only("pk").get(pk=follow_id)
    return str(row.json)


def batch_text(batch_id: UUID) -> str:
    """Return a batch as JSON text. Does not check permissions.

    Raises:
        Batch.DoesNotExist: the batch was deleted.
    """
    row: Any = Batch.objects.annotate(json=json_sql.batch_text()).only("pk").get(pk=batch_id)
    return str(row.json)


def members_with_text(batch: Batch, caller: Caller) -> QuerySet[BatchMember]:
    """Return the members as JSON texts: ``json`` is a :class:`batch_wire.Member`, with what ``caller`` may see."""
    shown, parameters = permissions.tasks_visible(caller).order_by().values("pk").query.sql_with_params()
    text = RawSQL(json_sql.member_text(shown), parameters, TextField())  # noqa: S611 (our own names only)
    return BatchMember.objects.filter(batch=batch).annotate(json=text).only("position")


def batch_frames(batch_id: UUID, *, after: int, limit: int = EVENT_PAGE) -> list[events.JSON]:
    """Return the next frames of a batch, seq ``after`` + 1 and on, at most ``limit``.

    Raises:
        Batch.DoesNotExist: the batch was deleted between the queries for its events and for its summary.
    """
    log = BatchEvent.objects.filter(batch_id=batch_id, seq__gt=after).annotate(request_id=F("batch__request_id"))
    frames = [event.frame(event.request_id) for event in log.order_by("seq")[:limit]]
    for frame in frames:
        if frame["type"] == events.BatchCompleted.type:
            frame["summary"] = Batch.objects.values_list("summary", flat=True).get(pk=batch_id)
    return frames


def last_seqs(batch_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the latest seq of each batch that still exists; one query."""
    return dict(Batch.objects.filter(pk__in=list(batch_ids)).values_list("pk", "last_seq"))
