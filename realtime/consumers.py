"""The WebSockets of a task, ``/ws/{task_id}``, and of a batch, as docs/websocket.md describes them."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from enum import IntEnum
from typing import Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error as DatabaseError

from analysis.access import client_identity, permissions
from analysis.access.accounts import access_tokens, logins
from analysis.access.limits import connection_slots
from analysis.events import Frame
from analysis.exceptions import TooManyConnections
from analysis.queries import history
from realtime import credentials, cursors, hub, messages, metrics, protocol
from realtime.turns import Turns

#: Bytes; a longer message closes the socket. uvicorn enforces this itself (with code 1009), daphne does not.
MAX_MESSAGE_BYTES = 64 * 1024
#: Seconds that the socket of an unknown task stays open; see docs/decisions/0003-unknown-task-sockets.md.
NOT_FOUND_DELAY_SECONDS = 0.5
#: Seconds in which an anonymous client may send a token, if the service requires a login.
AUTH_TIMEOUT_SECONDS = 10.0
#: Seconds in which it may still send one after the reply "not found".
LATE_TOKEN_TIMEOUT_SECONDS = 2.5
#: Sockets that connect at a time. After a restart all clients return at once, and other requests shall not wait for all
#: of them.
_CONNECTING = Turns(8)


class CloseCode(IntEnum):
    """Close codes of the server: 4000 plus the HTTP status, since only 1000 and 3000 to 4999 may be sent."""

    ENDED = 1000
    #: The request is invalid: ``after`` is not a seq.
    INVALID = 4400
    #: The service requires a login, or the token is invalid.
    LOGIN_NEEDED = 4401
    NOT_FOUND = 4404
    TOO_BIG = 4413
    #: The caller has the maximum number of sockets and streams open.
    TOO_MANY = 4429
    TRY_LATER = 4503


# channels has no types.
class TaskConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One client that watches one task."""

    log = history.TASKS
    # The consumer needs no channel: the hub is this process's only member of the group.
    channel_layer_alias = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket to its end; its background tasks end with it."""
        self.task_id: str = scope["url_route"]["kwargs"][f"{self.log.name}_id"]
        #: The last seq that was sent.
        self.seq = 0
        self.closed = False
        #: Seq after which the client resumes; None: it starts with the snapshot.
        self.after: int | None = None
        #: True while an anonymous client may send a token before the reply "not found".
        self.awaiting_token = False
        self.token_taken = False
        self.subscription: hub.Subscription | None = None
        self.slot: connection_slots.ConnectionSlot | None = None
        try:
            with metrics.SOCKETS.track_inprogress():
                async with asyncio.TaskGroup() as self.tasks:
                    self.background: list[asyncio.Task[None]] = []
                    await super().__call__(scope, receive, send)
                    self.stop_background()
        finally:
            if self.subscription is not None:
                self.subscription.close()
            if self.slot is not None:
                self.slot.release()

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message; unlike Channels' this closes no old connections to the database: each query here does."""
        await getattr(self, get_handler_name(message))(message)

    def run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` while messages are received."""
        self.background.append(self.tasks.create_task(work))

    def stop_background(self) -> None:
        """Cancel the background tasks."""
        for task in self.background:
            task.cancel()

    # Connection

    async def connect(self) -> None:
        """Accept, so that a browser can read a close code; then authorise, register and send the events."""
        async with _CONNECTING.of_this_loop():
            try:
                await self.accept()
            except OSError:
                return  # The client has already disconnected; its disconnect message follows.
            try:
                self.after = cursors.from_query(self.scope["query_string"])
            except cursors.InvalidCursor:
                return await self.refuse(CloseCode.INVALID, "INVALID_PARAMETERS", f"after: {cursors.INVALID}")
            await self.begin()

    async def begin(self, sent: logins.Login | None = None) -> None:
        """Identify the caller, then serve the task; if this caller may not see it, wait for a token or refuse."""
        try:
            login, caller = await credentials.identify(self.scope, sent)
            await self.acquire_slot(caller)
            read_snapshot = database_sync_to_async(self.log.snapshot)
            snapshot = await read_snapshot(self.task_id, caller, with_task=self.after is None)
        except credentials.InvalidToken:
            await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", access_tokens.INVALID_TOKEN)
        except TooManyConnections as error:
            await self.refuse(CloseCode.TOO_MANY, error.code, error.message)
        except DatabaseError:
            await self.refuse(
                CloseCode.TRY_LATER, "SERVICE_UNAVAILABLE", "The database does not answer. Try again in a few seconds."
            )
        else:
            if self.subscription is not None:
                if snapshot is not None:
                    self.subscription.login = login
            elif snapshot is not None:
                await self.start(snapshot, login)
            elif caller.is_authenticated:
                await self.reject_as_not_found()
            else:
                self.awaiting_token = permissions.may_use_service(caller)
                self.run_in_background(self.await_token())

    async def acquire_slot(self, caller: permissions.Caller) -> None:
        """Count the socket against ``caller``; an anonymous one counts against its network until it authenticates."""
        key = client_identity.rate_limit_key_of_scope(caller, self.scope)
        if self.slot is not None and self.slot.caller != key:
            self.slot.release()
            self.slot = None
        if self.slot is None:
            self.slot = await connection_slots.acquire(key)

    async def start(self, snapshot: history.TaskSnapshot, login: logins.Login) -> None:
        """Start with the snapshot, or with event ``after`` + 1, and forward the events from there."""
        self.task_id = str(snapshot.task_id)
        # The last event of an ended task is sent again after the snapshot, so that a late client gets the result.
        self.seq = max(snapshot.last_seq - snapshot.ended, 0) if self.after is None else self.after
        self.subscription = hub.subscribe(snapshot, login, after=self.seq)
        if protocol.WRITE_NOW in self.scope.get("extensions", ()):
            self.subscription.write_now = self.write_now
        if snapshot.task is not None:
            await self.send_message(messages.SNAPSHOTS[self.log.name](snapshot.task))
        self.run_in_background(self.forward(self.subscription))

    async def forward(self, subscription: hub.Subscription) -> None:
        """Send the events as they arrive; close after the last."""
        try:
            while not subscription.finished:
                for frame in await subscription.frames():
                    subscription.check_access()
                    await self.send_frame(frame.text)
                    self.seq = frame.seq
        except hub.TaskGone:
            text = f"The {self.log.name} was deleted, or you may not see it now."
            await self.refuse(CloseCode.NOT_FOUND, self.log.not_found.default_code, text)
        except hub.LoginEnded:
            await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", credentials.SESSION_ENDED)
        else:
            await self.finish(CloseCode.ENDED)

    def write_now(self, frame: Frame) -> bool:
        """Send the next event without waiting; return False if the client does not read, or the socket is closed."""
        if self.closed or not self.scope["extensions"][protocol.WRITE_NOW](frame.text):
            return False
        self.seq = frame.seq
        return True

    async def await_token(self) -> None:
        """Give the client time to send a token, then reject the socket: not found, or the service requires a login."""
        if self.awaiting_token:
            await asyncio.sleep(NOT_FOUND_DELAY_SECONDS)
            await self.reject_as_not_found(LATE_TOKEN_TIMEOUT_SECONDS)
        else:
            await asyncio.sleep(AUTH_TIMEOUT_SECONDS)
            await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", permissions.LOGIN_REQUIRED)

    async def reject_as_not_found(self, stay_seconds: float = NOT_FOUND_DELAY_SECONDS) -> None:
        """Send "not found" and close after ``stay_seconds``; messages that arrive before that are answered."""
        self.awaiting_token = False
        await self.send_error(self.log.not_found.default_code, str(self.log.not_found.default_detail))
        self.run_in_background(self.finish(CloseCode.NOT_FOUND, wait_seconds=stay_seconds))

    async def refuse(self, close_code: CloseCode, code: str, message: str) -> None:
        """Send the error and close the socket."""
        await self.send_error(code, message)
        await self.finish(close_code)

    async def finish(self, close_code: CloseCode, *, wait_seconds: float = 0) -> None:
        """Close the socket unless it is already closed."""
        await asyncio.sleep(wait_seconds)
        if not self.closed:
            self.closed = True
            with suppress(OSError):
                await self.close(close_code.value)

    # Messages

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a message of the client; only one that is too long closes the socket."""
        size = len(bytes_data or b"") if text_data is None else len(text_data.encode("utf-8", "surrogatepass"))
        if size > MAX_MESSAGE_BYTES:
            return await self.finish(CloseCode.TOO_BIG)
        try:
            message = json.loads(text_data or "")
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            message = {}
        if message.get("type") == "auth" and not self.token_taken:
            self.token_taken = True
            if self.subscription is None:
                self.stop_background()
            token = message.get("token")
            # A client that is already served is closed only if its token is invalid.
            return await self.begin(logins.Login(token=token if isinstance(token, str) else ""))
        if self.awaiting_token:
            self.stop_background()
            await self.reject_as_not_found()
        if message.get("type") == "ping":
            await self.send_message(messages.Pong())
        else:
            await self.send_error("INVALID_MESSAGE", 'Send {"type": "ping"}, once {"type": "auth"}, or nothing.')

    async def send_error(self, code: str, message: str) -> None:
        """Send an error frame."""
        await self.send_message(messages.Error({"code": code, "message": message}))

    async def send_message(self, message: messages.Frame) -> None:
        """Send a frame that is no event, with the last seq."""
        await self.send_frame(messages.encode(message, self.task_id, self.seq, about=self.log.name))

    async def send_frame(self, text: str) -> None:
        """Send a frame unless the socket is closed; waits while the client does not read."""
        if not self.closed:
            with suppress(OSError):  # The client has disconnected; its disconnect message follows.
                await self.send(text_data=text)
                metrics.SOCKET_FRAMES.inc()


class BatchConsumer(TaskConsumer):
    """One client that watches one batch."""

    log = history.BATCHES
