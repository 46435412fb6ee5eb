"""What the account endpoints answer; OpenAPI follows from these classes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from analysis.models import AccessToken


@dataclass(frozen=True)
class Token:
    """An access token, without its value."""

    id: UUID
    name: str
    created_at: datetime
    expires_at: Annotated[datetime | None, "null: the token does not expire."]
    last_used_at: Annotated[datetime | None, "Accurate to five minutes; null if never used."]
    is_current: Annotated[bool, "Whether this token authenticated the request."]


@dataclass(frozen=True)
class MadeToken(Token):
    """A new access token with its value, which is returned only once."""

    token: str


@dataclass(frozen=True)
class User:
    """The user who has logged in."""

    id: int
    username: str
    is_staff: bool


@dataclass(frozen=True)
class LoggedIn:
    """The response to a login: either the token fields or `csrf_token` are set, the others are null."""

    user: User
    token: Annotated[str | None, "Send it as `Authorization: Bearer TOKEN`."] = None
    token_id: UUID | None = None
    expires_at: datetime | None = None
    csrf_token: Annotated[str | None, "Set for a session. Send it as `X-CSRFToken` with every unsafe request."] = None


def token_of(row: AccessToken, shown: object = None) -> Token:
    """Return a token as its owner sees it; ``shown`` is what authenticated the request."""
    return Token(row.uid, row.name, row.created, row.expiry, row.last_used_at, row == shown)
