"""The WebSocket of a task: ``/ws/{task_id}``, as docs/websocket.md describes it."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from enum import IntEnum
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error as DatabaseError

from analysis.access import client_identity, permissions
from analysis.access.limits import connection_slots
from analysis.queries import history
from realtime import credentials, cursors, frames, hub, metrics

#: Bytes; a longer message closes the socket. uvicorn sees to it by itself (and says 1009), daphne does not.
MAX_MESSAGE_BYTES = 64 * 1024
#: Seconds that the socket of an unknown task stays open: docs/decisions/0003-unknown-task-sockets.md says why.
FAREWELL_SECONDS = 0.5
#: Seconds in which a client without a login may send a token, where nobody is served without one.
AUTH_SECONDS = 10.0
#: The same where the client is told meanwhile that there is no such task for it.
LATE_TOKEN_SECONDS = 2.5


class CloseCode(IntEnum):
    """Why a socket was closed by this side: HTTP's numbers plus 4000; servers refuse to send others."""

    ENDED = 1000
    #: The request makes no sense: ``after`` is not a seq.
    INVALID = 4400
    #: Nobody is served here without a login, or the token that was shown does not hold.
    LOGIN_NEEDED = 4401
    NOT_FOUND = 4404
    TOO_BIG = 4413
    #: This caller has as many sockets and streams open as one may have.
    TOO_MANY = 4429
    TRY_LATER = 4503


