"""Reads of analyses, limited to what a caller may see."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.timezone import now

from analysis import events
from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.models import AnalysisTask, Batch, StepRun
from analysis.models.task import AnalysisTaskQuerySet
from analysis.queries import json_sql, prepared
from analysis.queries.problems import TaskNotFound

#: Columns that may have megabytes.
_LARGE = ("result_data", "result_metadata")


def task_visible(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the analysis; None for an id that is malformed or not visible to ``caller``. One query."""
    key = parse_key(task_id)
    task = _read(key, json_sql.row_query(AnalysisTask, without=_LARGE)) if key else None
    return task if task and permissions.may_see(caller, task.owner_id) else None


def task_for_page(task_id: str | UUID, caller: Caller, *, with_earlier: bool = False) -> AnalysisTask | None:
    """Return the same with its steps and video: two queries.

    ``queue_position`` is its place in the queue, None unless it is pending. On request, ``earlier_id`` is the id of the
    newest earlier result of the same video, None if there is none.
    """
    key = parse_key(task_id)
    if key is None:
        return None
    rows = tasks_for_pages(caller).annotate(queue_position=json_sql.queue_position())
    if with_earlier:
        earlier = permissions.tasks_visible(caller).filter(
            video_id=OuterRef("video_id"), status=TaskStatus.COMPLETED, created_at__lt=OuterRef("created_at")
        )
        rows = rows.annotate(earlier_id=Subquery(earlier.order_by("-created_at").values("pk")[:1]))
    return rows.filter(pk=key).first()


