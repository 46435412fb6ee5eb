"""Bounds how many requests Django serves at the same time; Django under ASGI uses a thread for each."""

import asyncio
from http import HTTPStatus
from typing import Any
from weakref import WeakKeyDictionary

from structlog import contextvars

from analysis.exceptions import LimitExceeded
from analysis.queries.problems import Problem
from analysis.support import request_ids
from youtube_analyzer.middleware.request_log import log_request


class OutsideServiceBusy(LimitExceeded):
    """This server waits for another one in too many requests at the moment. Try again in a few seconds."""

    code = "RATE_LIMIT_EXCEEDED"


class HeavyRequests(LimitExceeded):
    """This server does too much work of this kind at the moment. Try again in a few seconds."""

    code = "RATE_LIMIT_EXCEEDED"


class ConcurrencyLimit:
    """Has the application work on ``at_once`` requests at a time; others wait for their turn without a thread.

    A turn lasts from the end of a request's body to the beginning of its answer: a client that sends or reads slowly
    delays no other.
    """

    def __init__(self, application: Any, at_once: int) -> None:
        self.application = application
        self.at_once = at_once
        #: A semaphore belongs to one event loop.
        self._turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application, which gets the end of the body when it is this request's turn."""
        semaphore = self._turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.at_once))
        turns: list[asyncio.Semaphore] = []
        is_whole = False

        async def receive_in_turn() -> Any:
            nonlocal is_whole
            message = await receive()
            if not is_whole and message["type"] == "http.request" and not message.get("more_body", False):
                is_whole = True
                await self.wait_for_turn(semaphore)
                turns.append(semaphore)
            return message

        async def send_after_turn(message: Any) -> None:
            end_turn()
            await send(message)

        def end_turn() -> None:
            while turns:
                turns.pop().release()

        try:
            await self.application(scope, receive_in_turn, send_after_turn)
        finally:
            end_turn()

    async def wait_for_turn(self, semaphore: asyncio.Semaphore) -> None:
        """Return when it is a request's turn."""
        await semaphore.acquire()


class _TooManyWaiting(Exception):
    """A request is refused whose body has arrived."""


class QueueLimit(ConcurrencyLimit):
    """The same, but while ``max_waiting`` requests wait, others are refused at once with 429.

    Without it a flood of logins means as many threads, and a slow provider or a large upload holds all of them: each
    delays every other request. ``methods`` are those that are limited; ``refusal`` says what is busy.
    """

    #: Requests that wait; the last login waits for a few seconds.
    MAX_WAITING = 60
    RETRY_AFTER_SECONDS = 5

    def __init__(
        self,
        application: Any,
        at_once: int,
        refusal: type[LimitExceeded],
        methods: frozenset[str] = frozenset({"POST"}),
    ) -> None:
        super().__init__(application, at_once)
        self.refusal = refusal
        self.methods = methods
        self._waiting = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application, or refuse the request."""
        if scope["method"] not in self.methods:
            await self.application(scope, receive, send)
            return
        try:
            if self._waiting >= self.MAX_WAITING:
                raise _TooManyWaiting
            await super().__call__(scope, receive, send)
        except _TooManyWaiting:
            await self._refuse(scope, send)

    async def wait_for_turn(self, semaphore: asyncio.Semaphore) -> None:
        """Return when it is a request's turn.

        Raises:
            _TooManyWaiting: there are too many before it.
        """
        if self._waiting >= self.MAX_WAITING:
            raise _TooManyWaiting
        self._waiting += 1
        try:
            await semaphore.acquire()
        finally:
            self._waiting -= 1

    async def _refuse(self, scope: Any, send: Any) -> None:
        sent = dict(scope["headers"]).get(request_ids.HEADER.lower().encode(), b"").decode("latin-1")
        request_id = request_ids.accept_or_generate(sent)
        contextvars.bind_contextvars(request_id=request_id)
        response = Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            self.refusal.code,
            str(self.refusal.__doc__),
            {"Retry-After": str(self.RETRY_AFTER_SECONDS)},
        ).response()
        response[request_ids.HEADER] = request_id
        headers = [(name.encode(), value.encode()) for name, value in response.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": response.content})
        log_request(scope["method"], scope["path"].strip("/"), response.status_code, 0.0)
