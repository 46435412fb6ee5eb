"""What the runner does about an error: wait and retry, requeue the task, or hand it to another queue."""

import logging
import random
from datetime import timedelta
from typing import NoReturn, TypeVar

from django.conf import settings
from django.utils.timezone import now

from analysis.choices import Severity
from analysis.exceptions import AnalysisError, SourcePaused, TemporaryError
from analysis.execution import leases, lifecycle

logger = logging.getLogger(__name__)
E = TypeVar("E", bound=AnalysisError)

#: Seconds before the first retry of a step. Each further retry waits twice as long, with jitter.
FIRST_RETRY_SECONDS = 2.0


class Requeued(Exception):
    """The task was given back to the dispatcher; this run is over."""


def wait_for_retry(lease: leases.Lease, step: str, attempt: int, error: TemporaryError) -> None:
    """Wait before the next attempt at ``step``.

    Raises:
        Requeued: the wait is longer than ``STEP_RETRY_MAX_SECONDS``, so the worker is free for other tasks meanwhile.
        CancellationRequested, LeaseLost: the run must stop.
    """
    lifecycle.record_step_error(lease.claim, step, error)
    backoff = FIRST_RETRY_SECONDS * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
    seconds = max(error.retry_after or 0.0, min(backoff, settings.STEP_RETRY_MAX_SECONDS))
    logger.warning("attempt %s of the step failed: %s, retrying in %.0f s", attempt, error.code, seconds)
    retry_at = now() + timedelta(seconds=seconds)
    lifecycle.record_warning(
        lease.claim,
        code=error.code,
        message=f"{error.message} Trying again at {retry_at:%H:%M:%S} UTC.",
        step=step,
        severity=Severity.INFO,
    )
    if seconds > settings.STEP_RETRY_MAX_SECONDS:
        lifecycle.requeue(lease.claim, until=retry_at, message=f"{error.message} Waiting to try again.")
        raise Requeued
    lease.wait(seconds)


def requeue_until_source_resumes(claim: lifecycle.Claim, step: str, pause: SourcePaused) -> NoReturn:
    """Requeue the task until its source accepts requests again; this does not count as an attempt."""
    # The jitter keeps the tasks from starting all at once when the pause ends.
    seconds = (pause.retry_after or 0.0) * random.uniform(1.0, 1.1)
    retry_at = now() + timedelta(seconds=seconds)
    logger.warning("source paused: %s, retrying in %.0f s", pause.code, seconds)
    lifecycle.record_step_error(claim, step, pause)
    lifecycle.record_warning(
        claim,
        code=pause.code,
        message=f"{pause.message} Paused until {retry_at:%H:%M} UTC.",
        step=step,
        severity=Severity.INFO,
    )
    lifecycle.requeue(claim, until=retry_at, message=f"{pause.message} Waiting to go on.", was_attempt=False)
    raise Requeued


def move_to_queue(claim: lifecycle.Claim, queue: str, *, current_queue: str) -> NoReturn:
    """Requeue the task for the workers of ``queue``.

    A move to the current queue counts as an attempt, so that a wrong setting cannot repeat it forever.
    """
    logger.info("task moved to the queue %s", queue)
    lifecycle.requeue(claim, was_attempt=queue == current_queue, queue=queue)
    raise Requeued


def with_cause(error: E, cause: BaseException) -> E:
    """Return ``error`` with the cause that ``raise ... from`` would set."""
    error.__cause__ = cause
    return error
