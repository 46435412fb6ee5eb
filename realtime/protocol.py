"""uvicorn's WebSocket protocol with a rate limit on incoming frames, and without tracebacks for a client's errors.

uvicorn stops reading while a message waits to be handled. But it parses all of one read, which may hold forty thousand
messages, and it answers pings at once into an unbounded buffer. A client that only sent pings and read no answer cost
19 MB a second and delayed every other client by more than a second (measured, uvicorn 0.54).
"""

import asyncio
from functools import lru_cache
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.protocol import State

#: Frames accepted from one client: the rate per second and the largest burst. Clients only send an occasional ping.
FRAMES_PER_SECOND, MAX_BURST_FRAMES = 100.0, 200.0
#: Bytes parsed at once. A frame has at least six bytes, which bounds how far a client can exceed the burst.
PART_BYTES = 4096
#: Answer to a handshake for which websockets has none, such as one with a body.
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#: Seconds that a dropped socket may flush its buffer; a client that does not read would never finish.
FLUSH_SECONDS = 2.0
#: Our ASGI extension: writes a text without waiting, or returns False. Other servers do not have it.
WRITE_NOW = "realtime.write_now"


class BackpressureWebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol; a client that sends too much is read more slowly and delays no other client."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: Bytes that were read and not yet parsed: at most one read of the transport, 256 KB.
        self._unparsed = b""
        self._allowance = MAX_BURST_FRAMES
        self._updated_at = self.loop.time()
        self._timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Parse received bytes as far as the client's rate allows."""
        self._unparsed += data
        self._parse_received()

    def handle_events(self) -> None:
        """Count and handle the frames of a part."""
        self._allowance -= len(self.conn.events)
        super().handle_events()
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            # websockets has refused the request, such as a POST. uvicorn neither sends its answer nor ever closes.
            self.transport.write(b"".join(self.conn.data_to_send()) or _BAD_REQUEST)
            self.transport.close()

    async def receive(self) -> Any:
        """Return the next message for the application; reading resumes when the queue is empty."""
        message = await self.queue.get()
        if self.queue.empty():
            self.read_paused = False
            self._parse_received()
        return message

    def send_receive_event_to_app(self) -> None:
        """Pass a message to the application, or close the connection with 1007 where a text is not UTF-8."""
        try:
            if self.curr_msg_data_type == "text":
                b"".join(self.frames).decode()
        except UnicodeDecodeError:
            # uvicorn logs a traceback, and raises if the client's close frame was parsed together with the text.
            self.frames = []
            if self.conn.state is State.OPEN:
                self.conn.send_close(CloseCode.INVALID_DATA)
                self.handle_parser_exception()
        else:
            super().send_receive_event_to_app()

    async def run_asgi(self) -> None:
        """Run the application, which may write texts without waiting."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[WRITE_NOW] = self.write_now
        await super().run_asgi()

    def write_now(self, text: str) -> bool:
        """Write a text message if the socket is open and its client reads; say whether it was written.

        Clients of a task get the same text one after the other: it is encoded once.
        """
        is_open = self.handshake_complete and not self.close_sent and not self.transport.is_closing()
        if not is_open or not self.writable.is_set():
            return False
        self.transport.write(_encode(text))
        return True

    async def send(self, message: Any) -> None:
        """Send a message of the application.

        Raises:
            ClientDisconnected: the connection is closing; uvicorn raises RuntimeError if it closed it by itself.
        """
        await self.writable.wait()
        if self.close_sent or self.transport.is_closing():
            raise ClientDisconnected
        await super().send(message)

    def shutdown(self) -> None:
        """Close the connection, since the server stops; uvicorn raises if its client has already begun to close it."""
        if self.conn.state in (State.CLOSING, State.CLOSED):
            self.stop_keepalive()
            self.transport.close()
        else:
            super().shutdown()

    def handle_parser_exception(self) -> None:
        """Close the connection after a parse error."""
        # uvicorn asserts that there is a close frame to send; after the closing handshake there is none.
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def keepalive_timeout(self) -> None:
        """Drop a client that answered no ping."""
        super().keepalive_timeout()
        self.loop.call_later(FLUSH_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Drop the bytes that are not parsed."""
        self._unparsed = b""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def _parse_received(self) -> None:
        """Parse the received bytes until none are left or the client must wait; pause or resume reading accordingly."""
        while self._unparsed and not self.must_wait():
            part, self._unparsed = self._unparsed[:PART_BYTES], self._unparsed[PART_BYTES:]
            super().data_received(part)
        if self.transport.is_closing():
            return
        if self._unparsed or self.read_paused:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def must_wait(self) -> bool:
        """Say whether the client must wait before its next frame; if so, schedule the next attempt."""
        if self.read_paused or self._timer is not None:
            return True
        moment = self.loop.time()
        self._allowance = min(MAX_BURST_FRAMES, self._allowance + (moment - self._updated_at) * FRAMES_PER_SECOND)
        self._updated_at = moment
        if self._allowance > 0:
            return False
        self._timer = self.loop.call_later(-self._allowance / FRAMES_PER_SECOND + 0.01, self._resume)
        return True

    def _resume(self) -> None:
        self._timer = None
        self._parse_received()


@lru_cache(maxsize=1)
def _encode(text: str) -> bytes:
    """Return the frame of a text message without extensions, as the server negotiates none."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
