"""How long processes take to start, and their memory before the first work: ``python -m benchmarks.start [TIMES]``.

A web process is ready when it answers, a worker when its process that runs analyses waits for one. CPU time and memory
(RSS) are those at that moment; elapsed time says little on a busy machine.
"""

import statistics
import sys
import time
from collections.abc import Callable

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import installation
from benchmarks.requests.usage import cpu_seconds
from tests.faults.cluster import Cluster

#: Seconds after which a started process is idle.
IDLE_SECONDS = 3.0


def start_web(cluster: Cluster) -> psutil.Process:
    """Return the web process, ready."""
    cluster.start_web()
    return installation.process(cluster, "web")


def start_worker(cluster: Cluster) -> psutil.Process:
    """Return the worker, ready."""
    cluster.start_worker(processes=1)
    worker = installation.process(cluster, "worker")
    with cluster.database() as database:
        cluster.until(
            lambda: (
                worker.children()
                and database.execute("SELECT FROM analysis_worker WHERE role = 'worker'").fetchone() is not None
            )
        )
    return worker


def measure(cluster: Cluster, name: str, start: Callable[[Cluster], psutil.Process]) -> tuple[float, ...]:
    """Return elapsed and CPU seconds until the process is ready, and its MB and those of its children, if any."""
    began = time.perf_counter()
    process = start(cluster)
    elapsed, cpu = time.perf_counter() - began, cpu_seconds(process)
    time.sleep(IDLE_SECONDS)
    memory = [each.memory_info().rss / 1e6 for each in (process, *process.children())]
    cluster.kill(name)
    with cluster.database() as database:
        database.execute("DELETE FROM analysis_worker")
    return elapsed, cpu, memory[0], max(memory[1:], default=0.0)


def main(times: int) -> None:
    """Measure and print."""
    table = Table("process", "ready after s", "CPU s", "MB", "MB of its child")
    with installation.running() as cluster:
        for name, start in (("web", start_web), ("worker", start_worker)):
            found = [measure(cluster, name, start) for _ in range(times)]
            figures = [statistics.median(each) for each in zip(*found, strict=True)]
            table.add_row(name, *(f"{each:.2f}" for each in figures[:2]), *(f"{each:.0f}" for each in figures[2:]))
    Console(width=100).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
