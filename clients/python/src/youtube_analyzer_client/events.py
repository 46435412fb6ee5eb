"""Events of an analysis, as the server numbers and sends them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from youtube_analyzer_client import shapes
from youtube_analyzer_client.model import JSON, Model, build


@dataclass(frozen=True, kw_only=True)
class Event(Model):
    """An event. One of a type that this version does not know is of this class; ``raw`` has its fields."""

    type: str
    task_id: str
    #: 1, 2, 3 ... without gap.
    seq: int
    timestamp: datetime
    request_id: str | None = None
    #: True for the last event of the analysis.
    terminal: bool = False


@dataclass(frozen=True, kw_only=True)
class ProgressUpdate(Event):
    """The analysis advances. ``progress`` and ``step_progress`` are whole percents."""

    progress: int
    message: str
    current_step: str | None = None
    step_progress: int = 0
    estimated_seconds_remaining: float | None = None
    #: Four in five analyses end within these two times.
    estimated_seconds_range: list[float] | None = None


@dataclass(frozen=True, kw_only=True)
class StepCompleted(Event):
    """A step is finished."""

    step: str
    next_step: str | None = None
    progress: int
    duration_seconds: float
    #: Figures of the step; each step has its own.
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WarningGiven(Event):
    """Something is missing or takes longer; the analysis continues."""

    warning: shapes.Warning


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    """The analysis is complete."""

    processing_seconds: float | None = None
    result: shapes.Result
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TaskFailed(Event):
    """The analysis ended without a result."""

    error: shapes.Failure


@dataclass(frozen=True, kw_only=True)
class TaskCancelled(Event):
    """Somebody cancelled the analysis."""

    reason: str


_CLASSES: dict[str, type[Event]] = {
    "progress_update": ProgressUpdate,
    "step_completed": StepCompleted,
    "warning": WarningGiven,
    "task_completed": TaskCompleted,
    "task_failed": TaskFailed,
    "task_cancelled": TaskCancelled,
}


@dataclass(frozen=True, kw_only=True)
class BatchEvent(Model):
    """An event of a batch; ``raw`` has the fields of its type."""

    type: str
    batch_id: str
    seq: int
    #: True for the last event of the batch.
    terminal: bool = False


def event_of(frame: JSON) -> Event | BatchEvent:
    """Return a frame as the event of its type."""
    if "batch_id" in frame:
        return build(BatchEvent, frame)
    return build(_CLASSES.get(str(frame.get("type")), Event), frame)
