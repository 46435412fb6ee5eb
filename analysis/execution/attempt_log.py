"""The record of attempts at steps. Called by those who change a task's state, in the transaction of that change."""

from typing import Any
from uuid import UUID

from django.utils.timezone import now

from analysis import counters
from analysis.choices import AttemptOutcome
from analysis.exceptions import AnalysisError
from analysis.execution import error_causes
from analysis.models import StepAttempt


def begin(task_id: UUID, step: str, worker: str) -> None:
    """Note that ``worker`` tries ``step``; an attempt that was still open was lost with whoever made it."""
    close(task_id, AttemptOutcome.LOST, step=step)
    StepAttempt.objects.create(task_id=task_id, step=step, worker=worker[:200], started_at=now())


def close(task_id: UUID, outcome: AttemptOutcome, *, step: str | None = None) -> None:
    """Close the open attempt at ``step``, those at all steps where none is named."""
    attempts = StepAttempt.objects.filter(task_id=task_id, ended_at=None)
    attempts = attempts.filter(step=step) if step else attempts
    for open_step in attempts.values_list("step", flat=True):
        _count(open_step, outcome)
    attempts.update(outcome=outcome, ended_at=now())


def note(task_id: UUID, step: str, error: AnalysisError) -> None:
    """Note what goes wrong in the open attempt at ``step``, which may yet end in several ways."""
    StepAttempt.objects.filter(task_id=task_id, step=step, ended_at=None).update(**_told(error))


def fail(task_id: UUID, step: str, outcome: AttemptOutcome, error: AnalysisError) -> None:
    """Close the open attempt at ``step`` with what went wrong.

    Where none is open (what broke was the ending, after the last step) there is a row of its own: no cause is lost.
    """
    moment = now()
    ended = {"outcome": outcome, "ended_at": moment} | _told(error)
    if not StepAttempt.objects.filter(task_id=task_id, step=step, ended_at=None).update(**ended):
        StepAttempt.objects.create(task_id=task_id, step=step, started_at=moment, **ended)
    _count(step, outcome, error.code)


def _count(step: str, outcome: AttemptOutcome, code: str = "") -> None:
    counters.add_on_commit("step_attempts", step=step or "none", outcome=outcome.value, code=code)


def _told(error: AnalysisError) -> dict[str, Any]:
    cause = error_causes.of(error)
    return {
        "error_code": error.code,
        "cause": cause.kind[:200],
        "cause_message": cause.message,
        "traceback": cause.traceback,
    }
