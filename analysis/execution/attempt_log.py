"""Log of step attempts. Each call runs in the transaction that changes the task's state."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from analysis import counters
from analysis.choices import AttemptOutcome
from analysis.exceptions import AnalysisError
from analysis.execution import error_causes
from analysis.models import StepAttempt

_CLOSE = f"""
    UPDATE {StepAttempt._meta.db_table} SET outcome = %s, ended_at = %s
    WHERE task_id = %s AND ended_at IS NULL AND (step = %s OR %s::text IS NULL) RETURNING step"""  # noqa: S608 (our own names only)


def start(task_id: UUID, step: str, worker: str) -> None:
    """Open an attempt at ``step``; an attempt that is still open was lost with its worker."""
    close(task_id, AttemptOutcome.LOST, step=step)
    StepAttempt.objects.create(task_id=task_id, step=step, worker=worker[:200], started_at=now())


def close(task_id: UUID, outcome: AttemptOutcome, *, step: str | None = None) -> None:
    """Close the open attempt at ``step``; without ``step``, close every open attempt of the task."""
    # One query: an analysis closes attempts six times.
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [outcome.value, now(), task_id, step, step])
        closed = cursor.fetchall()
    for (closed_step,) in closed:
        _count(closed_step, outcome)


def record_error(task_id: UUID, step: str, error: AnalysisError) -> None:
    """Record ``error`` in the open attempt at ``step`` without closing it."""
    StepAttempt.objects.filter(task_id=task_id, step=step, ended_at=None).update(**_error_fields(error))


def fail(task_id: UUID, step: str, outcome: AttemptOutcome, error: AnalysisError) -> None:
    """Close the open attempt at ``step`` with ``error``.

    If none is open, because the error came after the last step, a closed attempt is created, so that the cause is kept.
    """
    moment = now()
    ended = {"outcome": outcome, "ended_at": moment} | _error_fields(error)
    if not StepAttempt.objects.filter(task_id=task_id, step=step, ended_at=None).update(**ended):
        StepAttempt.objects.create(task_id=task_id, step=step, started_at=moment, **ended)
    _count(step, outcome, error.code)


def _count(step: str, outcome: AttemptOutcome, code: str = "") -> None:
    counters.add_on_commit("step_attempts", step=step or "none", outcome=outcome.value, code=code)


def _error_fields(error: AnalysisError) -> dict[str, Any]:
    cause = error_causes.describe(error)
    return {
        "error_code": error.code,
        "cause": cause.exception_class[:200],
        "cause_message": cause.message,
        "traceback": cause.traceback,
    }