# channels has no types.
class TaskConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One client that watches one task."""

    # No channel of its own: the hub holds the one membership of this process.
    channel_layer_alias = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the socket to its end; what runs beside the receiving of messages ends with it."""
        self.task_id: str = scope["url_route"]["kwargs"]["task_id"]
        #: The last seq that was sent.
        self.seq = 0
        self.closed = False
        #: Where the client wants to go on; None: from the snapshot.
        self.after: int | None = None
        #: True while a client without a login has yet to be told that there is no such task for it.
        self.undecided = False
        self.token_taken = False
        self.watch: hub.Watch | None = None
        self.seat: connection_slots.Seat | None = None
        try:
            with metrics.SOCKETS.track_inprogress():
                await self.serve(scope, receive, send)
        finally:
            if self.watch is not None:
                self.watch.close()
            if self.seat is not None:
                self.seat.give_up()

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Receive messages, with what runs beside."""
        async with asyncio.TaskGroup() as self.tasks:
            self.beside: list[asyncio.Task[None]] = []
            await super().__call__(scope, receive, send)
            self.stop_beside()

    def run_beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the receiving of messages."""
        self.beside.append(self.tasks.create_task(work))

    def stop_beside(self) -> None:
        """End what runs beside the receiving of messages."""
        for task in self.beside:
            task.cancel()

    # The life of a socket

    async def connect(self) -> None:
        """Accept, so that a browser can read a close code; then authorise, register, and send what there is."""
        try:
            await self.accept()
        except OSError:
            return  # The client has gone already, which its disconnect message tells as well.
        try:
            self.after = cursors.from_query(self.scope["query_string"])
        except cursors.InvalidCursor as error:
            return await self.refuse(CloseCode.INVALID, "INVALID_PARAMETERS", str(error))
        await self.begin(credentials.from_scope(self.scope))

    async def begin(self, login: credentials.Login) -> None:
        """Find out who asks, and show them the task or turn them away."""
        try:
            caller = await login.caller()
            credentials.note(self.scope, caller)
            await self.sit(caller)
            standing = await _standing(self.task_id, caller, with_task=self.after is None)
        except credentials.BadToken as error:
            await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", str(error))
        except connection_slots.Full as error:
            await self.refuse(CloseCode.TOO_MANY, "QUOTA_EXCEEDED", str(error))
        except DatabaseError:
            await self.refuse(CloseCode.TRY_LATER, "SERVICE_UNAVAILABLE", "The database does not answer; try again.")
        else:
            if self.watch is None:
                await self.answer(caller, standing)
                if caller.is_authenticated:
                    self.run_beside(self.look_again(login, caller))

    async def sit(self, caller: permissions.Caller) -> None:
        """Count the socket against ``caller``; one that shows its login later counts against its network until then."""
        key = client_identity.key_of_scope(caller, self.scope)
        if self.seat is not None and self.seat.caller != key:
            self.seat.give_up()
            self.seat = None
        if self.seat is None:
            self.seat = await connection_slots.take(key)

    async def answer(self, caller: permissions.Caller, standing: history.Standing | None) -> None:
        """Show the task; where there is none for this caller, wait for a better one or say so."""
        if standing is not None:
            await self.open(standing, self.after)
        elif caller.is_authenticated:
            await self.turn_away()
        else:
            self.undecided = permissions.may_ask(caller)
            self.run_beside(self.await_token() if self.undecided else self.await_login())

    async def open(self, standing: history.Standing, after: int | None) -> None:
        """Begin with the snapshot, or with event ``after`` + 1, and follow the task from there."""
        self.task_id = str(standing.task_id)
        # Of an ended task the ending is shown again after the snapshot, so that a late client gets the finding.
        self.seq = max(standing.last_seq - standing.ended, 0) if after is None else after
        self.watch = hub.watch(standing, after=self.seq)
        if standing.task is not None:
            await self.say(frames.snapshot(self.task_id, self.seq, standing.task))
        self.run_beside(self.follow(self.watch))

    async def follow(self, watch: hub.Watch) -> None:
        """Send the events as they come; close after the last."""
        try:
            while not watch.over:
                for frame in await watch.frames():
                    await self.say(frame.text)
                    self.seq = frame.seq
        except hub.TaskGone:
            await self.refuse(CloseCode.NOT_FOUND, "TASK_NOT_FOUND", "The task was deleted")
        else:
            await self.finish(CloseCode.ENDED)

    async def look_again(self, login: credentials.Login, caller: permissions.Caller) -> None:
        """Close the socket once its login has ended: by a logout, a new password, a revoked token, a closed account."""
        await asyncio.sleep(credentials.LOOK_AGAIN_SECONDS)
        while await login.holds_for(caller):
            await asyncio.sleep(credentials.LOOK_AGAIN_SECONDS)
        await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", credentials.ENDED)

    async def await_login(self) -> None:
        """Give the client time to send a token, without which nobody is served here."""
        await asyncio.sleep(AUTH_SECONDS)
        await self.refuse(CloseCode.LOGIN_NEEDED, "AUTHENTICATION_REQUIRED", permissions.LOGIN_NEEDED)

    async def await_token(self) -> None:
        """Give the client time to send a token; then say that without one there is no such task."""
        await asyncio.sleep(FAREWELL_SECONDS)
        await self.turn_away(LATE_TOKEN_SECONDS)

    async def turn_away(self, stay_seconds: float = FAREWELL_SECONDS) -> None:
        """Say that there is no such task for this caller; what it says at once is still answered before the close."""
        self.undecided = False
        await self.say_error("TASK_NOT_FOUND", "Task not found")
        self.run_beside(self.finish(CloseCode.NOT_FOUND, wait_seconds=stay_seconds))

    async def refuse(self, close_code: CloseCode, code: str, message: str) -> None:
        """Say why not, and close."""
        await self.say_error(code, message)
        await self.finish(close_code)

    async def finish(self, close_code: CloseCode, *, wait_seconds: float = 0) -> None:
        """Close the socket, unless it is closed."""
        await asyncio.sleep(wait_seconds)
        if not self.closed:
            self.closed = True
            with suppress(OSError):
                await self.close(close_code.value)

    # What is said

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a message of the client; none of them ends the socket unless it is too long."""
        if _size(text_data, bytes_data) > MAX_MESSAGE_BYTES:
            return await self.finish(CloseCode.TOO_BIG)
        message = _message(text_data)
        if message.get("type") == "auth" and not self.token_taken:
            self.token_taken = True
            return await self.take(message.get("token"))
        if self.undecided:
            self.stop_beside()
            await self.turn_away()
        if message.get("type") == "ping":
            await self.say(frames.pong(self.task_id, self.seq))
        else:
            await self.say_error("INVALID_MESSAGE", 'Send {"type": "ping"}, once {"type": "auth"}, or nothing.')

    async def take(self, token: object) -> None:
        """Serve the holder of ``token``; a client that is served already goes on as it is, unless the token is bad."""
        if self.watch is None:
            self.stop_beside()
        await self.begin(credentials.Login(token=token if isinstance(token, str) else ""))

    async def say_error(self, code: str, message: str) -> None:
        """Send an error frame; it carries no new seq."""
        await self.say(frames.error(self.task_id, self.seq, code, message))

    async def say(self, text: str) -> None:
        """Send a frame, unless the socket is closed; waits while the client does not read."""
        if not self.closed:
            with suppress(OSError):  # The client has gone, which its disconnect message tells as well.
                await self.send(text_data=text)
                metrics.SOCKET_FRAMES.inc()


_standing = database_sync_to_async(history.task_standing)


def _size(text: str | None, binary: bytes | None) -> int:
    return len(binary or b"") if text is None else len(text.encode("utf-8", "surrogatepass"))


def _message(text: str | None) -> dict[str, Any]:
    """Return what the client says; nothing where it is not a JSON object."""
    try:
        message = json.loads(text or "")
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
