"""Measure WebSockets: ``python -m benchmarks.sockets [SOCKETS]``, 1,000 where none are named.

Starts a web process, a process that records events as a worker does, and the peer of benchmarks/requests/peer.py.
"""

import asyncio
import statistics
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks import installation, open_loop
from benchmarks.requests import peer
from benchmarks.sockets import fan_out, storm
from benchmarks.sockets.publishing import Publisher

COLUMNS = (
    *("sockets", "CPU us a frame", "peer's", "ratio", "peer's in bursts", "ratio"),
    *("connect: CPU ms", "p50 ms", "p99 ms", "frames/s", "event to client: p50 ms", "p99 ms"),
)


def cases(sockets: int) -> list[fan_out.Case]:
    """Return one task that many watch, and as many tasks as sockets."""
    many = max(1, round(0.3 * sockets))
    return [fan_out.Case(many, 1, 100, 20), fan_out.Case(sockets, sockets, sockets, 200)]


def cells(row: fan_out.Row) -> tuple[str, ...]:
    """Return the cells of one line, in the order of ``COLUMNS``."""
    beside_peer = [
        cell
        for peers in (row.peer, row.peer_burst)
        for cell in (
            (f"{statistics.median(peers):.0f}", f"{fan_out.ratio(row.ours, peers):.2f}")
            if peers
            else ("not measured", "")
        )
    ]
    return (
        row.case.name,
        f"{statistics.median(row.ours):.0f}",
        *beside_peer,
        f"{row.connect_cpu_ms:.2f}",
        *_percentiles(row.connect_ms),
        f"{row.frames_per_second:,.0f}",
        *_percentiles(row.latencies_ms),
    )


def _percentiles(values: Sequence[float]) -> tuple[str, str]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.1f}", f"{cuts[98]:.1f}"


async def measure(cluster: installation.Cluster, sockets: int, console: Console) -> None:
    """Measure both cases, then the restart; print the figures."""
    sample = installation.create_template(cluster)
    ids = installation.copy_task(cluster, sample, sockets + 1, installation.RUNNING)
    publisher = await Publisher.start(cluster.environment)
    other = await asyncio.to_thread(peer.start, cluster.environment["DATABASE_URL"])
    table = Table(*COLUMNS)
    try:
        for case in cases(sockets):
            web = installation.process(cluster, "web")
            table.add_row(*cells(await fan_out.measure(case, cluster, web, publisher, ids, other)))
        console.print(table)
        found = await storm.run(cluster, publisher, ids[:-1], sample)
    finally:
        await publisher.stop()
        if other:
            other.stop()
    failed = [each.error for each in found.others if each.error]
    console.print(
        f"restart: ready after {found.ready:.1f} s, {sockets:,} clients caught up after {found.caught_up:.1f} s; "
        f"{len(found.others)} other requests: p50 {open_loop.percentile(found.others, 50):.0f} ms, "
        f"p99 {open_loop.percentile(found.others, 99):.0f} ms, {len(failed)} failed {set(failed) or ''}"
    )


def main(sockets: int) -> None:
    """Start everything, measure, stop."""
    with installation.running() as cluster:
        cluster.start_web()
        asyncio.run(measure(cluster, sockets, Console(width=200)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
