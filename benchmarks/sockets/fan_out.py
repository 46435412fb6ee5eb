"""What the delivery of a frame costs beside the peer, and how late it is."""

import asyncio
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from benchmarks import open_loop
from benchmarks.requests.load import Request
from benchmarks.requests.peer import Peer
from benchmarks.requests.usage import cpu_seconds
from benchmarks.sockets import client
from benchmarks.sockets.publishing import Publisher
from tests.faults.cluster import Cluster
from tests.support.waiting import until_async

#: Turns of each side.
ROUNDS = 3
#: Frames that the peer sends for one request.
PEER_FRAMES = 50
#: Frames of its turn, at least.
PEER_TURN = 10_000
#: Sockets that are opened at the same time.
AT_ONCE = 20


@dataclass(frozen=True)
class Case:
    """So many sockets, shared evenly by so many tasks."""

    sockets: int
    tasks: int
    #: Events in a turn, and their rate.
    events: int
    per_second: float

    @property
    def name(self) -> str:
        """Return how the table calls it."""
        return f"{self.sockets:,} sockets, {self.tasks:,} task{'s' if self.tasks > 1 else ''}"

    @property
    def frames(self) -> int:
        """Return how many frames a turn delivers."""
        return self.events * self.sockets // self.tasks


@dataclass
class Row:
    """The figures of a case; those of the peer are empty where there is none."""

    case: Case
    #: CPU microseconds of the web process for each delivered frame, in each turn, without what idle sockets cost. That
    #: is measured while events of a task without watchers pass at the same pace.
    ours: list[float] = field(default_factory=list)
    peer: list[float] = field(default_factory=list)
    #: The peer's where it sends many frames in one burst.
    peer_burst: list[float] = field(default_factory=list)
    #: CPU milliseconds of a connection with its snapshot, and its milliseconds until the snapshot.
    connect_cpu_ms: float = 0.0
    connect_ms: list[float] = field(default_factory=list)
    #: Milliseconds from the event to its clients, and frames a second meanwhile.
    latencies_ms: list[float] = field(default_factory=list)
    frames_per_second: float = 0.0


def ratio(ours: Sequence[float], peer: Sequence[float]) -> float:
    """Return the median of our CPU time as a multiple of the peer's in the same turn."""
    return statistics.median(a / b for a, b in zip(ours, peer, strict=True))


async def measure(
    case: Case, cluster: Cluster, web: psutil.Process, publisher: Publisher, ids: Sequence[str], peer: Peer | None
) -> Row:
    """Open the sockets of both sides and let events pass in turns. The last of ``ids`` has no watcher."""
    row, texts = Row(case), Texts()
    paths = [f"/ws/{ids[number % case.tasks]}" for number in range(case.sockets)]
    before = cpu_seconds(web)
    sockets, row.connect_ms = await open_all(cluster.port, paths, texts)
    row.connect_cpu_ms = 1000 * (cpu_seconds(web) - before) / case.sockets
    peers = Texts()
    if peer:
        sockets += (await open_all(peer.port, paths, peers, wait_for_frame=False))[0]
    tasks = ids[: case.tasks]
    for _ in range(ROUNDS):
        before, texts.expected = cpu_seconds(web), texts.count + case.frames
        await publisher.publish(tasks, events=case.events, per_second=case.per_second)
        await until_async(texts.complete, 60)
        between = cpu_seconds(web)
        await publisher.publish(ids[-1:], events=case.events, per_second=case.per_second)
        row.ours.append(1e6 * (2 * between - before - cpu_seconds(web)) / case.frames)
        if peer:
            row.peer.append(await _peer_paced(case, peer, tasks, peers))
            row.peer_burst.append(await _peer_burst(case, peer, tasks, peers))
    texts.ages_ms, texts.expected = row.latencies_ms, texts.count + case.frames
    # A thousand frames a second, or as many as the publisher records.
    seconds = await publisher.publish(tasks, events=case.events, per_second=1000 * case.tasks / case.sockets)
    await until_async(texts.complete, 60)
    row.frames_per_second = case.frames / seconds
    for socket in sockets:
        socket.transport.close()
    await asyncio.gather(*(socket.closed for socket in sockets))
    return row


async def _peer_burst(case: Case, peer: Peer, tasks: Sequence[str], texts: "Texts") -> float:
    """Return the peer's CPU microseconds for each frame, where each task gets many in one burst."""
    each = PEER_FRAMES * case.sockets // case.tasks
    requests = -(-max(case.frames, PEER_TURN) // each)
    before, texts.expected = cpu_seconds(peer.process), texts.count + requests * each
    await _emit(peer, [tasks[number % case.tasks] for number in range(requests)], 1e9, PEER_FRAMES)
    await until_async(texts.complete, 60)
    return 1e6 * (cpu_seconds(peer.process) - before) / (requests * each)


async def _peer_paced(case: Case, peer: Peer, tasks: Sequence[str], texts: "Texts") -> float:
    """Return the same at our pace, without what the same requests cost that deliver nothing."""
    before, texts.expected = cpu_seconds(peer.process), texts.count + case.frames
    await _emit(peer, [tasks[number % case.tasks] for number in range(case.events)], case.per_second, 1)
    await until_async(texts.complete, 60)
    between = cpu_seconds(peer.process)
    await _emit(peer, ["unwatched"] * case.events, case.per_second, 1)
    return 1e6 * (2 * between - before - cpu_seconds(peer.process)) / case.frames


async def _emit(peer: Peer, tasks: Sequence[str], per_second: float, frames: int) -> None:
    """Have the peer send so many frames to the sockets of each task."""
    arrivals = [
        open_loop.Arrival(number / per_second, "emit", Request(f"/bench/emit/{task}?n={frames}", "POST"))
        for number, task in enumerate(tasks)
    ]
    failed = [each.error for each in await open_loop.run(peer.port, arrivals) if each.error]
    assert not failed, failed[0]


class Texts:
    """Counts what arrives, and takes its age where ``ages_ms`` is a list."""

    def __init__(self) -> None:
        self.count = self.expected = 0
        self.ages_ms: list[float] | None = None

    def __call__(self, text: bytes) -> None:
        self.count += 1
        if self.ages_ms is not None:
            self.ages_ms.append(1000 * client.age_seconds(text))

    def complete(self) -> bool:
        """Say whether all has arrived."""
        return self.count >= self.expected


async def open_all(
    port: int, paths: Sequence[str], on_text: Texts, *, wait_for_frame: bool = True
) -> tuple[list[client.Watcher], list[float]]:
    """Return open sockets, and the milliseconds until the first frame of each, or until its handshake."""
    turns, loop = asyncio.Semaphore(AT_ONCE), asyncio.get_running_loop()

    async def open_one(path: str) -> tuple[client.Watcher, float]:
        async with turns:
            began = loop.time()
            watcher = await client.connect(port, path, on_text)
            if wait_for_frame:
                await watcher.greeted
            return watcher, 1000 * (loop.time() - began)

    opened = await asyncio.gather(*map(open_one, paths))
    return [watcher for watcher, _ in opened], [taken for _, taken in opened]
