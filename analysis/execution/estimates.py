"""Estimates of an analysis's duration, from recent durations of its steps."""

from collections.abc import Mapping
from statistics import median

from django.db.models import F

from analysis.choices import StepName, StepStatus
from analysis.models import StepRun

#: Newest completed runs of a step that an estimate uses.
SAMPLE_SIZE = 50


def expected_step_seconds() -> dict[str, float | None]:
    """Return the median duration of each step's newest runs, seconds; None for a step that was never completed."""
    expected: dict[str, float | None] = {}
    for name in StepName.values:
        runs = StepRun.objects.filter(
            name=name,
            status=StepStatus.COMPLETED,
            completed_at__gte=F("started_at"),  # else the clock was set back, and the duration is unknown
        ).order_by("-completed_at")[:SAMPLE_SIZE]
        durations = [run.duration_seconds for run in runs.only("started_at", "completed_at")]
        known = [seconds for seconds in durations if seconds is not None]
        expected[name] = round(median(known), 3) if known else None
    return expected


def remaining_seconds(expected: Mapping[str, float | None], percent_by_step: Mapping[str, int]) -> float | None:
    """Return the seconds until the given steps are all at 100 percent; None if one of them was never measured."""
    total = 0.0
    for step, percent in percent_by_step.items():
        seconds = expected.get(step)
        if percent >= 100:
            continue
        if seconds is None:
            return None
        total += seconds * (100 - percent) / 100
    return round(total, 1)
