"""Credentials of a socket or stream: a session cookie or a bearer token."""

from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from analysis.access import permissions
from analysis.access.accounts import logins

#: Message to a client whose login ends while it is served.
SESSION_ENDED = "The login has ended. Log in again."


class InvalidToken(Exception):
    """The client sent a token that is not valid."""


async def identify(scope: Any, login: logins.Login | None = None) -> tuple[logins.Login, permissions.Caller]:
    """Return the login and whose it is; both anonymous if nothing was sent or the session has ended.

    Without ``login`` it is what the client sent with its handshake or request: the bearer token of its
    ``Authorization`` header, else its session. The caller's id is added to the log lines of this connection, in all of
    its asyncio tasks.

    Raises:
        InvalidToken: the token is unknown, expired or revoked.
    """
    if login is None:
        scheme, _, token = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1").partition(" ")
        if scheme.lower() == "bearer":
            login = logins.Login(token=token.strip())
        else:
            login = logins.Login(session_key=scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))
    caller: permissions.Caller | None = None
    if login != logins.ANONYMOUS:
        caller = (await database_sync_to_async(logins.find_callers)([login]))[login]
    if caller is None and login.token is not None:
        raise InvalidToken
    if caller is None:
        login, caller = logins.ANONYMOUS, AnonymousUser()
    scope.get("log_user", {})["id"] = caller.pk
    return login, caller
