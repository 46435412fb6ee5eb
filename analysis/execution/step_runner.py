"""Runs the steps of one task: in threads where they are independent, retried, skipped or given up."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection
from structlog.contextvars import bound_contextvars

from analysis.choices import StepStatus
from analysis.exceptions import (
    AnalysisError,
    AnalysisFailed,
    CancellationRequested,
    LeaseLost,
    SourcePaused,
    TaskTimeout,
    TemporaryError,
    WrongQueue,
)
from analysis.execution import error_policy, leases, lifecycle, steps, workflow
from analysis.execution.progress_reporter import ProgressReporter
from analysis.models import AnalysisTask, StepRun
from analysis.pipeline.progress import Progress
from analysis.support import tracing

logger = logging.getLogger(__name__)


class StepRunner:
    """Runs steps of one task under one lease."""

    def __init__(self, task: AnalysisTask, lease: leases.Lease, reporter: ProgressReporter) -> None:
        self._task = task
        self._lease = lease
        self._claim = lease.claim
        self._reporter = reporter
        #: True once a step reported progress or was completed; decides what the soft time limit means.
        self.made_progress = False

    def done(self) -> set[str]:
        """Return the names of the steps that need not run any more."""
        done = StepRun.objects.filter(task_id=self._claim.task_id, status__in=StepStatus.done())
        return set(done.values_list("name", flat=True))

    def run(self, ready: list[workflow.Step]) -> None:
        """Run independent steps at the same time; after all have stopped, raise the first failure."""
        if len(ready) == 1:
            return self._run_step(ready[0])

        def run_in_thread(step: workflow.Step) -> None:
            try:
                self._run_step(step)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(ready), thread_name_prefix="step") as pool:
            futures = [pool.submit(copy_context().run, run_in_thread, step) for step in ready]
            try:
                for future in futures:
                    future.result()
            except SoftTimeLimitExceeded as limit:
                # Celery raises it in this thread only. The steps stop at their next progress call.
                self._lease.end(CancellationRequested)
                # A step that hangs makes no such call, and the hard limit then ends the process without a record.
                running = [step.name for step, future in zip(ready, futures, strict=True) if not future.done()]
                connection.close()  # the limit may have interrupted a query
                try:
                    for name in running:
                        lifecycle.record_step_error(self._claim, name, error_policy.with_cause(TaskTimeout(), limit))
                except (CancellationRequested, LeaseLost, DatabaseError) as reason:
                    logger.info("the time limit could not be recorded: %s", reason)
                raise
        return None

    def _run_step(self, step: workflow.Step) -> None:
        """Run one step to its end; skip it without its input, and close it as failed if the analysis can go on."""
        if step.input_step:
            given = StepRun.objects.filter(task_id=self._claim.task_id, name=step.input_step)
            if not given.filter(status=StepStatus.COMPLETED).exists():
                return self._close(step, StepStatus.SKIPPED, None)
        try:
            with bound_contextvars(step=step.name), tracing.span(f"step {step.name}", step=step.name.value):
                self._retry(step)
        except (CancellationRequested, LeaseLost, error_policy.Requeued, SoftTimeLimitExceeded, DatabaseError):
            raise
        except Exception as error:  # an optional step that breaks must not end the analysis
            if not step.optional:
                raise
            if isinstance(error, AnalysisError):
                failure = error
            else:
                logger.exception("%s failed unexpectedly", step.name, extra={"step": step.name})
                failure = error_policy.with_cause(AnalysisFailed(), error)
            logger.warning("optional step failed, continuing without it: %s", failure.code, extra={"step": step.name})
            lifecycle.record_warning(self._claim, code=failure.code, message=failure.message, step=step.name)
            self._close(step, StepStatus.FAILED, failure)
        return None

    def _retry(self, step: workflow.Step) -> None:
        """Attempt a step up to ``STEP_TRIES`` times, as long as its errors are temporary."""
        for attempt in range(1, settings.STEP_TRIES + 1):
            try:
                return self._attempt(step, is_last=attempt == settings.STEP_TRIES)
            except WrongQueue as error:
                error_policy.move_to_queue(self._claim, error.queue, current_queue=self._task.queue)
            except SourcePaused as pause:
                error_policy.requeue_until_source_resumes(self._claim, step.name, pause)
            except TemporaryError as error:
                if attempt == settings.STEP_TRIES:
                    raise
                error_policy.wait_for_retry(self._lease, step.name, attempt, error)
        return None

    def _attempt(self, step: workflow.Step, *, is_last: bool) -> None:
        lifecycle.start_step(self._claim, step.name)

        def report(percent: int, message: str) -> None:
            self.made_progress = True
            self._reporter.report(step.name, percent, message)

        context = steps.StepContext(
            task_id=self._claim.task_id,
            video_id=self._task.video_id,
            upload_id=self._task.upload_id,
            options=self._task.options,
            is_last_attempt=is_last,
            progress=Progress(report, self._lease.check, step.message),
            checkpoint=lambda save: lifecycle.save_checkpoint(self._claim, step.name, save),
            warn=lambda code, message: lifecycle.record_warning(
                self._claim, code=code, message=message, step=step.name
            ),
        )
        with self._reporter.attempt(step):
            outcome = steps.BINDINGS[step.name](context)
            self._lease.check()
            with self._reporter.closing_step(step.name) as percent:
                # The viewer sees next a step that still runs, else the first that becomes ready.
                left = workflow.ready_steps(self.done() | {step.name})
                lifecycle.complete_step(
                    self._claim,
                    step.name,
                    next_step=left[0].name if left else None,
                    progress=percent,
                    facts=outcome.facts,
                    save=outcome.save,
                )
        self.made_progress = True
        logger.info("step completed")

    def _close(self, step: workflow.Step, status: StepStatus, error: AnalysisError | None) -> None:
        with self._reporter.closing_step(step.name) as percent:
            lifecycle.close_step(self._claim, step.name, status, progress=percent, error=error)
