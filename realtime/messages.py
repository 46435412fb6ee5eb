"""What travels over a socket besides the events of the log: three frames, and what a client may say."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, TypedDict

from analysis import events


class Trouble(TypedDict):
    """What is wrong with a socket or with what its client said."""

    code: str
    message: Annotated[str, "For a person."]


# To the client


@dataclass(frozen=True)
class Snapshot:
    """The whole task as in REST, first of all where a socket was opened without ``after``."""

    type: ClassVar[str] = "snapshot"

    task: events.JSON


@dataclass(frozen=True)
class Error:
    """Something is wrong with the socket or with what its client said."""

    type: ClassVar[str] = "error"

    error: Trouble


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
    """Says who the client is, where neither a cookie nor a header can; the first message, within ten seconds."""

    type: ClassVar[str] = "auth"

    token: Annotated[str, "A bearer token."]


Frame = Snapshot | Error | Pong
FromClient = Ping | Auth

#: Their ``seq`` is that of the last event that was delivered.
FRAMES: tuple[type[Frame], ...] = (Snapshot, Error, Pong)
FROM_CLIENT: tuple[type[FromClient], ...] = (Ping, Auth)
