"""Events of an analysis, as stored in the event log and sent to clients.

Each class of :data:`EVENT_TYPES` is one event type. ``type`` is its name on the wire; no event follows a ``terminal``
one. A frame is the JSON object that a client receives: its head (:class:`EventHead`), then the fields of the event.
"""

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, ClassVar, TypedDict
from uuid import UUID

from analysis.choices import Severity, StepName, TaskStatus
from analysis.support.json_schema import JSON as JSON  # other packages import it from here
from analysis.support.json_schema import Limits

# The metadata in ``Annotated`` is published in the API documents by ``JsonSchemaBuilder``.
Percent = Annotated[int, Limits(minimum=0, maximum=100)]
Seconds = Annotated[float, Limits(minimum=0)]
Step = Annotated[str, Limits(one_of=tuple(StepName.values))]


class Warning(TypedDict):
    """Something that is missing from the result or took longer than usual."""

    code: str
    message: Annotated[str, "Human-readable."]
    step: Step | None
    severity: Annotated[str, Limits(one_of=tuple(Severity.values))]


class Failure(TypedDict):
    """Why an analysis failed."""

    code: str
    message: Annotated[str, "Human-readable."]
    step: Step | None
    retryable: Annotated[bool, "A retry later may succeed."]


@dataclass(frozen=True)
class Event:
    """Base class of all events of a task."""

    type: ClassVar[str]
    terminal: ClassVar[bool] = False

    def data(self) -> JSON:
        """Return the event's own fields as JSON-compatible values."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class ProgressUpdated(Event):
    """The analysis made progress."""

    type = "progress_update"

    progress: Annotated[Percent, "Of the whole analysis."]
    message: Annotated[str, "What the analysis is doing, human-readable."]
    current_step: Step
    step_progress: Annotated[Percent, "Of the current step."]
    estimated_seconds_remaining: Annotated[Seconds | None, "null until step durations have been measured."] = None
    estimated_seconds_range: Annotated[
        list[Seconds] | None,
        "The two ends: four in five analyses end between them; null until durations have been measured.",
    ] = None


@dataclass(frozen=True)
class StepCompleted(Event):
    """A step is completed and its output is stored."""

    type = "step_completed"

    step: Step
    next_step: Annotated[Step | None, "null after the last step."]
    progress: Annotated[Percent, "Of the whole analysis."]
    duration_seconds: Seconds
    facts: Annotated[JSON, "Key figures of the step; the keys depend on the step."] = dataclasses.field(
        default_factory=dict
    )


@dataclass(frozen=True)
class Warned(Event):
    """Something is missing or takes longer; the analysis continues."""

    type = "warning"

    warning: Warning


@dataclass(frozen=True)
class TaskCompleted(Event):
    """The analysis is completed. Frames carry ``result`` and ``metadata``; the log leaves them to the task's row."""

    type = "task_completed"
    terminal = True

    processing_seconds: Seconds | None


@dataclass(frozen=True)
class TaskFailed(Event):
    """The analysis has ended without a result."""

    type = "task_failed"
    terminal = True

    error: Failure


@dataclass(frozen=True)
class TaskCancelled(Event):
    """The analysis was cancelled."""

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


class Counts(TypedDict):
    """How many members of a batch have which status."""

    total: Annotated[int, Limits(minimum=0)]
    pending: Annotated[int, Limits(minimum=0)]
    processing: Annotated[int, Limits(minimum=0)]
    completed: Annotated[int, Limits(minimum=0)]
    failed: Annotated[int, Limits(minimum=0)]
    cancelled: Annotated[int, Limits(minimum=0)]
    reused: Annotated[int, Limits(minimum=0), "Of the completed ones, those whose earlier result was taken."]


@dataclass(frozen=True)
class BatchProgressed(Event):
    """The batch made progress, or its playlist or channel was read."""

    type = "batch_progress"

    status: Annotated[str, Limits(one_of=tuple(status.value for status in TaskStatus.active()))]
    progress: Annotated[Percent, "Of the whole batch."]
    message: Annotated[str, "What the batch is doing, human-readable."]
    counts: Counts
    estimated_seconds_remaining: Annotated[Seconds | None, "null until a member has ended."] = None


@dataclass(frozen=True)
class BatchCompleted(Event):
    """Every member has ended: ``counts`` says how. Frames carry ``summary``; the log leaves it to the batch's row."""

    type = "batch_completed"
    terminal = True

    counts: Counts


