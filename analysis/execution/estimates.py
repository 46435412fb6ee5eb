"""Estimates of an analysis's duration, from recent durations of its steps."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.db import connection

from analysis.choices import StepName, StepStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, StepRun

#: Newest completed runs of a step that an estimate uses.
SAMPLE_SIZE = 50
#: With at least as many of the same depth among them, those alone are used.
MIN_LIKE = 5
#: Shares of the runs that are shorter than the ends of a range.
_LOW, _HIGH = 0.1, 0.9
#: Seconds that count at least: no step is a part of the progress that cannot be seen.
_MIN_WEIGHT = 0.05
#: Name, seconds and depth of the newest runs of each step. Where the clock was set back, the duration is unknown.
_RECENT = f"""
    SELECT step, run.* FROM unnest(%s::text[]) AS step CROSS JOIN LATERAL (
        SELECT extract(epoch FROM done.completed_at - done.started_at)::float, options ->> 'analysis_depth'
        FROM {StepRun._meta.db_table} AS done JOIN {AnalysisTask._meta.db_table} AS task ON task.id = done.task_id
        WHERE done.name = step AND done.status = %s AND done.completed_at >= done.started_at
        ORDER BY done.completed_at DESC LIMIT %s) AS run"""  # noqa: S608 (our own names only)


@dataclass(frozen=True)
class StepDuration:
    """How long recent runs of a step took, seconds: the median, and the range that four in five of them lie in."""

    low: float
    median: float
    high: float


def step_durations(depth: str | None = None) -> dict[str, StepDuration | None]:
    """Return the duration of each step's newest runs, of this depth if there are enough; one query.

    None for a step that was never completed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECENT, [StepName.values, StepStatus.COMPLETED.value, SAMPLE_SIZE])
        runs = cursor.fetchall()
    return {name: _duration(_usable([run for run in runs if run[0] == name], depth)) for name in StepName.values}


def expected_step_seconds() -> dict[str, float | None]:
    """Return the median duration of each step's newest runs, seconds; None for a step that was never completed."""
    return {name: each.median if each else None for name, each in step_durations().items()}


def _usable(runs: Sequence[tuple[str, float, str]], depth: str | None) -> list[float]:
    """Return the seconds of the runs of this depth if there are enough, else of all; ``runs`` as ``_RECENT`` has."""
    like = [seconds for _, seconds, own in runs if own == depth]
    return like if len(like) >= MIN_LIKE else [seconds for _, seconds, _ in runs]


def _duration(seconds: list[float]) -> StepDuration | None:
    if not seconds:
        return None
    ordered, last = sorted(seconds), len(seconds) - 1
    low, high = ordered[math.floor(_LOW * last)], ordered[math.ceil(_HIGH * last)]
    return StepDuration(round(low, 3), round(median(ordered), 3), round(high, 3))


def weights(durations: Mapping[str, StepDuration | None], steps: Mapping[str, int]) -> dict[str, float]:
    """Return the share of the progress of each of ``steps``: its usual seconds, or before all are known, its weight."""
    known = {name: each.median for name in steps if (each := durations.get(name))}
    if len(known) < len(steps):
        return {name: float(workflow.BY_NAME[name].weight) for name in steps}
    return {name: max(_MIN_WEIGHT, seconds) for name, seconds in known.items()}


def remaining(durations: Mapping[str, StepDuration | None], percent_by_step: Mapping[str, int]) -> StepDuration | None:
    """Return the seconds until the given steps are all at 100 percent; None if one of them was never measured."""
    left = [(durations.get(step), (100 - percent) / 100) for step, percent in percent_by_step.items() if percent < 100]
    total = StepDuration(0.0, 0.0, 0.0)
    for each, part in left:
        if each is None:
            return None
        total = StepDuration(
            total.low + part * each.low, total.median + part * each.median, total.high + part * each.high
        )
    return StepDuration(round(total.low, 1), round(total.median, 1), round(total.high, 1))
