"""Runs one claimed task to its end and decides how it ends: completed, failed, stopped or requeued."""

import logging

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connection
from structlog.contextvars import bound_contextvars

from analysis.choices import Queue, StepName
from analysis.exceptions import AnalysisError, CancellationRequested, InternalError, LeaseLost, TaskTimeout
from analysis.execution import error_policy, leases, lifecycle, result_metadata, storage, workflow
from analysis.execution.progress_reporter import ProgressReporter
from analysis.execution.step_runner import StepRunner
from analysis.models import AnalysisTask, StepRun
from analysis.support import tracing

logger = logging.getLogger(__name__)


def run(task_id: str, *, worker: str = "", celery_id: str = "") -> str:
    """Run one analysis to its end, from the first step that is not done; return the outcome for the log.

    A duplicate message, or one for a task that has ended, does nothing.
    """
    with bound_contextvars(task_id=task_id), tracing.span("run", parent=_traceparent(task_id), task_id=task_id):
        with tracing.span("claim"):
            claim = leases.claim_task(task_id, worker=worker, celery_id=celery_id)
        if claim is None:
            logger.info("task not claimable, skipping")
            return "skipped"
        task = AnalysisTask.objects.get(pk=claim.task_id)
        rows = {row.name: row for row in StepRun.objects.filter(task_id=claim.task_id)}
        with bound_contextvars(**task.log_fields()):
            logger.info("run started")
            with leases.keep_alive(claim) as lease, ProgressReporter(lease, task.progress, rows) as reporter:
                try:
                    outcome = _Run(task, lease, reporter).run_to_end()
                except (CancellationRequested, LeaseLost) as stop:
                    outcome = f"stopped: {type(stop).__name__}"
            logger.info("run ended: %s", outcome)
    return outcome


def _traceparent(task_id: str) -> str:
    """Return the trace context of the request that created the analysis; reads the row only if tracing is on."""
    if not tracing.is_on():
        return ""
    return AnalysisTask.objects.filter(pk=task_id).values_list("traceparent", flat=True).first() or ""


class _Run:
    """One worker's run of one task."""

    def __init__(self, task: AnalysisTask, lease: leases.Lease, reporter: ProgressReporter) -> None:
        self._queue = task.queue
        self._claim = lease.claim
        self._steps = StepRunner(task, lease, reporter)

    def run_to_end(self) -> str:
        """Run the steps that are left and return the outcome; every way to end is decided here.

        Raises:
            CancellationRequested, LeaseLost: the task ended or was taken over, and nothing can be written.
        """
        try:
            self._run_steps()
            result = storage.step_output(self._claim.task_id, StepName.SYNTHESIS)["result"]
            lifecycle.complete_task(self._claim, result, result_metadata.build(self._claim.task_id, result))
        except (CancellationRequested, LeaseLost):
            raise
        except error_policy.Requeued:
            return "requeued"
        except SoftTimeLimitExceeded as limit:
            return self._end_at_time_limit(error_policy.with_cause(TaskTimeout(), limit))
        except AnalysisError as error:
            return self._fail(error)
        except DatabaseError:
            # Nothing can be written now. When the lease expires, another worker resumes the task.
            logger.exception("database unavailable, the task is resumed when its lease expires")
            return "abandoned until its lease expires"
        except Exception as error:  # recorded as the failure of the task, then raised again
            logger.exception("unexpected error")
            self._fail(error_policy.with_cause(InternalError(), error))
            if isinstance(error, MemoryError):
                # Celery would treat it as its own error and end the whole worker with all its tasks.
                raise RuntimeError("there was not enough memory") from error
            raise
        return "completed"

    def _run_steps(self) -> None:
        while ready := workflow.ready_steps(self._steps.done()):
            if self._queue == Queue.TRANSCRIPTION and not any(step.queue == self._queue for step in ready):
                # The few workers of that queue are kept free for transcription.
                error_policy.move_to_queue(self._claim, Queue.ANALYSIS, current_queue=self._queue)
            self._steps.run(ready)

    def _fail(self, error: AnalysisError) -> str:
        step = AnalysisTask.objects.values_list("current_step", flat=True).get(pk=self._claim.task_id)
        lifecycle.fail_task(self._claim, error, step)
        return f"failed: {error.code}"

    def _end_at_time_limit(self, error: TaskTimeout) -> str:
        """Requeue the task if this run made progress, else fail it."""
        connection.close()  # the limit may have interrupted a query
        if not self._steps.made_progress:
            return self._fail(error)
        lifecycle.requeue(self._claim)
        return "requeued at the time limit"
