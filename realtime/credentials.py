"""Credentials of a socket or stream: a session cookie or a bearer token."""

import time
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.http import HttpRequest

from analysis.access import permissions
from analysis.access.accounts import access_tokens

#: Message to a client whose login ends while it is served.
SESSION_ENDED = "The login has ended. Log in again."
#: Seconds between two checks that the login of an open socket or stream is still valid.
RECHECK_SECONDS = 60.0


class InvalidToken(Exception):
    """The client sent a token that is not valid."""

    def __str__(self) -> str:
        """Return the sentence for the client."""
        return access_tokens.INVALID_TOKEN


class Credentials:
    """What a client sent to identify itself; may be checked again at any time."""

    def __init__(self, *, token: object = None, session_key: str = "") -> None:
        self._token = token
        self._session_key = session_key

    async def find_caller(self) -> permissions.Caller:
        """Return the current owner; an anonymous user if no credentials were sent or the session has ended.

        Raises:
            InvalidToken: the token is unknown, expired or revoked.
        """
        if self._token is not None:
            token = await database_sync_to_async(access_tokens.find_valid)(self._token)
            if token is None:
                raise InvalidToken
            holder: permissions.Caller = token.user
            return holder
        if not self._session_key:
            return AnonymousUser()
        found: permissions.Caller = await database_sync_to_async(_user_of_session)(self._session_key)
        return found

    async def belong_to(self, caller: permissions.Caller) -> bool:
        """Say whether ``caller`` still owns the credentials; True while the database is unavailable."""
        try:
            owner = await self.find_caller()
        except InvalidToken:
            return False
        except DatabaseError:
            return True
        return owner.pk == caller.pk


class SessionMonitor:
    """Revalidates the credentials of an open connection."""

    def __init__(self, credentials: Credentials, caller: permissions.Caller) -> None:
        self._credentials = credentials
        self._caller = caller
        self._checked_at = time.monotonic()

    async def is_still_valid(self) -> bool:
        """Say whether the login is still valid; checks it at most every ``RECHECK_SECONDS``."""
        if not self._caller.is_authenticated or time.monotonic() < self._checked_at + RECHECK_SECONDS:
            return True
        self._checked_at = time.monotonic()
        return await self._credentials.belong_to(self._caller)


def from_scope(scope: Any) -> Credentials:
    """Return the credentials of a connection: the bearer token of its ``Authorization`` header, else its session."""
    for name, value in scope["headers"]:
        scheme, _, token = value.decode("latin-1").partition(" ")
        if name == b"authorization" and scheme.lower() == "bearer":
            return Credentials(token=token.strip())
    return Credentials(session_key=scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))


def _user_of_session(session_key: str) -> permissions.Caller:
    """Return the user logged in with this session, ``AnonymousUser`` where it has ended. Two queries."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    return auth.get_user(request)


def record_log_user(scope: Any, caller: permissions.Caller) -> None:
    """Add the caller's id to the log lines of this connection, in all of its asyncio tasks."""
    scope.get("log_user", {})["id"] = caller.pk
