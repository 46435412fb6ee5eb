"""Measures each case in turns: ours, the peer, ours, the peer. Only ratios within one run can be compared."""

import statistics
from dataclasses import dataclass, field

import psutil

from benchmarks.requests import cases, load
from benchmarks.requests.peer import Peer
from benchmarks.requests.usage import cpu_seconds
from tests.support.service import Service

#: Turns of each side, seconds of each turn, and connections.
ROUNDS, SECONDS, CONNECTIONS = 5, 1.0, 16


@dataclass
class Side:
    """What one side took in each turn."""

    #: CPU milliseconds of the web process and of PostgreSQL per request.
    web_ms: list[float] = field(default_factory=list)
    database_ms: list[float] = field(default_factory=list)
    #: Milliseconds of all requests.
    taken_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    def percentile(self, percent: int) -> float:
        """Return the latency below which ``percent`` of the requests stayed, in milliseconds."""
        return statistics.quantiles(self.taken_ms, n=100, method="inclusive")[percent - 1]


@dataclass
class Row:
    """A case with its figures; the peer's are None where there is no peer."""

    case: cases.Case
    ours: Side
    peer: Side | None

    def ratio(self) -> float | None:
        """Return the median of our CPU time as a multiple of the peer's in the same turn."""
        if self.peer is None:
            return None
        return statistics.median(a / b for a, b in zip(self.ours.web_ms, self.peer.web_ms, strict=True))


def measure(service: Service, peer: Peer | None, only: str = "") -> list[Row]:
    """Fill the databases and measure the cases whose name contains ``only``."""
    database_url = service.server_urls()["DATABASE_URL"]
    found = [case for case in cases.prepare(service, database_url, peer) if only in case.name]
    web, database, worker = (_process(service, word) for word in ("uvicorn", "postgres", "celery"))
    workers = [worker, *worker.children(recursive=True)]
    for process in workers:
        process.suspend()  # the posted analyses would compete for the cores
    try:
        rows = []
        for case in found:
            row = Row(case, Side(), Side() if peer else None)
            for _ in range(ROUNDS):
                _take_turn(row.ours, service.port, case.ours, web, database)
                if peer and row.peer:
                    _take_turn(row.peer, peer.port, case.peer, peer.process, database)
                cases.delete_new_tasks(database_url)
            rows.append(row)
        return rows
    finally:
        for process in workers:
            process.resume()


def _process(service: Service, word: str) -> psutil.Process:
    return next(each for each in service.processes() if word in " ".join(each.cmdline()))


def _take_turn(side: Side, port: int, request: load.Request, web: psutil.Process, database: psutil.Process) -> None:
    load.run(port, request, connections=CONNECTIONS, seconds=SECONDS / 10)
    web_before, database_before = cpu_seconds(web), cpu_seconds(database)
    taken = load.run(port, request, connections=CONNECTIONS, seconds=SECONDS)
    side.web_ms.append(1000 * (cpu_seconds(web) - web_before) / len(taken))
    side.database_ms.append(1000 * (cpu_seconds(database) - database_before) / len(taken))
    side.taken_ms += [1000 * each for each in taken]
    side.per_second.append(len(taken) / SECONDS)
