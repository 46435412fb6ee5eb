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

#: Seconds without an event after which a comment is sent, so that proxies and the client keep the connection.
HEARTBEAT_SECONDS = 15.0

_STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    # Otherwise nginx holds events back until its buffer is full.
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
        """Return the error in the format of RFC 9457, as REST does."""
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
        self.slot: connection_slots.ConnectionSlot | None = None

    async def serve(self) -> None:
        """Send the events up to the last, or one error response."""
        try:
            after = self._after()
            snapshot = await self._authorise()
            subscription = hub.subscribe(snapshot, after=after)
            try:
                with metrics.STREAMS.track_inprogress():
                    await self._forward(subscription)
            finally:
                subscription.close()
        except Problem as problem:
            await self._refuse(problem)
        finally:
            if self.slot is not None:
                self.slot.release()

    def _after(self) -> int:
        """Return the seq after which to resume; a reconnecting browser's ``Last-Event-ID`` is newer than its URL."""
        try:
            last_event_id = dict(self.scope["headers"]).get(b"last-event-id")
            if last_event_id:
                return cursors.parse(last_event_id.decode("latin-1"))
            return cursors.from_query(self.scope["query_string"]) or 0
        except cursors.InvalidCursor as error:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "INVALID_PARAMETERS", str(error)) from error

    async def _authorise(self) -> history.TaskSnapshot:
        if self.scope["method"] != "GET":
            text = "Only GET is allowed here."
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", text, (b"allow", b"GET"))
        if not origins.is_allowed_host(self.scope):
            raise Problem(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request could not be read.")
        task_id = self.scope["url_route"]["kwargs"]["task_id"]
        try:
            sent = credentials.from_scope(self.scope)
            caller = await sent.find_caller()
            credentials.record_log_user(self.scope, caller)
            if not permissions.may_use_service(caller):
                raise _login_required(permissions.LOGIN_REQUIRED)
            self.slot = await connection_slots.acquire(client_identity.rate_limit_key_of_scope(caller, self.scope))
            snapshot: history.TaskSnapshot | None = await _task_snapshot(task_id, caller, with_task=False)
        except credentials.InvalidToken as error:
            raise _login_required(str(error)) from error
        except connection_slots.ConnectionLimitReached as error:
            wait_seconds = connection_slots.RETRY_AFTER_SECONDS
            values = {"retry-after": wait_seconds, "x-ratelimit-limit": settings.MAX_SOCKETS}
            values |= {"x-ratelimit-remaining": 0, "x-ratelimit-reset": int(time.time()) + wait_seconds}
            headers = [(name.encode(), str(value).encode()) for name, value in values.items()]
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "QUOTA_EXCEEDED", str(error), *headers) from error
        except DatabaseError as error:
            text = "The database does not answer. Try again in a few seconds."
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", text, (b"retry-after", b"5")
            ) from error
        if snapshot is None:
            raise Problem(HTTPStatus.NOT_FOUND, "TASK_NOT_FOUND", "Task not found")
        self.monitor = credentials.SessionMonitor(sent, caller)
        return snapshot

    async def _forward(self, subscription: hub.Subscription) -> None:
        await self.send({"type": "http.response.start", "status": 200, "headers": _STREAM_HEADERS})
        await self._write(": open\n\n")
        while not subscription.finished and await self.monitor.is_still_valid():
            try:
                found = await subscription.frames(HEARTBEAT_SECONDS)
            except hub.TaskDeleted:
                break
            if not found and not subscription.finished:
                await self._write(": heartbeat\n\n")
            for frame in found:
                # The text is JSON on one line, so it needs one "data" field.
                await self._write(f"id: {frame.seq}\nevent: {frame.type}\ndata: {frame.text}\n\n")
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
    """Serve one request until the stream ends or its client disconnects."""
    serving = asyncio.create_task(TaskStream(scope, send).serve())
    leaving = asyncio.create_task(_wait_for_disconnect(receive))
    try:
        await asyncio.wait({serving, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (serving, leaving):
            task.cancel()
        await asyncio.wait({serving, leaving})
    if not serving.cancelled():
        serving.result()


def _login_required(detail: str) -> Problem:
    challenge = (b"www-authenticate", b"Bearer")
    return Problem(HTTPStatus.UNAUTHORIZED, "AUTHENTICATION_REQUIRED", detail, challenge)


_task_snapshot = database_sync_to_async(history.task_snapshot)


async def _wait_for_disconnect(receive: Any) -> None:
    """Return when the client has disconnected; the body of its request is ignored."""
    while (await receive())["type"] != "http.disconnect":
        pass
