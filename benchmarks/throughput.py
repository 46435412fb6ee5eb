"""Analyses a minute with one and two workers, and with a queue: ``benchmarks.throughput [QUEUE [ANALYSES [PART]]]``.

The sample video at ``basic`` is analysed ANALYSES times (40) by one process and by two in turns. Then QUEUE (10,000)
analyses of a video without captions and comments wait for two: the rate at the end is compared with that at the start.
With PART, only so many at the start and at the end are analysed; those between become copies of the first.
"""

import statistics
import sys
import time
from collections.abc import Sequence

from rich.console import Console

from benchmarks import installation
from benchmarks.requests.usage import cpu_seconds
from tests.faults.cluster import Cluster

#: Turns of one and of two processes.
ROUNDS = 3
SAMPLE = {"analysis_depth": "basic"}
TINY = SAMPLE | {"enable_transcription": False, "include_comments": False}


def rate(ends: Sequence[float]) -> float:
    """Return completions a minute, of their sorted times in seconds."""
    return 60 * (len(ends) - 1) / (ends[-1] - ends[0])


def tenths(ends: Sequence[float], part: int | None = None) -> tuple[float, float]:
    """Return the rates of the first and of the last tenth of the completions, or ``part`` of them."""
    size = part or max(2, len(ends) // 10)
    return rate(ends[:size]), rate(ends[-size:])


def drain(
    cluster: Cluster, task_id: str, count: int, processes: int, part: int | None = None
) -> tuple[list[float], float]:
    """Analyse copies of a pending analysis; return the times of their ends, and CPU seconds of the worker for each.

    With ``part``, once so many have ended all others but so many are completed by a statement, and left out.
    """
    ids = installation.copy_task(cluster, task_id, count, installation.PENDING)
    cluster.start_worker(processes=processes)
    worker = installation.process(cluster, "worker")
    cluster.until(lambda: len(worker.children()) == processes)
    before, skipped = cpu_seconds(worker), list[str]()
    cluster.start_dispatcher()
    while len(ended := _ended(cluster, ids)) < count:
        if part and not skipped and len(ended) >= part:
            skipped = installation.complete_waiting(cluster, ids, part)
        time.sleep(1)
    used = cpu_seconds(worker) - before
    cluster.kill("dispatcher", "worker")
    assert {status for _, status, _ in ended} == {"completed"}, "an analysis failed"
    ends = [at for pk, _, at in ended if pk not in set(skipped)]
    return ends, used / len(ends)


def _ended(cluster: Cluster, ids: Sequence[str]) -> list[tuple[str, str, float]]:
    """Return id, status and time of those that have ended, in the order of their ends."""
    with cluster.database() as database:
        query = """SELECT id::text, status, extract(epoch FROM completed_at)::float FROM analysis_tasks
            WHERE completed_at IS NOT NULL AND id = ANY(%s::uuid[]) ORDER BY completed_at"""
        return database.execute(query, [list(ids)]).fetchall()


def main(queue: int = 10_000, analyses: int = 40, part: int | None = None) -> None:
    """Measure and print."""
    console = Console(width=120)
    with installation.running() as cluster:
        cluster.start_web()
        sample, ratios = installation.create_template(cluster, **SAMPLE), []
        for _ in range(ROUNDS):
            rates = {}
            for processes in (1, 2):
                ends, cpu = drain(cluster, sample, analyses, processes)
                # Without those in which the models are loaded.
                rates[processes] = rate(ends[len(ends) // 4 :])
                console.print(
                    f"{processes} at a time: {rates[processes]:.0f} a minute, {1000 * cpu:.0f} ms of CPU each"
                )
            ratios.append(rates[2] / rates[1])
        console.print(f"the second adds {statistics.median(ratios) - 1:.0%} (median)")
    with installation.running(VIDEO_SOURCES="benchmarks.tiny_source.TinySource") as cluster:
        cluster.start_web()
        ends, cpu = drain(cluster, installation.create_template(cluster, **TINY), queue, 2, part)
        first, last = tenths(ends, part)
        console.print(
            f"queue of {queue:,}, of which {len(ends):,} analysed: {part or 'a tenth'} at first {first:.0f} a minute, "
            f"at last {last:.0f} ({last / first:.2f} of it), {1000 * cpu:.0f} ms of CPU each"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
