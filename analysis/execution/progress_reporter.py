"""Progress events of a running task, throttled."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Self

from django.db import DatabaseError, connection

from analysis import events
from analysis.choices import StepStatus
from analysis.exceptions import CancellationRequested, LeaseLost
from analysis.execution import estimates, leases, lifecycle, workflow
from analysis.models import StepRun
from analysis.pipeline.progress import overall_percent

logger = logging.getLogger(__name__)

#: Minimum seconds between two progress events of one task.
MIN_INTERVAL_SECONDS = 0.25


class ProgressReporter:
    """Turns the percentages of steps into progress events; the total never decreases.

    A context manager. Within it a thread writes what the steps report, at most four events a second, so that no step
    waits for the database. The start of a step and its last report are written at once.
    """

    def __init__(self, lease: leases.Lease, floor: int, rows: dict[str, StepRun], depth: str | None = None) -> None:
        self.percent = floor
        self._lease = lease
        self._durations = estimates.step_durations(depth)
        # A skipped step without a completion time was not requested and has no share of the progress.
        self._by_step = {
            name: 100 if row.status in StepStatus.done() else 0
            for name, row in rows.items()
            if row.status != StepStatus.SKIPPED or row.completed_at
        }
        self._weights = estimates.weights(self._durations, self._by_step)
        self._lock = threading.Lock()
        #: The latest unwritten report of each step, percent and message; the step that waits longest comes first.
        self._pending: dict[str, tuple[int, str]] = {}
        self._written_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(
            target=copy_context().run, args=(self._write_regularly,), name="progress", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()

    @contextmanager
    def attempt(self, step: workflow.Step) -> Iterator[None]:
        """Report at once that a step starts; when the block ends, what it reported and is not written is dropped."""
        with self._lock:
            self._write(step.name, 0, step.message)
        try:
            yield
        finally:
            # An event that was written after the task was requeued would extend the lease of the requeued task.
            with self._lock:
                self._pending.pop(step.name, None)

    def report(self, step: str, percent: int, message: str) -> None:
        """Report the progress of a step, soon."""
        with self._lock:
            self._pending[step] = (percent, message)

    @contextmanager
    def closing_step(self, step: str) -> Iterator[int]:
        """Count a step as done and yield the percentage of the task; nothing else is written until the block ends."""
        with self._lock:
            self._write_pending(step)
            self._set_percent(step, 100)
            yield self.percent

    def _write_regularly(self) -> None:
        while not self._stopped.wait(MIN_INTERVAL_SECONDS):
            try:
                with self._lock:
                    if self._pending and time.monotonic() - self._written_at >= MIN_INTERVAL_SECONDS:
                        self._write_pending(next(iter(self._pending)))
            except (CancellationRequested, LeaseLost) as reason:
                self._lease.end(type(reason))  # the threads of the run learn it at their next check of the lease
                break
            except DatabaseError as error:
                # The run continues without the database; its next write shows whether the claim still holds.
                logger.warning("progress not recorded: %s", error)
                connection.close()
        connection.close()

    def _write_pending(self, step: str) -> None:
        if step in self._pending:
            self._write(step, *self._pending[step])
            del self._pending[step]

    def _set_percent(self, step: str, percent: int) -> None:
        self._by_step[step] = percent
        self.percent = max(self.percent, overall_percent(self._by_step, self._weights))

    def _write(self, step: str, percent: int, message: str) -> None:
        self._set_percent(step, percent)
        left = estimates.remaining(self._durations, self._by_step)
        event = events.ProgressUpdated(
            progress=self.percent,
            message=message,
            current_step=step,
            step_progress=percent,
            estimated_seconds_remaining=left.median if left else None,
            estimated_seconds_range=[left.low, left.high] if left else None,
        )
        lifecycle.record_progress(self._lease.claim, event)
        self._written_at = time.monotonic()
