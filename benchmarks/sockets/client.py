"""A WebSocket client that costs little beside the server that it measures."""

import asyncio
import re
import time
from collections.abc import Callable
from datetime import datetime

_SEQ = re.compile(rb'"seq":(\d+)')
_TIMESTAMP = re.compile(rb'"timestamp":"([^"]+)"')
_TEXT, _PING = 1, 9


def take_frames(data: bytearray) -> list[tuple[int, bytes]]:
    """Remove the whole frames at the beginning of ``data``; return opcode and payload of each.

    Source: RFC 6455, 5.2. A server masks nothing, and ours sends each message as one frame.
    """
    frames, start = [], 0
    while len(data) >= start + 2:
        length, body = data[start + 1], start + 2
        if length > 125:
            body += 2 if length == 126 else 8
            if len(data) < body:
                break
            length = int.from_bytes(data[start + 2 : body], "big")
        if len(data) < body + length:
            break
        frames.append((data[start] & 0x0F, bytes(data[body : body + length])))
        start = body + length
    del data[:start]
    return frames


def seq_of(text: bytes) -> int:
    """Return the seq of a frame, -1 where it has none."""
    found = _SEQ.search(text)
    return int(found[1]) if found else -1


def age_seconds(text: bytes) -> float:
    """Return how long ago the event of a frame was recorded, a moment before its commit."""
    found = _TIMESTAMP.search(text)
    assert found is not None, text
    return time.time() - datetime.fromisoformat(found[1].decode()).timestamp()


class Watcher(asyncio.Protocol):
    """One socket; ``on_text`` gets each text frame."""

    def __init__(self, path: str, on_text: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self._path, self._on_text = path, on_text
        self._received = bytearray()
        self._is_open = False
        #: Done with the handshake, with the first frame, and at the end.
        self.opened, self.greeted, self.closed = (loop.create_future() for _ in range(3))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # as in asyncio's documentation
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._is_open:
            head, _, rest = self._received.partition(b"\r\n\r\n")
            if len(head) == len(self._received):
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.transport.abort()
                return
            self._received, self._is_open = bytearray(rest), True
            self.opened.set_result(None)
        for opcode, payload in take_frames(self._received):
            if opcode == _TEXT:
                self._on_text(payload)
                if not self.greeted.done():
                    self.greeted.set_result(None)
            elif opcode == _PING:  # the pong is masked with zeros
                self.transport.write(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

    def connection_lost(self, exc: Exception | None) -> None:
        for future in (self.opened, self.greeted):
            if not future.done():
                future.cancel()
        self.closed.set_result(None)


async def connect(port: int, path: str, on_text: Callable[[bytes], None]) -> Watcher:
    """Return an open socket.

    Raises:
        ConnectionError: the server does not listen, or refuses.
    """
    loop = asyncio.get_running_loop()
    _, watcher = await loop.create_connection(lambda: Watcher(path, on_text), "127.0.0.1", port)
    await asyncio.wait({watcher.opened})
    if watcher.opened.cancelled():
        raise ConnectionRefusedError(path)
    return watcher
