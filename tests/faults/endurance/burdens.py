"""What a client costs that never reads, that floods, or that only waits: bytes of the web process, and others' delays."""

import asyncio
import json
import math
import resource
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import psutil
from websockets.asyncio.client import ClientConnection, connect

from tests.faults.cluster import Cluster

#: Seconds for which each client is a burden.
SECONDS = 60.0
#: Bytes that such a client may cost, and an idle one.
BURDEN_BYTES, IDLE_BYTES = 5 * 1024**2, 40 * 1024
IDLE, AT_ONCE = 1000, 20
#: Tasks that are watched meanwhile, each four events a second, and sockets on each.
TASKS, WATCHERS = 3, 3
#: What "unchanged" leaves for chance, on a machine that does other things too: three times, and never under 50 ms.
CHANCE, CHANCE_MS = 3.0, 50.0


def frame(opcode: int, payload: bytes, *, last: bool = True) -> bytes:
    """Return a frame as a client sends it, masked with zeros. Source: RFC 6455, 5.2."""
    length = len(payload)
    head = bytes([0x80 * last | opcode])
    head += bytes([0x80 | length]) if length < 126 else bytes([0x80 | 126]) + length.to_bytes(2, "big")
    return head + bytes(4) + payload


#: What each says all the time, b"" for nothing, and whether it reads what it is answered.
KINDS = {
    "never reads": (b"", False),
    "floods with empty texts": (frame(1, b"") * 1000, False),
    "floods with long texts": (frame(1, b"x" * 10_000) * 10, False),
    "floods with texts and reads": (frame(1, b"not JSON") * 1000, True),
    "floods with pings": (frame(9, b"x" * 125) * 1000, False),
    "floods with parts of a message": (frame(1, b"x", last=False) + frame(0, b"", last=False) * 100_000, False),
}


def run(cluster: Cluster) -> Iterator[str]:
    """Yield the figures of each kind."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8 * IDLE, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    cluster.start_web()
    yield from idle(cluster)
    cluster.start_worker(processes=TASKS)
    cluster.start_dispatcher()
    yield from asyncio.run(burdens(cluster, SECONDS))


def idle(cluster: Cluster) -> Iterator[str]:
    """Yield what one of many sockets costs that wait for an analysis which does not begin."""
    each = asyncio.run(bytes_of_an_idle_one(cluster, IDLE)) / 1024
    yield f"{'' if each * 1024 < IDLE_BYTES else 'BROKEN, '}{IDLE} idle sockets: {each:.1f} KiB each"


async def bytes_of_an_idle_one(cluster: Cluster, count: int) -> float:
    """Return how much the web process grows for each of ``count`` sockets that wait."""
    tasks = [cluster.analyse() for _ in range(10)]
    # What a process needs once, whoever comes, is not counted.
    opened = await _open(cluster, tasks, 3 * AT_ONCE)
    before = memory(cluster)
    more = await _open(cluster, tasks, count)
    each = (memory(cluster) - before) / count
    await asyncio.gather(*(client.close() for client in (*opened, *more)))
    return each


async def _open(cluster: Cluster, tasks: list[str], count: int) -> list[ClientConnection]:
    async def one(number: int) -> ClientConnection:
        address = f"ws://127.0.0.1:{cluster.port}/ws/{tasks[number % len(tasks)]}"
        client = await connect(address, max_size=None, ping_interval=None, open_timeout=60)
        await client.recv()
        return client

    found: list[ClientConnection] = []
    while len(found) < count:
        found += await asyncio.gather(*(one(len(found) + number) for number in range(AT_ONCE)))
    return found


def memory(cluster: Cluster) -> int:
    """Return the bytes that the web process uses, and nobody else."""
    return int(psutil.Process(_pid(cluster)).memory_full_info().uss)


def _pid(cluster: Cluster) -> int:
    running = cluster.processes["web"].running
    assert running is not None
    return running.pid


@dataclass
class Delays:
    """Milliseconds from an event's time to its arrival at the watchers; both clocks are this machine's."""

    taken: list[float] = field(default_factory=list)

    def take(self) -> float:
        """Return the 99th percentile of what was noted since the last call; infinite where nothing arrived."""
        noted, self.taken = sorted(self.taken), []
        return noted[int(0.99 * len(noted))] if noted else math.inf


async def burdens(
    cluster: Cluster, seconds: float, kinds: tuple[str, ...] = tuple(KINDS), *, chance_ms: float = CHANCE_MS
) -> list[str]:
    """Return the figures of each kind of client, with the others' delay before it came to compare with."""
    tasks = [cluster.analyse(len(kinds) * (seconds + 30.0) + 60.0) for _ in range(TASKS)]
    delays = Delays()
    watching = [asyncio.create_task(_watch(cluster, task, delays)) for task in tasks for _ in range(WATCHERS)]
    while len(delays.taken) < 20 * len(watching):
        await asyncio.sleep(0.1)
    delays.take()
    lines = []
    for kind in kinds:
        await asyncio.sleep(15.0 if seconds > 15 else seconds)  # the calm to compare with
        while not delays.taken:  # what a flood delayed before is no calm yet
            await asyncio.sleep(0.1)
        limit = max(CHANCE * (calm := delays.take()), chance_ms)
        most, burdened = await _burden(cluster, kind, tasks[0], seconds, delays)
        lines.append(
            f"{'' if most < BURDEN_BYTES and burdened < limit else 'BROKEN, '}a client that {kind}, {seconds:.0f} s: "
            f"{most / 1024**2:.1f} MiB at most, 99 % of the others' events within {burdened:.0f} ms, "
            f"without it {calm:.0f} ms"
        )
    for each in watching:
        each.cancel()
    await asyncio.wait(watching)
    return lines


async def _watch(cluster: Cluster, task: str, delays: Delays) -> None:
    address = f"ws://127.0.0.1:{cluster.port}/ws/{task}?after=0"
    async with connect(address, max_size=None, ping_interval=None) as client:
        async for text in client:
            told_at = datetime.fromisoformat(json.loads(text)["timestamp"]).timestamp()
            delays.taken.append(1000 * (time.time() - told_at))


async def _burden(cluster: Cluster, kind: str, task: str, seconds: float, delays: Delays) -> tuple[int, float]:
    """Return the most bytes that the client cost and the 99th percentile of the others' delays."""
    before, most = memory(cluster), 0
    being = asyncio.create_task(be_a_burden(cluster.port, task, kind, seconds))
    while not being.done():
        most = max(most, memory(cluster) - before)
        await asyncio.sleep(0.2)
    await being
    return most, delays.take()


async def be_a_burden(port: int, task: str, kind: str, seconds: float) -> None:
    """Be a client of a kind for so long."""
    await asyncio.to_thread(_be, port, task, *KINDS[kind], time.monotonic() + seconds)


def _be(port: int, task: str, says: bytes, reads: bool, until: float) -> None:
    """Be that client, in a thread."""
    with socket.socket() as client:
        if not reads:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.connect(("127.0.0.1", port))
        client.sendall(
            f"GET /ws/{task}?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):  # uvicorn drops what comes with the request
            answer += client.recv(1)
        client.settimeout(0.05)
        unsent = memoryview(says)
        while time.monotonic() < until:
            try:
                if says:
                    unsent = unsent[client.send(unsent) :] or memoryview(says)
                else:
                    time.sleep(0.05)
                if reads:
                    client.recv(2**20)
            except TimeoutError:
                continue
            except OSError:
                return  # the server has given it up
