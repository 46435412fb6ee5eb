"""Progress events of a running task, throttled."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from analysis import events
from analysis.choices import StepStatus
from analysis.execution import estimates, lifecycle, workflow
from analysis.models import StepRun
from analysis.pipeline.progress import overall_percent

#: Minimum seconds between two progress events of one task.
MIN_INTERVAL_SECONDS = 0.25


class ProgressReporter:
    """Turns the percentages of steps into progress events, at most four a second; the total never decreases."""

    def __init__(self, claim: lifecycle.Claim, floor: int, rows: dict[str, StepRun]) -> None:
        self.percent = floor
        self._claim = claim
        self._expected = estimates.expected_step_seconds()
        # A skipped step without a completion time was not requested and has no share of the progress.
        self._by_step = {
            name: 100 if row.status in StepStatus.done() else 0
            for name, row in rows.items()
            if row.status != StepStatus.SKIPPED or row.completed_at
        }
        self._lock = threading.RLock()
        self._pending: tuple[str, int, str] | None = None
        self._reported_at = 0.0

    def begin(self, step: workflow.Step) -> None:
        """Report at once that a step starts."""
        with self._lock:
            self._record(step.name, 0, step.message)

    @contextmanager
    def closing_step(self, step: str) -> Iterator[int]:
        """Count a step as done and yield the percentage of the task; other steps cannot report until the block ends."""
        with self._lock:
            self.flush()
            self._set_percent(step, 100)
            yield self.percent

    def report(self, step: str, percent: int, message: str) -> None:
        """Report the progress of a step, now or when the throttle allows."""
        with self._lock:
            self._pending = (step, percent, message)
            if time.monotonic() - self._reported_at >= MIN_INTERVAL_SECONDS:
                self.flush()

    def flush(self) -> None:
        """Report what the throttle held back."""
        with self._lock:
            pending, self._pending = self._pending, None
            if pending is not None:
                self._record(*pending)

    def _set_percent(self, step: str, percent: int) -> None:
        self._by_step[step] = percent
        self.percent = max(self.percent, overall_percent(self._by_step, workflow.WEIGHTS))

    def _record(self, step: str, percent: int, message: str) -> None:
        self._set_percent(step, percent)
        self._reported_at = time.monotonic()
        event = events.ProgressUpdated(
            progress=self.percent,
            message=message,
            current_step=step,
            step_progress=percent,
            estimated_seconds_remaining=estimates.remaining_seconds(self._expected, self._by_step),
        )
        lifecycle.record_progress(self._claim, event)
