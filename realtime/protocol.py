"""How uvicorn speaks WebSocket here: at the pace of a client that has something to say, whatever the client thinks.

uvicorn stops reading while a message waits to be answered. But it takes in whatever one read brings, which may be forty
thousand messages, and it answers pings on the spot, into a buffer that has no end: a client that sent nothing but pings
and read no answer cost 19 MB a second, and every other client more than a second of delay (measured, uvicorn 0.54).
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

#: Frames of one client that are taken in a second, and those that it may have saved up. Clients say next to nothing
#: here: a ping now and then.
FRAMES_PER_SECOND, SAVED_FRAMES = 100.0, 200.0
#: Bytes parsed at once. A frame has six at least, so this is also how far a client can overdraw.
PART_BYTES = 4096
#: Seconds for which a socket that has been given up may go on flushing; one that does not read would take for ever.
FLUSH_SECONDS = 2.0


class PatientProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, for which a client that says too much waits, and nobody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What was read and not yet parsed: at most one read of the transport, 256 KB.
        self._unparsed = b""
        self._saved = SAVED_FRAMES
        self._saved_at = self.loop.time()
        self._waiting: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        """Take in what was read, as far as the client has saved for it."""
        self._unparsed += data
        self._take_in()

    def handle_events(self) -> None:
        """Handle the frames of a part and count them."""
        self._saved -= len(self.conn.events)
        super().handle_events()

    async def receive(self) -> Any:
        """Return the next message for the application; the client is read on when it has had all of them."""
        message = await self.queue.get()
        if self.queue.empty():
            self.read_paused = False
            self._take_in()
        return message

    def handle_parser_exception(self) -> None:
        """End the connection over what cannot be parsed."""
        # uvicorn asserts that there is a close frame to send; a client that has said goodbye gets none.
        if self.conn.close_sent is None:
            self.transport.close()
        else:
            super().handle_parser_exception()

    def keepalive_timeout(self) -> None:
        """Give a client up that has answered no ping."""
        super().keepalive_timeout()
        self.loop.call_later(FLUSH_SECONDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what the client has said."""
        self._unparsed = b""
        if self._waiting is not None:
            self._waiting.cancel()
        super().connection_lost(exc)

    def _take_in(self) -> None:
        """Parse what was read until it is used up, a message waits, or the client has to; read on in the first case."""
        while self._unparsed and not self._must_wait():
            part, self._unparsed = self._unparsed[:PART_BYTES], self._unparsed[PART_BYTES:]
            super().data_received(part)
        if self.transport.is_closing():
            return
        if self._unparsed or self.read_paused:
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def _must_wait(self) -> bool:
        """Say whether no further frame is due yet, and see to it that it will be looked at again."""
        if self.read_paused or self._waiting is not None:
            return True
        moment = self.loop.time()
        self._saved = min(SAVED_FRAMES, self._saved + (moment - self._saved_at) * FRAMES_PER_SECOND)
        self._saved_at = moment
        if self._saved > 0:
            return False
        self._waiting = self.loop.call_later(-self._saved / FRAMES_PER_SECOND + 0.01, self._go_on)
        return True

    def _go_on(self) -> None:
        self._waiting = None
        self._take_in()
