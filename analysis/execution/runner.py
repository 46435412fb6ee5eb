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
    parent = ""
    if tracing.is_on():  # else the row need not be read
        parent = AnalysisTask.objects.filter(pk=task_id).values_list("traceparent", flat=True).first() or ""
    with bound_contextvars(task_id=task_id), tracing.span("run", parent=parent, task_id=task_id):
        with tracing.span("claim"):
            claim = leases.claim_task(task_id, worker=worker, celery_id=celery_id)
        if claim is None:
            logger.info("task not claimable, skipping")
            return "skipped"
        task = AnalysisTask.objects.get(pk=claim.task_id)
        rows = {row.name: row for row in StepRun.objects.filter(task_id=claim.task_id)}
        with bound_contextvars(**task.log_fields()):
            logger.info("run started")
            with (
                leases.keep_alive(claim) as lease,
                ProgressReporter(lease, task.progress, rows, task.options["analysis_depth"]) as reporter,
            ):
                try:
                    outcome = _run_to_end(claim, task.queue, StepRunner(task, lease, reporter))
                except (CancellationRequested, LeaseLost) as stop:
                    outcome = f"stopped: {type(stop).__name__}"
            logger.info("run ended: %s", outcome)
    return outcome


def _run_to_end(claim: lifecycle.Claim, queue: str, steps: StepRunner) -> str:
    """Run the steps that are left and return the outcome; every way to end is decided here.

    Raises:
        CancellationRequested, LeaseLost: the task ended or was taken over, and nothing can be written.
    """

    def fail(error: AnalysisError) -> str:
        step = AnalysisTask.objects.values_list("current_step", flat=True).get(pk=claim.task_id)
        lifecycle.fail_task(claim, error, step)
        return f"failed: {error.code}"

    try:
        while ready := workflow.ready_steps(steps.done()):
            if queue == Queue.TRANSCRIPTION and not any(step.queue == queue for step in ready):
                # The few workers of that queue are kept free for transcription.
                error_policy.move_to_queue(claim, Queue.ANALYSIS, current_queue=queue)
            steps.run(ready)
        result = storage.step_output(claim.task_id, StepName.SYNTHESIS)["result"]
        lifecycle.complete_task(claim, result, result_metadata.build(claim.task_id, result))
    except (CancellationRequested, LeaseLost):
        raise
    except error_policy.Requeued:
        return "requeued"
    except SoftTimeLimitExceeded as limit:
        connection.close()  # the limit may have interrupted a query
        if not steps.made_progress:
            return fail(error_policy.with_cause(TaskTimeout(), limit))
        lifecycle.requeue(claim)
        return "requeued at the time limit"
    except AnalysisError as error:
        return fail(error)
    except DatabaseError as error:
        # Nothing can be written now. When the lease expires, another worker resumes the task.
        logger.exception("database unavailable, the task is resumed when its lease expires")
        if leases.is_lack_of_resources(error):
            leases.uncount_attempt(claim)
        return "abandoned until its lease expires"
    except Exception as error:  # recorded as the failure of the task, then raised again
        logger.exception("unexpected error")
        fail(error_policy.with_cause(InternalError(), error))
        if isinstance(error, MemoryError):
            # Celery would treat it as its own error and end the whole worker with all its tasks.
            raise RuntimeError("there was not enough memory") from error
        raise
    return "completed"
