"""Wire shapes as SQL: PostgreSQL writes the JSON that clients receive, and Python passes it on as text.

A row that becomes a model, a dataclass and a dictionary before it becomes JSON costs twenty times as much:
docs/decisions/0022-threads-and-queries.md.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, IntegerField, Model, TextField
from django.db.models.expressions import RawSQL

from analysis.models import AnalysisTask, Comment, StepRun, Video
from analysis.queries import wire
from analysis.support.row_mapping import optional_by_name

#: The format of ``events.wire_time``.
_TIME = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'
_NIL = UUID(int=0)


def task_text() -> RawSQL:
    """Return the expression of a :class:`wire.Task` as text, for a query of tasks."""
    return RawSQL(f"({_task_sql()})::text", (), TextField())  # noqa: S611 (our own names only)


@cache
def task_query() -> str:
    """Return the query of one task by its id, with what decides who may see it and whether it has changed."""
    table = AnalysisTask._meta.db_table
    return f"SELECT owner_id, updated_at, last_seq, ({_task_sql()})::text FROM {table} WHERE id = %s"  # noqa: S608 (our own names only)


@cache
def row_query(model: type[Model], *, without: tuple[str, ...]) -> str:
    """Return the query of one row by its id, but for the columns ``without``."""
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields if field.name not in without)
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE id = %s"  # noqa: S608 (our own names only)


def comment_text() -> RawSQL:
    """Return the expression of a :class:`wire.Comment` as text, for a query of comments."""
    return RawSQL(f"({_comment_sql()})::text", (), TextField())  # noqa: S611 (our own names only)


@cache
def _task_sql() -> str:
    task, step, video = (model._meta.db_table for model in (AnalysisTask, StepRun, Video))
    seconds = f"extract(epoch FROM {step}.completed_at - {step}.started_at)"
    # greatest() would ignore null, which a step without a duration has.
    steps = _object(wire.Step, StepRun, duration_seconds=f"round(CASE WHEN {seconds} < 0 THEN 0 ELSE {seconds} END, 3)")
    return _object(
        wire.Task,
        AnalysisTask,
        title=f"(SELECT nullif(title, '') FROM {video} WHERE task_id = {task}.id)",  # noqa: S608 (our own names only)
        queue_position=_queue_position_sql(),
        error=f"""CASE WHEN {task}.error_code <> '' THEN json_build_object(
            'code', {task}.error_code, 'message', {task}.error_message,
            'step', nullif({task}.error_step, ''), 'retryable', {task}.error_retryable) END""",
        steps=f"""coalesce((SELECT json_agg({steps} ORDER BY {step}.position)
            FROM {step} WHERE {step}.task_id = {task}.id), '[]')""",  # noqa: S608 (our own names only)
        links=_links(f"{task}.id"),
    )


def queue_position() -> RawSQL:
    """Return the expression of a task's place in its queue, null unless it is pending, for a query of tasks."""
    return RawSQL(_queue_position_sql(), (), IntegerField())  # noqa: S611 (our own names only)


def _queue_position_sql() -> str:
    """Return how many pending tasks of the queue the dispatcher takes up to this one: the oldest first."""
    task = AnalysisTask._meta.db_table
    # The statuses of the partial index of active tasks, so that only these are read.
    return f"""CASE WHEN {task}.status = 'pending' THEN (SELECT count(*) FROM {task} AS earlier
        WHERE earlier.status IN ('pending', 'processing') AND earlier.status = 'pending'
        AND earlier.queue = {task}.queue AND (earlier.created_at, earlier.id) <= ({task}.created_at, {task}.id)) END"""  # noqa: S608 (our own names only)


@cache
def _comment_sql() -> str:
    return _object(wire.Comment, Comment, id=f"{Comment._meta.db_table}.comment_id")


def _links(task_id: str) -> str:
    """Return the object of the links of the task whose id is the SQL expression ``task_id``."""
    pairs = []
    for name, path in vars(wire.links(_NIL)).items():
        before, after = path.split(str(_NIL))
        pairs.append(f"'{name}', '{before}' || {task_id} || '{after}'")
    return f"json_build_object({', '.join(pairs)})"


def _object(type_: Any, model: type[Model], **computed: str) -> str:
    """Return a JSON object with the fields of ``type_``: columns of the same name, else ``computed``.

    As ``row_mapping.value_of``: an optional text is null where its column is empty.
    """
    pairs = []
    for name, is_optional in optional_by_name(type_).items():
        value = computed.get(name) or _column(model, name, is_optional)
        pairs.append(f"'{name}', {value}")
    return f"json_build_object({', '.join(pairs)})"


def _column(model: type[Model], name: str, is_optional: bool) -> str:
    field, column = model._meta.get_field(name), f"{model._meta.db_table}.{name}"
    if isinstance(field, DateTimeField):
        return f"to_char({column} AT TIME ZONE 'UTC', '{_TIME}')"
    is_text = field.get_internal_type() in ("CharField", "TextField")
    return f"nullif({column}, '')" if is_optional and is_text else column
