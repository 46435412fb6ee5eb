"""Who opens a socket or a stream: a session's cookie or a bearer token says so."""

import time
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError

from analysis.access import permissions
from analysis.access.accounts import access_tokens, sessions

#: What a client is told whose login ends while it is served.
ENDED = "The login has ended."
#: Seconds after which an open socket or stream is asked again whether its login still holds.
LOOK_AGAIN_SECONDS = 60.0


class BadToken(Exception):
    """A token was shown that does not hold."""

    def __str__(self) -> str:
        """Return the sentence for the client."""
        return access_tokens.REFUSAL


class Login:
    """What a client has shown; whose it is can be asked at any time."""

    def __init__(self, *, token: object = None, session_key: str = "") -> None:
        self._token = token
        self._session_key = session_key

    async def caller(self) -> permissions.Caller:
        """Return whose login this is now; nobody's where nothing was shown or the session has ended.

        Raises:
            BadToken: a token was shown that does not hold, or does not hold any more.
        """
        if self._token is not None:
            return await self._holder()
        if not self._session_key:
            return AnonymousUser()
        found: permissions.Caller = await database_sync_to_async(sessions.user_of)(self._session_key)
        return found

    async def holds_for(self, caller: permissions.Caller) -> bool:
        """Say whether this is still the login of ``caller``; in doubt, while the database is away, it is."""
        try:
            now = await self.caller()
        except BadToken:
            return False
        except DatabaseError:
            return True
        return now.pk == caller.pk

    async def _holder(self) -> permissions.Caller:
        token = await database_sync_to_async(access_tokens.shown)(self._token)
        if token is None:
            raise BadToken
        holder: permissions.Caller = token.user
        return holder


class Guard:
    """Looks now and then whether a connection may go on."""

    def __init__(self, login: Login, caller: permissions.Caller) -> None:
        self._login = login
        self._caller = caller
        self._looked_at = time.monotonic()

    async def lets_on(self) -> bool:
        """Say whether the login holds; asked again once a minute, however often it is called."""
        if not self._caller.is_authenticated or time.monotonic() < self._looked_at + LOOK_AGAIN_SECONDS:
            return True
        self._looked_at = time.monotonic()
        return await self._login.holds_for(self._caller)


def from_scope(scope: Any) -> Login:
    """Return what a connection shows: the bearer token of its ``Authorization`` header, else its session."""
    for name, value in scope["headers"]:
        scheme, _, token = value.decode("latin-1").partition(" ")
        if name == b"authorization" and scheme.lower() == "bearer":
            return Login(token=token.strip())
    return Login(session_key=scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))


def note(scope: Any, caller: permissions.Caller) -> None:
    """Have the log lines of this connection name the caller, in whatever task they are written."""
    scope.get("log_user", {})["id"] = caller.pk