@dataclass(frozen=True)
class BatchFailed(Event):
    """The playlist or channel could not be read, so nothing was analysed."""

    type = "batch_failed"
    terminal = True

    error: Failure


@dataclass(frozen=True)
class BatchCancelled(Event):
    """The batch was cancelled."""

    type = "batch_cancelled"
    terminal = True

    reason: str
    counts: Counts


BATCH_EVENT_TYPES: tuple[type[Event], ...] = (BatchProgressed, BatchCompleted, BatchFailed, BatchCancelled)


def wire_time(moment: datetime) -> str:
    """Return ``moment`` as ISO 8601 in UTC with milliseconds and ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class FrameHead(TypedDict):
    """What every frame begins with, after its ``type``."""

    task_id: Annotated[str, "The task's UUID; in an `error` frame, the id from the requested URL."]
    seq: Annotated[int, Limits(minimum=0), "Sequence number of the event, or of the last one delivered."]
    timestamp: datetime


class BatchFrameHead(TypedDict):
    """What every frame about a batch begins with, after its ``type``."""

    batch_id: Annotated[str, "The batch's UUID; in an `error` frame, the id from the requested URL."]
    seq: Annotated[int, Limits(minimum=0), "Sequence number of the event, or of the last one delivered."]
    timestamp: datetime


class _EventFields(TypedDict):
    request_id: Annotated[
        str | None, "`X-Request-ID` of the request that created the analysis or batch; null if there was none."
    ]
    terminal: Annotated[bool, "True for the last event; no event follows it."]


class EventHead(FrameHead, _EventFields):
    """What the frame of an event begins with, after its ``type``."""


class BatchEventHead(BatchFrameHead, _EventFields):
    """What the frame of an event of a batch begins with, after its ``type``."""


def event_frame(
    *, seq: int, type: str, timestamp: datetime, request_id: str, terminal: bool, data: JSON, **about: UUID | str
) -> JSON:
    """Return an event of the log as the object that clients receive; ``about`` as for :func:`frame`."""
    data = {"request_id": request_id or None, "terminal": terminal, **data}
    return frame(seq=seq, type=type, timestamp=timestamp, data=data, **about)


def frame(*, seq: int, type: str, timestamp: datetime, data: JSON, **about: UUID | str) -> JSON:
    """Return a frame as the object that clients receive; ``about`` is its ``task_id`` or its ``batch_id``."""
    ids = {name: str(each) for name, each in about.items()}
    return {"type": type, **ids, "seq": seq, "timestamp": wire_time(timestamp), **data}


def encode(frame: JSON) -> str:
    """Return ``frame`` as compact JSON.

    Raises:
        ValueError: it holds NaN or infinity, which JSON cannot express.
    """
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one event, encoded once for all clients, and what a server needs to know of it."""

    #: The task or batch that it is about.
    task_id: UUID
    seq: int
    type: str
    #: True for the last event.
    terminal: bool
    #: The frame as compact JSON; empty in the message of a terminal event.
    text: str
    #: Time of the commit, seconds since 1970 by the clock of the writing process.
    committed_at: float

    @classmethod
    def encode(cls, frame: JSON) -> "Frame":
        """Encode a frame made by :func:`event_frame`; its timestamp stands for the time of the commit."""
        committed_at = datetime.fromisoformat(frame["timestamp"]).timestamp()
        about = UUID(frame.get("task_id") or frame["batch_id"])
        return cls(about, frame["seq"], frame["type"], frame["terminal"], encode(frame), committed_at)

    def to_message(self) -> JSON:
        """Return the message that tells the channel layer of the event.

        The text of a terminal event is left out: receivers read it from the log, so that a forged message cannot end a
        socket, and a result of megabytes does not pass through the broker.
        """
        return {
            "type": "analysis.event",
            "task_id": str(self.task_id),
            "seq": self.seq,
            "event": self.type,
            "terminal": self.terminal,
            "text": "" if self.terminal else self.text,
            "committed_at": self.committed_at,
        }

    @classmethod
    def from_message(cls, message: JSON) -> "Frame":
        """Return the frame of a message; the inverse of :meth:`to_message`."""
        return cls(
            task_id=UUID(message["task_id"]),
            seq=message["seq"],
            type=message["event"],
            terminal=message["terminal"],
            text=message["text"],
            committed_at=message["committed_at"],
        )


def group_name(task_id: UUID | str) -> str:
    """Return the channel-layer group of a task: ASCII, under 100 characters."""
    return f"analysis.{UUID(str(task_id)).hex}"
