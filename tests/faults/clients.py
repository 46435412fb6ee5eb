"""Clients that watch an analysis to its end, whatever happens to their connections."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import aclosing

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.support import waiting

TERMINAL = frozenset({"task_completed", "task_failed", "task_cancelled"})
#: Seconds between two tries to connect.
PAUSE_SECONDS = 0.2
#: What a connection that breaks, or is refused by a server that is just starting, may raise.
_BROKEN = (OSError, EOFError, WebSocketException)


class Client:
    """One client; ``seen`` is its history. It leaves at random and comes back for the rest."""

    def __init__(self, port: int, task_id: str, *, drops: random.Random | None = None) -> None:
        self.port = port
        self.task_id = task_id
        self.seen: list[tuple[int, str]] = []
        #: How often it connected, and the close codes of the connections that the server ended.
        self.connections = 0
        self.close_codes: list[int] = []
        self._drops = drops

    async def watch(self) -> None:
        """Watch until the ending."""
        while not self.seen or self.seen[-1][1] not in TERMINAL:
            stays_for = self._drops.randint(3, 20) if self._drops else None
            leaves_at = len(self.seen) + stays_for if stays_for else None
            try:
                async with aclosing(self._events(self.seen[-1][0] if self.seen else 0)) as events:
                    async for event in events:
                        self.seen.append(event)
                        if event[1] in TERMINAL or len(self.seen) == leaves_at:
                            break
            except _BROKEN as error:
                if isinstance(error, ConnectionClosed) and error.rcvd:
                    self.close_codes.append(error.rcvd.code)
                await asyncio.sleep(PAUSE_SECONDS)

    def _events(self, after: int) -> AsyncIterator[tuple[int, str]]:
        raise NotImplementedError


class Socket(Client):
    """A client on a WebSocket."""

    async def _events(self, after):
        async with connect(f"ws://127.0.0.1:{self.port}/ws/{self.task_id}?after={after}", max_size=None) as socket:
            self.connections += 1
            async for text in socket:
                frame = json.loads(text)
                if frame["type"] == "error":  # the server cannot serve now, says so, and closes
                    raise ConnectionError(text)
                yield frame["seq"], frame["type"]


class Reader(Client):
    """A client on an event stream."""

    async def _events(self, after):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            path = f"/api/v1/analysis/{self.task_id}/stream"
            # HTTP/1.0, so that the answer comes without chunks.
            writer.write(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nLast-Event-ID: {after}\r\n\r\n".encode())
            if b" 200 " not in await reader.readline():
                raise ConnectionError
            self.connections += 1
            seq = 0
            async for line in reader:
                name, _, value = line.decode().rstrip("\r\n").partition(": ")
                if name == "id":
                    seq = int(value)
                elif name == "event":
                    yield seq, value
        finally:
            writer.close()


async def gathered(clients: list[Client], meanwhile) -> None:
    """Have all clients watch to the end while ``meanwhile()`` runs."""
    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(client.watch())
        group.create_task(meanwhile())


async def until(true) -> None:
    """Return once ``true()`` is; a test that never gets there is ended by its clients' patience."""
    await waiting.until_async(true, 300.0)
