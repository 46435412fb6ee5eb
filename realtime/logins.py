"""Who opens a socket or a stream: a session's cookie or a bearer token says so."""

from typing import Any

from channels.db import database_sync_to_async

from analysis import selectors
from analysis.accounts import tokens


class BadToken(Exception):
    """A token was shown that does not hold."""

    def __str__(self) -> str:
        """Return the sentence for the client."""
        return tokens.REFUSAL


async def from_scope(scope: Any) -> selectors.Caller:
    """Return who connects: by the ``Authorization`` header where it has a bearer token, else by the session.

    Raises:
        BadToken: the header's token does not hold.
    """
    for name, value in scope["headers"]:
        scheme, _, token = value.decode("latin-1").partition(" ")
        if name == b"authorization" and scheme.lower() == "bearer":
            return await from_token(token.strip())
    caller: selectors.Caller = scope["user"]
    return caller


async def from_token(text: object) -> selectors.Caller:
    """Return whose token ``text`` is.

    Raises:
        BadToken: nobody's, or it does not hold any more.
    """
    token = await database_sync_to_async(tokens.shown)(text)
    if token is None:
        raise BadToken
    caller: selectors.Caller = token.user
    return caller


def note(scope: Any, caller: selectors.Caller) -> None:
    """Have the log lines of this connection name the caller, in whatever task they are written."""
    scope.get("log_user", {})["id"] = caller.pk
