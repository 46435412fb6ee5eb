"""What happened to an analysis when: attempts at steps and the times in which nothing ran, placed for a drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, StepAttempt

#: Seconds from which on a time without work is worth a line.
_WAIT_SECONDS = 1.0
#: Attempts shown, the newest.
SHOWN = 100
#: Percent that the shortest span is drawn wide, to be seen at all.
_SHORTEST = 0.4
#: The longest that a time without work is drawn, as a part of all work: a night between two tries hides neither.
_LONGEST_WAIT = 0.25


@dataclass(frozen=True)
class Span:
    """A stretch of time: an attempt, or (None) a time in which nothing ran."""

    attempt: StepAttempt | None
    started_at: datetime
    seconds: float
    #: Percent of the width of the drawing. Long waits are drawn shorter than they were.
    left: float = 0.0
    width: float = 0.0


def of(task: AnalysisTask) -> list[Span]:
    """Return the spans of ``task``, earliest first; one query.

    Empty where it ran before attempts were put on record: nobody knows any more what it did when.
    """
    newest = list(StepAttempt.objects.filter(task=task).order_by("-pk")[:SHOWN])
    if task.started_at is not None and not newest:
        return []
    attempts = sorted(newest, key=lambda attempt: (attempt.started_at, attempt.pk))
    begun = attempts[0].started_at if len(newest) == SHOWN else task.created_at
    ended = now() if task.status in TaskStatus.active() else task.completed_at or task.updated_at
    return list(_placed(list(_spans(attempts, begun, ended))))


def _spans(attempts: Sequence[StepAttempt], begun: datetime, ended: datetime) -> Iterator[Span]:
    covered = begun
    for attempt in attempts:
        yield from _wait(covered, attempt.started_at)
        end = attempt.ended_at or ended
        yield Span(attempt, attempt.started_at, max(0.0, (end - attempt.started_at).total_seconds()))
        covered = max(covered, end)
    yield from _wait(covered, ended)


def _wait(begun: datetime, ended: datetime) -> Iterator[Span]:
    seconds = (ended - begun).total_seconds()
    if seconds >= _WAIT_SECONDS:
        yield Span(None, begun, seconds)


def _placed(spans: Sequence[Span]) -> Iterator[Span]:
    """Yield ``spans``, ordered by start, with their places."""
    if not spans:
        return
    work = sum(span.seconds for span in spans if span.attempt)
    longest = max(_WAIT_SECONDS, work * _LONGEST_WAIT)
    drawn = [span.seconds if span.attempt else min(span.seconds, longest) for span in spans]
    lefts, left_out = [], 0.0
    for span, seconds in zip(spans, drawn, strict=True):
        lefts.append((span.started_at - spans[0].started_at).total_seconds() - left_out)
        left_out += span.seconds - seconds
    whole = max(left + seconds for left, seconds in zip(lefts, drawn, strict=True)) or 1.0
    for span, left, seconds in zip(spans, lefts, drawn, strict=True):
        width = max(_SHORTEST, round(100 * seconds / whole, 2))
        yield replace(span, left=min(round(100 * left / whole, 2), 100 - width), width=width)
