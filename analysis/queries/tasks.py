"""Reads of analyses, limited to what a caller may see."""

from uuid import UUID

from analysis import events
from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.models import AnalysisTask
from analysis.models.task import AnalysisTaskQuerySet


def task_visible(task_id: str | UUID, caller: Caller, *, with_result: bool = False) -> AnalysisTask | None:
    """Return the analysis with its steps and video; None for an id that is malformed or not visible to ``caller``.

    The result and its metadata may have megabytes; without ``with_result`` they are not loaded.
    """
    key = parse_key(task_id)
    if key is None:
        return None
    rows = tasks_for_display(caller)
    return (rows.defer(None) if with_result else rows).filter(pk=key).first()


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


def result_visible(task_id: UUID, caller: Caller) -> events.JSON | None:
    """Return only the result, None where there is none that ``caller`` may see; one query."""
    found: events.JSON | None = (
        permissions.tasks_visible(caller).filter(pk=task_id).values_list("result_data", flat=True).first()
    )
    return found
