"""Reads of an analysis' event log, as the frames that clients receive."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

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
    #: Returns the snapshot for a caller, None where the caller sees none; ``with_task`` has it hold the whole row.
    snapshot: Callable[..., "TaskSnapshot | None"]
    #: Returns the next frames; raises ObjectDoesNotExist where the row was deleted meanwhile.
    frames: Callable[..., list[events.JSON]]


@dataclass(frozen=True)
class TaskSnapshot:
    """The state of a task or batch at the moment a client starts to follow it."""

    task_id: UUID
    last_seq: int
    ended: bool
    #: The task or batch as in REST; None where it was not requested.
    task: events.JSON | None = None
    #: ``batch`` where it is one.
    about: str = "task"


def task_snapshot(task_id: str | UUID, caller: Caller, *, with_task: bool) -> TaskSnapshot | None:
    """Return the state of a task, None where this caller sees none; one query."""
    key = tasks.parse_key(task_id)
    if key is None:
        return None
    rows = tasks.tasks_with_text(caller) if with_task else permissions.tasks_visible(caller).only("last_seq", "status")
    task: Any = rows.filter(pk=key).first()
    if task is None:
        return None
    shown = json.loads(task.json) if with_task else None
    return TaskSnapshot(key, task.last_seq, task.status in TaskStatus.ended(), shown)


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


def batch_snapshot(batch_id: str | UUID, caller: Caller, *, with_task: bool) -> TaskSnapshot | None:
    """Return the state of a batch, None where this caller sees none; one query."""
    key = tasks.parse_key(batch_id)
    state = batches.batch_state(key, caller, with_batch=with_task) if key else None
    return TaskSnapshot(key, *state, about=BATCHES.name) if key and state else None


TASKS = Log("task", TaskNotFound, task_snapshot, task_frames)
BATCHES = Log("batch", BatchNotFound, batch_snapshot, batches.batch_frames)
#: By the name in a snapshot.
LOGS = {log.name: log for log in (TASKS, BATCHES)}
