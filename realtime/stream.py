"""Server-Sent Events: ``/api/v1/analysis/{task_id}/stream``, the same events as the WebSocket's.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import json
import time
from http import HTTPStatus
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.db import Error as DatabaseError

from analysis.access import client_identity, permissions
from analysis.access.limits import connection_slots
from analysis.queries import history
from realtime import credentials, cursors, hub, metrics, origins
from realtime.frames import Frame

#: Seconds of silence after which a comment shows proxies and the client that the connection lives.
HEARTBEAT_SECONDS = 15.0

_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    # nginx would otherwise keep the events back until its buffer is full.
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Problem(Exception):
    """The request cannot be answered with a stream."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers

    def body(self, request_id: str | None) -> bytes:
        """Return the answer as RFC 9457 has it, the same shape as REST's."""
        problem = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "errors": [],
            "request_id": request_id,
        }
        return json.dumps(problem).encode()


class TaskStream:
    """One client that reads the events of one task."""

    def __init__(self, scope: Any, send: Any) -> None:
        self.scope = scope
        self.send = send
        self.seat: connection_slots.Seat | None = None

    async def serve(self) -> None:
        """Send the events to the last, or say in one answer why not."""
        try:
            after = self._after()
            standing = await self._standing()
            await self._watch(standing, after)
        except Problem as problem:
            await self._refuse(problem)
        finally:
            if self.seat is not None:
                self.seat.give_up()

    async def _watch(self, standing: history.Standing, after: int) -> None:
        watch = hub.watch(standing, after=after)
        try:
            with metrics.STREAMS.track_inprogress():
                await self._follow(watch)
        finally:
            watch.close()

    def _after(self) -> int:
        """Return the seq to go on from; a reconnecting browser's ``Last-Event-ID`` is newer than the address."""
        try:
            last_event_id = dict(self.scope["headers"]).get(b"last-event-id")
            if last_event_id:
                return cursors.parse(last_event_id.decode("latin-1"))
            return cursors.from_query(self.scope["query_string"]) or 0
        except cursors.InvalidCursor as error:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_PARAMETERS", str(error)) from error

    async def _standing(self) -> history.Standing:
        if self.scope["method"] != "GET":
            text = "This address is only read."
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", text, (b"allow", b"GET"))
        if not origins.host_is_ours(self.scope):
            raise Problem(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request could not be read.")
        task_id = self.scope["url_route"]["kwargs"]["task_id"]
        try:
            login = credentials.from_scope(self.scope)
            caller = await login.caller()
            credentials.note(self.scope, caller)
            if not permissions.may_ask(caller):
                raise _login_needed(permissions.LOGIN_NEEDED)
            self.seat = await connection_slots.take(client_identity.key_of_scope(caller, self.scope))
            standing: history.Standing | None = await _standing(task_id, caller, with_task=False)
        except credentials.BadToken as error:
            raise _login_needed(str(error)) from error
        except connection_slots.Full as error:
            raise _full(str(error)) from error
        except DatabaseError as error:
            text = "The database does not answer. Try again in a few seconds."
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", text, (b"retry-after", b"5")
            ) from error
        if standing is None:
            raise Problem(HTTPStatus.NOT_FOUND, "TASK_NOT_FOUND", "Task not found")
        self.guard = credentials.Guard(login, caller)
        return standing

    async def _follow(self, watch: hub.Watch) -> None:
        await self.send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
        await self._write(": open\n\n")
        while not watch.over and await self.guard.lets_on():
            try:
                found = await watch.frames(HEARTBEAT_SECONDS)
            except hub.TaskGone:
                break
            if not found and not watch.over:
                await self._write(": heartbeat\n\n")
            for frame in found:
                await self._write(_event(frame))
                metrics.STREAM_EVENTS.inc()
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _refuse(self, problem: Problem) -> None:
        body = problem.body(self.scope.get("request_id"))
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            *problem.headers,
        ]
        await self.send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})

    async def _write(self, text: str) -> None:
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def task_stream(scope: Any, receive: Any, send: Any) -> None:
    """Serve one request until the stream ends or its client leaves."""
    serving = asyncio.create_task(TaskStream(scope, send).serve())
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (serving, leaving):
            task.cancel()
        await asyncio.wait({serving, leaving})
    if not serving.cancelled():
        serving.result()


def _login_needed(detail: str) -> Problem:
    challenge = (b"www-authenticate", b"Bearer")
    return Problem(HTTPStatus.UNAUTHORIZED, "AUTHENTICATION_REQUIRED", detail, challenge)


def _full(detail: str) -> Problem:
    told = {"retry-after": connection_slots.RETRY_AFTER_SECONDS, "x-ratelimit-limit": settings.MAX_SOCKETS}
    told |= {"x-ratelimit-remaining": 0, "x-ratelimit-reset": int(time.time()) + connection_slots.RETRY_AFTER_SECONDS}
    headers = [(name.encode(), str(value).encode()) for name, value in told.items()]
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "QUOTA_EXCEEDED", detail, *headers)


_standing = database_sync_to_async(history.task_standing)


async def _left(receive: Any) -> None:
    """Return when the client has gone; the body of its request is of no interest."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(frame: Frame) -> str:
    # The text is JSON on one line, so it needs one "data" field.
    return f"id: {frame.seq}\nevent: {frame.type}\ndata: {frame.text}\n\n"
