"""All clients return at once: the web process is killed and started again while events are recorded."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import open_loop
from benchmarks.requests.load import Request
from benchmarks.sockets import client
from benchmarks.sockets.publishing import Publisher
from tests.faults.cluster import Cluster

#: Seconds between two tries of a client, by chance up to this.
RETRY_SECONDS = 0.5
#: Other requests meanwhile, from the first answer of the new process on.
PER_SECOND, SECONDS = 50, 10.0


@dataclass(frozen=True)
class Storm:
    """Figures of a restart."""

    #: Seconds from the kill to the first answer of the new process, and until all clients had all events.
    ready: float
    caught_up: float
    others: list[open_loop.Outcome]


class Client:
    """One client, which connects again after its last seq until it has the last event."""

    def __init__(self, port: int, task_id: str) -> None:
        self._port, self._task_id = port, task_id
        self._seq, self._last_seq = -1, 0
        self._caught_up: asyncio.Future[None] | None = None
        self.socket: client.Watcher | None = None

    async def run(self, last_seq: int) -> None:
        """Return once the event ``last_seq`` has arrived."""
        self._last_seq, self._caught_up = last_seq, asyncio.get_running_loop().create_future()
        while not self._caught_up.done():
            await asyncio.sleep(random.uniform(0, RETRY_SECONDS))
            query = "" if self._seq < 0 else f"?after={self._seq}"
            try:
                self.socket = await client.connect(self._port, f"/ws/{self._task_id}{query}", self._take)
            except OSError:
                continue
            await asyncio.wait({self.socket.closed, self._caught_up}, return_when=asyncio.FIRST_COMPLETED)

    def _take(self, text: bytes) -> None:
        self._seq = max(self._seq, client.seq_of(text))
        if self._caught_up and self._seq >= self._last_seq and not self._caught_up.done():
            self._caught_up.set_result(None)


async def run(cluster: Cluster, publisher: Publisher, ids: Sequence[str], other: str) -> Storm:
    """Connect a client to each task, restart the web process, and wait for all."""
    clients = [Client(cluster.port, task_id) for task_id in ids]
    with cluster.database() as database:
        seqs = dict(database.execute("SELECT id::text, last_seq FROM analysis_tasks").fetchall())
    await asyncio.gather(*(one.run(seqs[task]) for one, task in zip(clients, ids, strict=True)))
    began = time.perf_counter()
    await asyncio.to_thread(cluster.kill, "web")
    missed = asyncio.create_task(publisher.publish(ids, events=len(ids), per_second=1e9))
    returning = asyncio.gather(*(one.run(seqs[task] + 1) for one, task in zip(clients, ids, strict=True)))
    returning.add_done_callback(lambda _: ended.append(time.perf_counter()))
    ended: list[float] = []
    await asyncio.to_thread(cluster.start_web)
    ready = time.perf_counter()
    arrivals = open_loop.every(PER_SECOND, SECONDS, "status", Request(f"/api/v1/analysis/{other}"))
    outcomes = await open_loop.run(cluster.port, arrivals)
    await asyncio.gather(missed, returning)
    for one in clients:
        if one.socket:
            one.socket.transport.close()
    return Storm(ready - began, ended[0] - began, outcomes)
