"""How long an analysis will probably take, from how long its steps took lately."""

from collections.abc import Mapping
from statistics import median

from analysis.choices import StepName, StepStatus
from analysis.models import StepRun

#: Newest finished runs of a step that are looked at.
SAMPLE = 50


def expected_step_seconds() -> dict[str, float | None]:
    """Return the median duration of each step's newest runs, seconds; None for a step that was never finished."""
    return {name: _expected(name) for name in StepName.values}


def _expected(name: str) -> float | None:
    runs = StepRun.objects.filter(name=name, status=StepStatus.COMPLETED).order_by("-completed_at")[:SAMPLE]
    durations = [run.duration_seconds for run in runs.only("started_at", "completed_at")]
    known = [seconds for seconds in durations if seconds is not None]
    return round(median(known), 3) if known else None


def remaining_seconds(expected: Mapping[str, float | None], percent_by_step: Mapping[str, int]) -> float | None:
    """Return the seconds until the given steps are all at 100 percent; None where one of them was never measured."""
    total = 0.0
    for step, percent in percent_by_step.items():
        seconds = expected.get(step)
        if percent >= 100:
            continue
        if seconds is None:
            return None
        total += seconds * (100 - percent) / 100
    return round(total, 1)
