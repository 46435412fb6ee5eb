"""What happens to an analysis, as it is written to the event log and sent to clients.

Each class is one type of event. ``type`` is its name on the wire, ``terminal`` says that nothing follows it. A frame is
the JSON object that a client gets: ``type``, ``task_id``, ``seq``, ``timestamp``, then the fields of the event.
"""

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

JSON = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """One thing that happened to a task."""

    type: ClassVar[str]
    terminal: ClassVar[bool] = False

    def data(self) -> JSON:
        """Return the event's own fields, ready for JSON."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class ProgressUpdated(Event):
    """The analysis went on."""

    type = "progress_update"

    #: Of the whole analysis, 0 to 100.
    progress: int
    message: str
    current_step: str
    #: Of the current step, 0 to 100.
    step_progress: int
    #: None until there is a measurement to estimate from.
    estimated_seconds_remaining: float | None = None


@dataclass(frozen=True)
class StepCompleted(Event):
    """A step is finished and its output is stored."""

    type = "step_completed"

    step: str
    #: None after the last step.
    next_step: str | None
    progress: int
    duration_seconds: float
    #: What the step found, in figures: ``{"word_count": 812}``.
    facts: JSON = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Warned(Event):
    """Something is missing or takes longer; the analysis goes on."""

    type = "warning"

    #: ``{"code", "message", "step", "severity"}``
    warning: JSON


@dataclass(frozen=True)
class TaskCompleted(Event):
    """The analysis is done. The log leaves ``result`` and ``metadata`` to the task's row; frames carry them."""

    type = "task_completed"
    terminal = True

    processing_seconds: float | None


@dataclass(frozen=True)
class TaskFailed(Event):
    """The analysis has ended without a finding."""

    type = "task_failed"
    terminal = True

    #: ``{"code", "message", "step", "retryable"}``
    error: JSON


@dataclass(frozen=True)
class TaskCancelled(Event):
    """Somebody ended the analysis."""

    type = "task_cancelled"
    terminal = True

    reason: str


EVENT_TYPES: tuple[type[Event], ...] = (
    ProgressUpdated,
    StepCompleted,
    Warned,
    TaskCompleted,
    TaskFailed,
    TaskCancelled,
)


def wire_time(moment: datetime) -> str:
    """Return ``moment`` as ISO 8601 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def frame(*, task_id: UUID | str, seq: int, type: str, timestamp: datetime, data: JSON) -> JSON:
    """Return an event as the object that clients get."""
    return {"type": type, "task_id": str(task_id), "seq": seq, "timestamp": wire_time(timestamp), **data}


def encode(frame: JSON) -> str:
    """Return ``frame`` as compact JSON; NaN and infinity are refused, since JSON has no word for them."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def group_for(task_id: UUID | str) -> str:
    """Return the channel-layer group of a task: ASCII, under 100 characters."""
    return f"analysis.{UUID(str(task_id)).hex}"
