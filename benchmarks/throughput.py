"""Analyses a minute with one and two workers, and with a long queue: ``python -m benchmarks.throughput [QUEUE]``.

The sample video at ``basic`` is analysed by one process and by two in turns. Then QUEUE analyses of a video without
captions and comments (10,000 where none are named) wait for two: the rate at the end is compared with that at the
beginning.
"""

import statistics
import sys
import time
from collections.abc import Sequence

from rich.console import Console

from benchmarks import installation
from benchmarks.requests.usage import cpu_seconds
from tests.faults.cluster import Cluster
from youtube_analyzer.launcher import first_analysis

#: Turns of one and of two processes, and analyses of the sample in each.
ROUNDS, ANALYSES = 3, 40
SAMPLE = {"analysis_depth": "basic"}
TINY = SAMPLE | {"enable_transcription": False, "include_comments": False}


def rate(ends: Sequence[float]) -> float:
    """Return completions a minute, of their sorted times in seconds."""
    return 60 * (len(ends) - 1) / (ends[-1] - ends[0])


def tenths(ends: Sequence[float]) -> tuple[float, float]:
    """Return the rates of the first and of the last tenth of the completions."""
    size = max(2, len(ends) // 10)
    return rate(ends[:size]), rate(ends[-size:])


def drain(cluster: Cluster, task_id: str, count: int, processes: int) -> tuple[list[float], float]:
    """Analyse copies of a pending analysis; return the times of their ends, and CPU seconds of the worker for each."""
    ids = installation.copy_task(cluster, task_id, count, installation.PENDING)
    cluster.start_worker(processes=processes)
    worker = installation.process(cluster, "worker")
    cluster.until(lambda: len(worker.children()) == processes)
    before = cpu_seconds(worker)
    cluster.start_dispatcher()
    while _active(cluster, ids):
        time.sleep(1)
    used = cpu_seconds(worker) - before
    cluster.kill("dispatcher", "worker")
    with cluster.database() as database:
        rows = database.execute(
            """SELECT status, extract(epoch FROM completed_at)::float FROM analysis_tasks WHERE id = ANY(%s::uuid[])
            ORDER BY completed_at""",
            [ids],
        ).fetchall()
    assert {status for status, _ in rows} == {"completed"}, "an analysis failed"
    return [ended for _, ended in rows], used / count


def _active(cluster: Cluster, ids: Sequence[str]) -> bool:
    with cluster.database() as database:
        query = "SELECT EXISTS (SELECT FROM analysis_tasks WHERE completed_at IS NULL AND id = ANY(%s::uuid[]))"
        return bool(database.execute(query, [ids]).fetchone()[0])  # type: ignore[index]  # it always has a row


def _create(cluster: Cluster, options: dict[str, object]) -> str:
    body = {"youtube_url": first_analysis.SAMPLE_URL, "options": options}
    return str(cluster.call("POST", "/api/v1/analysis/", body)["id"])


def main(queue: int) -> None:
    """Measure and print."""
    console = Console(width=120)
    with installation.running() as cluster:
        cluster.start_web()
        sample, ratios = _create(cluster, SAMPLE), []
        for _ in range(ROUNDS):
            rates = {}
            for processes in (1, 2):
                ends, cpu = drain(cluster, sample, ANALYSES, processes)
                # Without those in which the models are loaded.
                rates[processes] = rate(ends[len(ends) // 4 :])
                per_minute = rates[processes]
                console.print(f"{processes} at a time: {per_minute:.0f} a minute, {1000 * cpu:.0f} ms of CPU each")
            ratios.append(rates[2] / rates[1])
        console.print(f"the second adds {statistics.median(ratios) - 1:.0%} (median)")
    with installation.running(VIDEO_SOURCES="benchmarks.tiny_source.TinySource") as cluster:
        cluster.start_web()
        ends, cpu = drain(cluster, _create(cluster, TINY), queue, 2)
        first, last = tenths(ends)
        console.print(
            f"queue of {queue:,}: {rate(ends):.0f} a minute, first tenth {first:.0f}, last tenth {last:.0f} "
            f"({last / first:.2f} of it), {1000 * cpu:.0f} ms of CPU each"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
