"""Timeline of an analysis: attempts at steps and idle times, positioned for drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, StepAttempt
from analysis.support.durations import seconds_between

#: Shortest idle time that is shown, seconds.
_WAIT_SECONDS = 1.0
#: Number of latest attempts shown.
MAX_ATTEMPTS_SHOWN = 100
#: Minimum width of a span, percent, so that it is visible.
_SHORTEST = 0.4
#: Maximum width of an idle time, as a share of all work, so that a long wait does not squeeze the attempts.
_LONGEST_WAIT = 0.25


@dataclass(frozen=True)
class Span:
    """A period: an attempt, or (None) an idle time."""

    attempt: StepAttempt | None
    started_at: datetime
    seconds: float
    #: Percent of the drawing's width. Long idle times are shortened.
    left: float = 0.0
    width: float = 0.0


def build(task: AnalysisTask) -> list[Span]:
    """Return the spans of ``task``, earliest first; one query.

    Empty for a task that ran before attempts were recorded.
    """
    newest = list(StepAttempt.objects.filter(task=task).order_by("-pk")[:MAX_ATTEMPTS_SHOWN])
    if task.started_at is not None and not newest:
        return []
    attempts = sorted(newest, key=lambda attempt: (attempt.started_at, attempt.pk))
    begun = attempts[0].started_at if len(newest) == MAX_ATTEMPTS_SHOWN else task.created_at
    ended = now() if task.status in TaskStatus.active() else task.completed_at or task.updated_at
    spans = []
    covered = begun
    for attempt in [*attempts, None]:
        idle_seconds = seconds_between(covered, attempt.started_at if attempt else ended)
        if idle_seconds >= _WAIT_SECONDS:
            spans.append(Span(None, covered, idle_seconds))
        if attempt:
            end = attempt.ended_at or ended
            spans.append(Span(attempt, attempt.started_at, seconds_between(attempt.started_at, end)))
            covered = max(covered, end)
    return list(_placed(spans))


def _placed(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield ``spans``, which are ordered by start, with their positions."""
    if not spans:
        return
    work = sum(span.seconds for span in spans if span.attempt)
    longest = max(_WAIT_SECONDS, work * _LONGEST_WAIT)
    drawn = [span.seconds if span.attempt else min(span.seconds, longest) for span in spans]
    lefts, left_out = [], 0.0
    for span, seconds in zip(spans, drawn, strict=True):
        lefts.append(max(0.0, seconds_between(spans[0].started_at, span.started_at) - left_out))
        left_out += span.seconds - seconds
    whole = max(left + seconds for left, seconds in zip(lefts, drawn, strict=True)) or 1.0
    for span, left, seconds in zip(spans, lefts, drawn, strict=True):
        width = max(_SHORTEST, round(100 * seconds / whole, 2))
        yield replace(span, left=min(round(100 * left / whole, 2), 100 - width), width=width)
