"""Progress events of a running task: from the percents of its steps, no more of them than anybody can read."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from analysis import events
from analysis.choices import StepStatus
from analysis.execution import estimates, lifecycle, workflow
from analysis.models import StepRun
from analysis.pipeline.progress import overall_percent

#: Seconds between two progress events of one task.
PROGRESS_SECONDS = 0.25


class Reporter:
    """Turns the percents of steps into progress events of the task, at most four a second; the bar never falls back."""

    def __init__(self, claim: lifecycle.Claim, floor: int, rows: dict[str, StepRun]) -> None:
        self.percent = floor
        self._claim = claim
        self._expected = estimates.expected_step_seconds()
        wanted = {name: row for name, row in rows.items() if row.status != StepStatus.SKIPPED or row.completed_at}
        self._by_step = {name: 100 if row.status in StepStatus.done() else 0 for name, row in wanted.items()}
        self._lock = threading.RLock()
        self._held: tuple[str, int, str] | None = None
        self._told_at = 0.0

    def begin(self, step: workflow.Step) -> None:
        """Tell that a step starts, at once."""
        with self._lock:
            self._tell(step.name, 0, step.message)

    @contextmanager
    def closing(self, step: str) -> Iterator[int]:
        """Count a step as done and give the percent of the whole; other steps tell nothing until the block is left."""
        with self._lock:
            self.flush()
            self._count(step, 100)
            yield self.percent

    def report(self, step: str, percent: int, message: str) -> None:
        """Tell how far a step is, now or when the throttle allows."""
        with self._lock:
            self._held = (step, percent, message)
            if time.monotonic() - self._told_at >= PROGRESS_SECONDS:
                self.flush()

    def flush(self) -> None:
        """Tell what is held back."""
        with self._lock:
            held, self._held = self._held, None
            if held is not None:
                self._tell(*held)

    def _count(self, step: str, percent: int) -> None:
        self._by_step[step] = percent
        self.percent = max(self.percent, overall_percent(self._by_step, workflow.WEIGHTS))

    def _tell(self, step: str, percent: int, message: str) -> None:
        self._count(step, percent)
        self._told_at = time.monotonic()
        event = events.ProgressUpdated(
            progress=self.percent,
            message=message,
            current_step=step,
            step_progress=percent,
            estimated_seconds_remaining=estimates.remaining_seconds(self._expected, self._by_step),
        )
        lifecycle.progressed(self._claim, event)
