"""Bounds how many requests Django serves at the same time; Django under ASGI uses a thread for each."""

from http import HTTPStatus
from typing import Any

from structlog import contextvars

from analysis.exceptions import TooManyPasswordChecks
from analysis.queries.problems import Problem
from analysis.support import request_ids
from realtime.turns import Turns
from youtube_analyzer.middleware.request_log import log_request


class ConcurrencyLimit:
    """Passes ``at_once`` requests at a time to the application; others wait for their turn without a thread."""

    def __init__(self, application: Any, at_once: int) -> None:
        self.application = application
        self._turns = Turns(at_once)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application when it is this request's turn."""
        async with self._turns.of_this_loop():
            await self.application(scope, receive, send)


class LoginLimit:
    """Lets each password that is sent wait for its turn; if very many wait, another is refused at once with 429.

    Without it a flood of logins means as many threads, which delay every other request.
    """

    #: Logins that wait; the last one waits for a few seconds.
    MAX_WAITING = 60
    RETRY_AFTER_SECONDS = 5

    def __init__(self, application: Any, at_once: int) -> None:
        self.application = application
        self._limited = ConcurrencyLimit(application, at_once)
        self._most = at_once + self.MAX_WAITING
        self._running = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application, or refuse the request."""
        if scope["method"] != "POST":
            await self.application(scope, receive, send)
            return
        if self._running >= self._most:
            await self._refuse(scope, send)
            return
        self._running += 1
        try:
            await self._limited(scope, receive, send)
        finally:
            self._running -= 1

    async def _refuse(self, scope: Any, send: Any) -> None:
        sent = dict(scope["headers"]).get(request_ids.HEADER.lower().encode(), b"").decode("latin-1")
        request_id = request_ids.accept_or_generate(sent)
        contextvars.bind_contextvars(request_id=request_id)
        response = Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            TooManyPasswordChecks.code,
            str(TooManyPasswordChecks.__doc__),
            {"Retry-After": str(self.RETRY_AFTER_SECONDS)},
        ).response()
        response[request_ids.HEADER] = request_id
        headers = [(name.encode(), value.encode()) for name, value in response.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})
        log_request("POST", scope["path"].strip("/"), response.status_code, 0.0)
