"""Server-Sent Events: ``/api/v1/analysis/{task_id}/stream`` and that of batches, the same events as the WebSockets'.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from collections import deque
from http import HTTPStatus
from io import BytesIO
from typing import Any, cast

from channels.db import database_sync_to_async
from corsheaders.middleware import CorsMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.db import Error as DatabaseError
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from analysis.access import client_identity, permissions
from analysis.access.accounts import access_tokens
from analysis.access.limits import connection_slots
from analysis.exceptions import TooManyConnections
from analysis.queries import history, problems
from realtime import credentials, cursors, hub, messages, metrics, origins
from realtime.disconnects import run_until_disconnect

#: Seconds without an event after which a comment is sent, so that proxies and the client keep the connection.
HEARTBEAT_SECONDS = 15.0

_STREAM_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    # Otherwise nginx holds events back until its buffer is full.
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}

#: The rules of REST: streams are served beside Django, so its middleware does not see them. It calls no view here.
_cors = CorsMiddleware(lambda request: HttpResponse())


class TaskStream:
    """One client that reads the events of one task or batch."""

    def __init__(self, scope: Any, send: Any, log: history.Log) -> None:
        self.log = log
        #: The first frame; None: it begins with an event.
        self.snapshot: history.TaskSnapshot | None = None
        self.scope = scope
        self.send = send
        self.slot: connection_slots.ConnectionSlot | None = None
        self.subscription: hub.Subscription | None = None

    async def serve(self) -> None:
        """Send the events up to the last, or one response without any."""
        # Django refuses a query string that is not ASCII; the cursors read it.
        request = ASGIRequest(self.scope | {"query_string": b""}, BytesIO())
        try:
            response = cast(HttpResponse | None, _cors.check_preflight(request)) or await self._open()
            _cors.add_response_headers(request, response)
            # As in REST: shared caches must not store it.
            response.headers.setdefault("Cache-Control", "private, no-cache")
            patch_vary_headers(response, ("Authorization", "Cookie"))
            if self.subscription is None:
                response["Content-Length"] = str(len(response.content))
            headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
            await self.send({"type": "http.response.start", "status": response.status_code, "headers": headers})
            if self.subscription is None:
                await self.send({"type": "http.response.body", "body": response.content, "more_body": False})
            else:
                with metrics.STREAMS.track_inprogress():
                    await self._forward(self.subscription)
        finally:
            if self.subscription is not None:
                self.subscription.close()
            if self.slot is not None:
                self.slot.release()

    async def _open(self) -> HttpResponse:
        """Subscribe to the task and return the head of the stream, or return the problem."""
        try:
            await self._subscribe()
        except problems.Problem as problem:
            return problem.response()
        except credentials.InvalidToken:
            return problems.LoginRequired(detail=access_tokens.INVALID_TOKEN).response()
        except TooManyConnections as error:
            return problems.limit_exceeded(error).response()
        except DatabaseError as error:
            return problems.database_unavailable(error).response()
        return HttpResponse(headers=_STREAM_HEADERS)

    async def _subscribe(self) -> None:
        if self.scope["method"] != "GET":
            text = "Only GET is allowed here."
            raise problems.Problem(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", text, {"Allow": "GET"})
        if not origins.is_allowed_host(self.scope):
            raise problems.MalformedRequest
        login, caller = await credentials.identify(self.scope)
        if not permissions.may_use_service(caller):
            raise problems.LoginRequired(detail=permissions.LOGIN_REQUIRED)
        self.slot = await connection_slots.acquire(client_identity.rate_limit_key_of_scope(caller, self.scope))
        id_ = self.scope["url_route"]["kwargs"][f"{self.log.name}_id"]
        is_batch = self.log is history.BATCHES
        snapshot = await database_sync_to_async(self.log.snapshot)(id_, caller, with_task=is_batch)
        if snapshot is None:
            raise self.log.not_found
        given = self._after()
        after = given or 0
        if given is None and is_batch:
            # As a socket: the snapshot, and of a batch that has ended its last event again.
            self.snapshot, after = snapshot, max(snapshot.last_seq - snapshot.ended, 0)
        self.subscription = hub.subscribe(snapshot, login, after=after)

    def _after(self) -> int | None:
        """Return the seq after which to resume; a reconnecting browser's ``Last-Event-ID`` is newer than its URL."""
        last_event_id = dict(self.scope["headers"]).get(b"last-event-id")
        try:
            if last_event_id:
                return cursors.parse(last_event_id.decode("latin-1"))
            return cursors.from_query(self.scope["query_string"])
        except cursors.InvalidCursor as error:
            name = "Last-Event-ID" if last_event_id else "after"
            raise problems.Problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "INVALID_PARAMETERS",
                f"{name}: {cursors.INVALID}",
                errors=[{"code": "invalid", "detail": cursors.INVALID, "attr": name}],
            ) from error

    async def _forward(self, subscription: hub.Subscription) -> None:
        """Send the events as they arrive; the stream ends after the last, or when the client may not see more."""
        await self._write(": open\n\n")
        if self.snapshot is not None and self.snapshot.task is not None:
            first = messages.SNAPSHOTS[self.log.name](self.snapshot.task)
            text = messages.encode(first, self.snapshot.task_id, subscription.seq, about=self.log.name)
            await self._write(f"id: {subscription.seq}\nevent: {first.type}\ndata: {text}\n\n")
        try:
            while not subscription.finished:
                found = await subscription.frames(HEARTBEAT_SECONDS)
                if not found and not subscription.finished:
                    await self._write(": heartbeat\n\n")
                for frame in found:
                    subscription.check_access()
                    # The text is JSON on one line, so it needs one "data" field.
                    await self._write(f"id: {frame.seq}\nevent: {frame.type}\ndata: {frame.text}\n\n")
                    metrics.STREAM_EVENTS.inc()
        except (hub.TaskGone, hub.LoginEnded):
            pass  # A stream has no close code: the client asks again and reads the reason in the status.
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _write(self, text: str) -> None:
        await self.send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def task_stream(scope: Any, receive: Any, send: Any) -> None:
    """Serve one request until the stream of a task ends or its client disconnects."""
    await _serve(TaskStream(scope, send, history.TASKS), receive)


async def batch_stream(scope: Any, receive: Any, send: Any) -> None:
    """Serve the stream of a batch in the same way; without ``after`` it begins with a snapshot."""
    await _serve(TaskStream(scope, send, history.BATCHES), receive)


async def _serve(stream: TaskStream, receive: Any) -> None:
    # The body of the request is ignored.
    serving = await run_until_disconnect(stream.serve(), receive, deque(maxlen=1))
    if not serving.cancelled():
        serving.result()
