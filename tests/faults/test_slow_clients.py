"""A client that does not read, and one that says too much, cost the server little."""

import asyncio
import socket
from contextlib import suppress

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.faults import clients
from tests.faults.cluster import PATIENCE_SECONDS

pytestmark = pytest.mark.faults

#: Bytes of server memory that one such client may cost.
CLIENT_BYTES = 5 * 1024**2
#: Clients of each kind.
EACH = 4
#: Seconds for which they flood.
FLOOD_SECONDS = 3.0


def memory(cluster):
    """Return the bytes that the web process uses, and nobody else."""
    return psutil.Process(cluster.processes["web"].running.pid).memory_full_info().uss


def test_clients_that_never_read_or_flood_cost_little_memory_and_no_events(cluster):
    task = cluster.analyse(FLOOD_SECONDS)
    cluster.start_worker()
    watcher = clients.Socket(cluster.port, task)
    before = {}

    async def burden():
        await clients.until(lambda: watcher.connections)
        before["bytes"] = memory(cluster)
        deaf = [never_reading(cluster.port, task) for _ in range(EACH)]
        cluster.start_dispatcher()
        await asyncio.gather(*(flood(cluster.port, task) for _ in range(EACH)))
        before["burdened"] = memory(cluster)
        for each in deaf:
            each.close()

    asyncio.run(asyncio.wait_for(clients.gathered([watcher], burden), PATIENCE_SECONDS))
    assert before["burdened"] - before["bytes"] < 2 * EACH * CLIENT_BYTES
    assert watcher.seen == cluster.log_of(task)
    assert watcher.connections == 1


def never_reading(port, task):
    """Open a socket that takes nothing in: the smallest buffer there is, and nobody who reads."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    deaf.connect(("127.0.0.1", port))
    deaf.sendall(
        f"GET /ws/{task}?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    return deaf


async def flood(port, task):
    """Say something all the time, as long as the server takes it, and read nothing of what is answered."""
    address = f"ws://127.0.0.1:{port}/ws/{task}?after=0"
    async with connect(address, max_size=None, close_timeout=0.5) as talking:
        with suppress(TimeoutError, ConnectionClosed):
            async with asyncio.timeout(FLOOD_SECONDS):
                while True:
                    await talking.send("x" * 10_000)
