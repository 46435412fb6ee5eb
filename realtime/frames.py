"""Frames for clients: encoded events of the log, and three frames without a seq of their own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.db import database_sync_to_async
from django.core.exceptions import ObjectDoesNotExist
from django.utils.timezone import now

from analysis import events
from analysis.queries import history
from realtime import messages

#: Frames read from the log at once. This bounds the memory of a client that does not read.
LOG_PAGE = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of a task, encoded once for all clients."""

    seq: int
    type: str
    text: str
    #: True for the last event of a task.
    terminal: bool
    #: Time of the commit, seconds since 1970 by the clock of the writing process.
    committed_at: float | None = None


def from_message(message: events.JSON) -> Frame:
    """Return the frame that a message of ``analysis.execution.publisher`` carries."""
    terminal = history.is_terminal({"type": message["event"]})
    return Frame(message["seq"], message["event"], message["text"], terminal, message.get("at"))


async def read_log(task_id: UUID, after: int) -> list[Frame]:
    """Return the next frames of a task from the event log, at most ``LOG_PAGE``; empty if the task was deleted."""
    page: list[Frame] = await database_sync_to_async(_log_page)(task_id, after)
    return page


def _log_page(task_id: UUID, after: int) -> list[Frame]:
    try:
        page = history.task_frames(task_id, after=after, limit=LOG_PAGE)
    except ObjectDoesNotExist:
        return []  # Deleted between the queries for its events and for its result.
    return [_from_log(each) for each in page]


def _from_log(event: events.JSON) -> Frame:
    committed_at = datetime.fromisoformat(event["timestamp"]).timestamp()
    return Frame(event["seq"], event["type"], events.encode(event), history.is_terminal(event), committed_at)


def snapshot(task_id: UUID | str, seq: int, task: events.JSON) -> str:
    """Return a frame with the whole task; the next event has the seq ``seq`` + 1."""
    return _encode(messages.Snapshot(task), task_id, seq)


def error(task_id: UUID | str, seq: int, code: str, message: str) -> str:
    """Return an error frame about the socket or a message of its client."""
    return _encode(messages.Error({"code": code, "message": message}), task_id, seq)


def pong(task_id: UUID | str, seq: int) -> str:
    """Return the frame that answers a ping."""
    return _encode(messages.Pong(), task_id, seq)


def _encode(message: messages.Frame, task_id: UUID | str, seq: int) -> str:
    frame = events.frame(task_id=task_id, seq=seq, type=message.type, timestamp=now(), data=vars(message))
    return events.encode(frame)
