"""A closed loop of HTTP clients: each connection sends its next request when it has the answer to the last."""

import asyncio
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What is sent, and the status that must be answered."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def encode(self) -> bytes:
        """Return the bytes of the request."""
        headers = {"Host": "localhost", "Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            *(f"{k}: {v}" for k, v in (headers | dict(self.headers)).items()),
        ]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class _Connection(asyncio.Protocol):
    def __init__(self, request: Request, until: float) -> None:
        self.sent, self.status, self.until = request.encode(), b" %d " % request.status, until
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.error: Exception | None = ConnectionError("The server closed the connection.")
        self.taken: list[float] = []
        self.received = bytearray()
        self.expected: int | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # as in asyncio's documentation
        self._send()

    def _send(self) -> None:
        self.received.clear()
        self.expected = None
        self.began = time.perf_counter()
        self.transport.write(self.sent)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.expected is None and (end := self.received.find(b"\r\n\r\n")) >= 0:
            if self.status not in self.received[:16]:
                self._end(RuntimeError(bytes(self.received[:500]).decode(errors="replace")))
                return
            length = _LENGTH.search(self.received, 0, end)
            self.expected = end + 4 + (int(length[1]) if length else 0)
        if self.expected is not None and len(self.received) >= self.expected:
            self.taken.append(time.perf_counter() - self.began)
            if time.perf_counter() < self.until:
                self._send()
            else:
                self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.done.set_result(None)

    def _end(self, error: Exception | None) -> None:
        self.error = error
        self.transport.close()


def run(port: int, request: Request, *, connections: int, seconds: float) -> list[float]:
    """Return the seconds that each request took."""

    async def load() -> list[float]:
        loop, until = asyncio.get_running_loop(), time.perf_counter() + seconds
        opened = [
            (await loop.create_connection(lambda: _Connection(request, until), "127.0.0.1", port))[1]
            for _ in range(connections)
        ]
        await asyncio.gather(*(connection.done for connection in opened))
        for connection in opened:
            if connection.error:
                raise connection.error
        return [taken for connection in opened for taken in connection.taken]

    return asyncio.run(load())
