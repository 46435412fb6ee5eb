"""Credentials of a socket or stream: a session cookie or a bearer token."""

from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser

from analysis.access import permissions
from analysis.access.accounts import logins

#: Message to a client whose login ends while it is served.
SESSION_ENDED = "The login has ended. Log in again."


class InvalidToken(Exception):
    """The client sent a token that is not valid."""


async def identify(login: logins.Login) -> tuple[logins.Login, permissions.Caller]:
    """Return the login and whose it is; both anonymous if nothing was sent or the session has ended.

    Raises:
        InvalidToken: the token is unknown, expired or revoked.
    """
    caller: permissions.Caller | None = (await database_sync_to_async(logins.find_callers)([login]))[login]
    if caller is not None:
        return login, caller
    if login.token is not None:
        raise InvalidToken
    return logins.ANONYMOUS, AnonymousUser()


def from_scope(scope: Any) -> logins.Login:
    """Return what a client sent with its handshake or request."""
    authorization = dict(scope["headers"]).get(b"authorization", b"")
    return logins.from_headers(authorization.decode("latin-1"), scope["cookies"])


def record_log_user(scope: Any, caller: permissions.Caller) -> None:
    """Add the caller's id to the log lines of this connection, in all of its asyncio tasks."""
    scope.get("log_user", {})["id"] = caller.pk
