"""Socket messages other than events: three frames to the client, and two messages from it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict
from uuid import UUID

from django.utils.timezone import now

from analysis import events


class ErrorDetail(TypedDict):
    """An error of the socket or of a message of its client."""

    code: str
    message: Annotated[str, "For a person."]


# To the client


@dataclass(frozen=True)
class Snapshot:
    """The whole task as in REST; the first frame of a socket that was opened without ``after``."""

    type: ClassVar[str] = "snapshot"

    task: events.JSON


@dataclass(frozen=True)
class BatchSnapshot:
    """The whole batch as in REST; the first frame of a socket or stream that was opened without ``after``."""

    type: ClassVar[str] = "snapshot"

    batch: events.JSON


@dataclass(frozen=True)
class Error:
    """An error of the socket or of a message of its client."""

    type: ClassVar[str] = "error"

    error: ErrorDetail


@dataclass(frozen=True)
class Pong:
    """The answer to a ping."""

    type: ClassVar[str] = "pong"


# From the client


@dataclass(frozen=True)
class Ping:
    """Asks for a pong."""

    type: ClassVar[str] = "ping"


@dataclass(frozen=True)
class Auth:
    """Authenticates a client that cannot send a cookie or header; sent first, within ten seconds."""

    type: ClassVar[str] = "auth"

    token: Annotated[str, "A bearer token."]


Frame = Snapshot | BatchSnapshot | Error | Pong
ClientMessage = Ping | Auth

#: Their ``seq`` is that of the last delivered event.
FRAMES: tuple[type[Frame], ...] = (Snapshot, Error, Pong)
BATCH_FRAMES: tuple[type[Frame], ...] = (BatchSnapshot, Error, Pong)
#: By the name of the log.
SNAPSHOTS: dict[str, Callable[[events.JSON], Frame]] = {"task": Snapshot, "batch": BatchSnapshot}
CLIENT_MESSAGES: tuple[type[ClientMessage], ...] = (Ping, Auth)


def encode(message: Frame, id_: UUID | str, seq: int, *, about: str = "task") -> str:
    """Return a frame about a task or batch as compact JSON; ``seq`` is that of the last delivered event."""
    return events.encode(
        events.frame(seq=seq, type=message.type, timestamp=now(), data=vars(message), **{f"{about}_id": id_})
    )
