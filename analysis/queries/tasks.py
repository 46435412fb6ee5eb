"""Reads of analyses and their data, limited to what a caller may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from analysis import events
from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.models.task import AnalysisTaskQuerySet


def task_visible(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the analysis with its steps and video; None for an id that is malformed or not visible to ``caller``."""
    key = parse_key(task_id)
    return tasks_for_display(caller).filter(pk=key).first() if key else None


def parse_key(task_id: str | UUID) -> UUID | None:
    """Return the id as a UUID, None where it is malformed."""
    try:
        return UUID(str(task_id))
    except ValueError:
        return None


def tasks_for_display(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the tasks that ``caller`` may see, ready for :func:`task_json`: two queries in all, without results."""
    return (
        permissions.tasks_visible(caller)
        .select_related("video")
        .prefetch_related("steps")
        .defer("result_data", "result_metadata")
    )


def task_version(task_id: str | UUID, caller: Caller) -> tuple[str, str] | None:
    """Return a token that differs after every visible change of a task, and its status; one query for a small row.

    Every such change updates ``updated_at`` in its transaction, and most of them add an event.
    """
    key = parse_key(task_id)
    versions = permissions.tasks_visible(caller).values_list("updated_at", "last_seq", "status")
    row = versions.filter(pk=key).first() if key else None
    return (f"{row[0]:%Y%m%d%H%M%S%f}-{row[1]}", row[2]) if row else None


def task_with_result(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the same as :func:`task_visible`, with the result and its metadata loaded."""
    key = parse_key(task_id)
    return tasks_for_display(caller).defer(None).filter(pk=key).first() if key else None


def result_visible(task_id: UUID, caller: Caller) -> events.JSON | None:
    """Return only the result, None where there is none that ``caller`` may see; one query."""
    found: events.JSON | None = (
        permissions.tasks_visible(caller).filter(pk=task_id).values_list("result_data", flat=True).first()
    )
    return found


def transcript_segments(task_id: UUID) -> list[list[Any]]:
    """Return the segments ``[start, end, text, confidence]``, ordered by start; empty without a transcript."""
    found = Transcript.objects.filter(task_id=task_id).values_list("segments", flat=True).first()
    return found or []


def comments_by_id(task_id: UUID, comment_ids: Iterable[str]) -> dict[str, Comment]:
    """Return the stored comments among ``comment_ids``; one query."""
    rows = Comment.objects.filter(task_id=task_id, comment_id__in=set(comment_ids))
    return {row.comment_id: row for row in rows}


def transcript_of(task_id: UUID) -> Transcript | None:
    """Return the transcript of a task, None where there is none. Does not check permissions."""
    return Transcript.objects.filter(task_id=task_id).first()


def comments_of(task_id: UUID) -> QuerySet[Comment]:
    """Return the comments of a task in the order of their source. Does not check permissions."""
    return Comment.objects.filter(task_id=task_id).order_by("position")