def task_for_report(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the same with its steps, video and result: two queries."""
    key = parse_key(task_id)
    return tasks_for_pages(caller).defer(None).filter(pk=key).first() if key else None


def tasks_for_pages(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the tasks that ``caller`` may see with their steps and videos, without large columns: two queries."""
    return (
        permissions.tasks_visible(caller)
        .select_related("video")
        .prefetch_related(Prefetch("steps", StepRun.objects.defer("output")))
        .defer(*_LARGE, "video__facts")
    )


def tasks_for_list(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the tasks that ``caller`` may see with what a list shows of them, their videos and owners: one query.

    ``step_facts`` holds the ``status`` and the ``facts`` of each step, by its name.
    """
    columns = ("owner__username", "video_id", "youtube_url", "status", "progress", "message", "error_message")
    return (
        permissions.tasks_visible(caller)
        .select_related("video", "owner")
        .annotate(step_facts=json_sql.step_facts())
        .only(*columns, "created_at", "video__title", "video__channel_name")
    )


def same_analysis(caller: Caller, video_id: str, options: events.JSON) -> AnalysisTask | None:
    """Return the newest analysis of this video with these options that is going on or has a result."""
    usable = [*TaskStatus.active(), TaskStatus.COMPLETED]
    rows = permissions.tasks_visible(caller).filter(video_id=video_id, options=options, status__in=usable)
    return rows.only("created_at", "status").order_by("-created_at").first()


def fresh_results(caller: Caller, video_ids: Iterable[str], options: events.JSON) -> QuerySet[AnalysisTask]:
    """Return the analyses with these options whose results may be taken instead of new ones, the newest first.

    They were read from the configured sources within FRESH_RESULT_HOURS, and ``caller`` may see them.
    """
    rows = permissions.tasks_visible(caller).filter(
        status=TaskStatus.COMPLETED,
        video_id__in=video_ids,
        options=options,
        upload_id=None,
        completed_at__gte=now() - timedelta(hours=settings.FRESH_RESULT_HOURS),
    )
    return rows.order_by("-completed_at")


def number_of_video(caller: Caller) -> Subquery:
    """Return the expression of how many analyses of its video ``caller`` may see, for a query of tasks."""
    same = permissions.tasks_visible(caller).filter(video_id=OuterRef("video_id")).order_by()
    return Subquery(same.values("video_id").annotate(number=Count("pk")).values("number"))


def tasks_with_text(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the tasks that ``caller`` may see as JSON texts: ``task.json`` is a :class:`wire.Task`. One query."""
    rows = permissions.tasks_visible(caller).annotate(json=json_sql.task_text())
    return rows.only("created_at", "updated_at", "last_seq", "status")


class TaskText(NamedTuple):
    """A task as clients receive it, with what decides who may see it and whether it has changed."""

    owner_id: int | None
    updated_at: datetime
    last_seq: int
    json: str


def task_with_text(task_id: str | UUID, caller: Caller) -> TaskText | None:
    """Return a task as JSON text, None for an id that is malformed or not visible to ``caller``. One query."""
    key = parse_key(task_id)
    task = _read_text(key) if key else None
    return task if task and permissions.may_see(caller, task.owner_id) else None


def result_with_text(task_id: str | UUID, caller: Caller) -> TaskText | None:
    """Return a completed task whose ``json`` is the body of ``GET result``; None if there is none to show. One query.

    A result may have megabytes; this passes on what PostgreSQL stored without parsing it.
    """
    key = parse_key(task_id)
    row = prepared.fetch_row(_RESULT_QUERY, [key]) if key else None
    if row is None or not permissions.may_see(caller, row[0]):
        return None
    owner_id, updated_at, last_seq, result, metadata = row
    text = f'{{"task_id":"{key}","result":{result or "null"},"metadata":{metadata or "null"}}}'
    return TaskText(owner_id, updated_at, last_seq, text)


class TaskHead(NamedTuple):
    """What decides who may see a task, whether it has changed, and whether it has a result."""

    owner_id: int | None
    updated_at: datetime
    last_seq: int
    status: str


_RESULT_QUERY = (
    "SELECT owner_id, updated_at, last_seq, result_data::text, result_metadata::text FROM analysis_tasks"
    " WHERE id = %s AND status = 'completed'"
)
_HEAD_QUERY = "SELECT owner_id, updated_at, last_seq, status FROM analysis_tasks WHERE id = %s"


def task_head(task_id: str | UUID, caller: Caller) -> TaskHead | None:
    """Return the head of a task, None for an id that is malformed or not visible to ``caller``. One query."""
    key = parse_key(task_id)
    row = prepared.fetch_row(_HEAD_QUERY, [key]) if key else None
    head = TaskHead(*row) if row else None
    return head if head and permissions.may_see(caller, head.owner_id) else None


def task_text(task_id: UUID) -> str:
    """Return a task as JSON text. Does not check permissions.

    Raises:
        TaskNotFound: the task was deleted.
    """
    task = _read_text(task_id)
    if task is None:
        raise TaskNotFound
    return task.json


def is_step_pending(task: AnalysisTask, step: StepName) -> bool:
    """Return whether the task is active and ``step`` has not ended."""
    if task.status in TaskStatus.ended():
        return False
    return any(run.name == step and run.status not in StepStatus.done() for run in task.steps.all())


def _read_text(task_id: UUID) -> TaskText | None:
    # Without the ORM, and without a model: this is what clients ask for all the time.
    row = prepared.fetch_row(json_sql.task_query(), [task_id])
    return TaskText(*row) if row else None


def _read(task_id: UUID, query: str) -> Any:
    """Return the task that ``query`` finds by its id, None where there is none."""
    # Building a query with the ORM would cost more than all else here.
    return next(iter(AnalysisTask.objects.raw(query, [task_id])), None)


def parse_key(task_id: str | UUID) -> UUID | None:
    """Return the id as a UUID, None where it is malformed."""
    try:
        return UUID(str(task_id))
    except ValueError:
        return None


def version(task: AnalysisTask | Batch | TaskText | TaskHead) -> str:
    """Return a token that differs after every visible change of a task or batch.

    Every such change updates ``updated_at`` in its transaction, and most of them add an event.
    """
    return f"{task.updated_at:%Y%m%d%H%M%S%f}-{task.last_seq}"


def result_visible(task_id: UUID, caller: Caller) -> events.JSON | None:
    """Return only the result, None where there is none that ``caller`` may see; one query."""
    found: events.JSON | None = (
        permissions.tasks_visible(caller).filter(pk=task_id).values_list("result_data", flat=True).first()
    )
    return found
