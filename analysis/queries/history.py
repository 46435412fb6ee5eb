"""Reads of an analysis' event log, as the frames that clients receive."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from analysis import events
from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, TaskEvent
from analysis.queries import batches, tasks
from analysis.queries.problems import BatchNotFound, Problem, TaskNotFound

#: Longest time that a request may wait for an event.
MAX_WAIT_SECONDS = 25
#: Events read from the log per query. A page of them stays under 5 MB, also with the result in it.
EVENT_PAGE = 200


@dataclass(frozen=True)
class Log:
    """Where the events of tasks, or those of batches, are read."""

    #: ``task`` or ``batch``, as in the names of fields.
    name: str
    not_found: type[Problem]
    #: Return the rows that a caller may see, the second with their JSON texts in ``json``.
    visible: Callable[[Caller], QuerySet[Any]]
    with_text: Callable[[Caller], QuerySet[Any]]
    #: Returns the next frames; raises ObjectDoesNotExist where the row was deleted meanwhile.
    frames: Callable[..., list[events.JSON]]

    def snapshot(self, id_: str | UUID, caller: Caller, *, with_task: bool) -> "TaskSnapshot | None":
        """Return the state of a task or batch, None where this caller sees none; one query."""
        key = tasks.parse_key(id_)
        rows = self.with_text(caller) if with_task else self.visible(caller).only("last_seq", "status")
        row: Any = rows.filter(pk=key).first() if key else None
        if key is None or row is None:
            return None
        shown = json.loads(row.json) if with_task else None
        return TaskSnapshot(self, key, row.last_seq, row.status in TaskStatus.ended(), shown)


@dataclass(frozen=True)
class TaskSnapshot:
    """The state of a task or batch at the moment a client starts to follow it."""

    log: Log
    task_id: UUID
    last_seq: int
    ended: bool
    #: The task or batch as in REST; None where it was not requested.
    task: events.JSON | None = None


def task_frames(task_id: UUID, *, after: int, limit: int = EVENT_PAGE) -> list[events.JSON]:
    """Return the next frames of a task, seq ``after`` + 1 and on, at most ``limit``.

    Raises:
        AnalysisTask.DoesNotExist: the task was deleted between the queries for its events and for its result.
    """
    log = TaskEvent.objects.filter(task_id=task_id, seq__gt=after).annotate(request_id=F("task__request_id"))
    frames = [event.frame(event.request_id) for event in log.order_by("seq")[:limit]]
    for frame in frames:
        if frame["type"] == events.TaskCompleted.type:
            row = AnalysisTask.objects.values("result_data", "result_metadata").get(pk=task_id)
            frame |= {"result": row["result_data"], "metadata": row["result_metadata"]}
    return frames


def last_seqs(ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the latest seq of each task or batch that still exists; a second query only if not all are tasks."""
    wanted = set(ids)
    with connection.cursor() as cursor:
        # The ORM would send each id as a parameter of its own: for a thousand, three times the CPU time.
        cursor.execute("SELECT id, last_seq FROM analysis_tasks WHERE id = ANY(%s)", [list(wanted)])
        found: dict[UUID, int] = dict(cursor.fetchall())
    others = wanted - found.keys()
    return found | batches.last_seqs(others) if others else found


TASKS = Log("task", TaskNotFound, permissions.tasks_visible, tasks.tasks_with_text, task_frames)
BATCHES = Log("batch", BatchNotFound, permissions.batches_visible, batches.batches_with_text, batches.batch_frames)
