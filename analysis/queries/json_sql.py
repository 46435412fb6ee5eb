"""Wire shapes as SQL: PostgreSQL writes the JSON that clients receive, and Python passes it on as text.

A row that becomes a model, a dataclass and a dictionary before it becomes JSON costs twenty times as much:
docs/decisions/0022-threads-and-queries.md.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, IntegerField, JSONField, Model, TextField
from django.db.models.expressions import RawSQL

from analysis.choices import DeliveryStatus
from analysis.models import (
    AnalysisTask,
    Batch,
    BatchMember,
    Comment,
    Follow,
    FollowedVideo,
    StepRun,
    Video,
    Webhook,
    WebhookDelivery,
)
from analysis.queries import batch_wire, wire
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


def webhook_text() -> RawSQL:
    """Return the expression of a :class:`wire.Webhook` as text, for a query of webhooks."""
    return RawSQL(f"({_object(wire.Webhook, Webhook)})::text", (), TextField())  # noqa: S611 (our own names only)


def delivery_text() -> RawSQL:
    """Return the expression of a :class:`wire.Delivery` as text, for a query of deliveries."""
    table = WebhookDelivery._meta.db_table
    ended = f"{table}.status IN ('{DeliveryStatus.DELIVERED}', '{DeliveryStatus.FAILED}')"
    next_attempt = _column(WebhookDelivery, "next_attempt_at", is_optional=True)
    sql = _object(wire.Delivery, WebhookDelivery, next_attempt_at=f"CASE WHEN NOT {ended} THEN {next_attempt} END")
    return RawSQL(f"({sql})::text", (), TextField())  # noqa: S611 (our own names only)


def batch_text() -> RawSQL:
    """Return the expression of a :class:`batch_wire.Batch` as text, for a query of batches."""
    return RawSQL(f"({_batch_sql()})::text", (), TextField())  # noqa: S611 (our own names only)


def follow_text() -> RawSQL:
    """Return the expression of a :class:`batch_wire.Follow` as text, for a query of follows."""
    follow, video, batch = (model._meta.db_table for model in (Follow, FollowedVideo, Batch))
    sql = _object(
        batch_wire.Follow,
        Follow,
        checking=f"coalesce({follow}.list_lease_until > now(), false)",
        error=_error_sql(follow),
        counts=f"""(SELECT json_build_object('seen', count(*), 'taken', count({video}.taken_at),
            'waiting', count(*) FILTER (WHERE {video}.waiting)) FROM {video}
            WHERE {video}.follow_id = {follow}.id)""",  # noqa: S608 (our own names only)
        last_batch_id=f"""(SELECT {batch}.id FROM {batch} WHERE {batch}.follow_id = {follow}.id
            ORDER BY {batch}.created_at DESC LIMIT 1)""",  # noqa: S608 (our own names only)
        links=_links(f"{follow}.id", batch_wire.follow_links(_NIL)),
    )
    return RawSQL(f"({sql})::text", (), TextField())  # noqa: S611 (our own names only)


def member_text(task_ids: str) -> str:
    """Return the expression of a :class:`batch_wire.Member` as text; ``task_ids`` is a query of analyses to show."""
    member, task, video = (model._meta.db_table for model in (BatchMember, AnalysisTask, Video))
    shown = f"{task}.id = {member}.task_id AND {task}.id IN ({task_ids})"
    sql = _object(
        batch_wire.Member,
        BatchMember,
        title=f"""coalesce((SELECT nullif(title, '') FROM {video} WHERE task_id = {member}.task_id),
            nullif({member}.title, ''))""",  # noqa: S608 (our own names only)
        status=f"""CASE WHEN {member}.status = 'processing'
            THEN coalesce((SELECT status FROM {task} WHERE id = {member}.task_id), 'cancelled')
            ELSE {member}.status END""",  # noqa: S608 (our own names only)
        task=f"(SELECT {_task_sql()} FROM {task} WHERE {shown})",  # noqa: S608 (our own names only)
    )
    return f"({sql})::text"


@cache
def _batch_sql() -> str:
    batch = Batch._meta.db_table
    return _object(
        batch_wire.Batch,
        Batch,
        error=_error_sql(batch),
        summary=f"{batch}.summary::json",
        links=_links(f"{batch}.id", batch_wire.batch_links(_NIL)),
    )


def _error_sql(table: str) -> str:
    return f"""CASE WHEN {table}.error_code <> '' THEN json_build_object(
        'code', {table}.error_code, 'message', {table}.error_message) END"""


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
        links=_links(f"{task}.id", wire.links(_NIL)),
    )


def step_facts() -> RawSQL:
    """Return the expression of a task's steps by name, each with its status and facts, for a query of tasks."""
    task, step = AnalysisTask._meta.db_table, StepRun._meta.db_table
    sql = f"""(SELECT jsonb_object_agg(name, jsonb_build_object('status', status, 'facts', facts)) FROM {step}
        WHERE task_id = {task}.id)"""  # noqa: S608 (our own names only)
    return RawSQL(sql, (), JSONField())  # noqa: S611 (our own names only)


def queue_position() -> RawSQL:
    """Return the expression of a task's place in its queue, null unless it is pending, for a query of tasks."""
    return RawSQL(_queue_position_sql(), (), IntegerField())  # noqa: S611 (our own names only)


def _queue_position_sql() -> str:
    """Return how many pending tasks of the queue the dispatcher takes up to this one: by priority, the oldest first."""
    task = AnalysisTask._meta.db_table
    # The statuses of the partial index of active tasks, so that only these are read.
    return f"""CASE WHEN {task}.status = 'pending' THEN (SELECT count(*) FROM {task} AS earlier
        WHERE earlier.status IN ('pending', 'processing') AND earlier.status = 'pending'
        AND earlier.queue = {task}.queue AND (earlier.priority, earlier.created_at, earlier.id)
            <= ({task}.priority, {task}.created_at, {task}.id)) END"""  # noqa: S608 (our own names only)


@cache
def _comment_sql() -> str:
    return _object(wire.Comment, Comment, id=f"{Comment._meta.db_table}.comment_id")


def _links(row_id: str, links: object) -> str:
    """Return the object of ``links``, made for ``_NIL``, of the row whose id is the SQL expression ``row_id``."""
    pairs = []
    for name, path in vars(links).items():
        before, after = path.split(str(_NIL))
        pairs.append(f"'{name}', '{before}' || {row_id} || '{after}'")
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
