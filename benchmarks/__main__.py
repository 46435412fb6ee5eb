"""Measure the service as ``make run`` starts it: requests, and the time of an event from commit to watcher.

The machine is shared and busy: compare the rows with each other rather than with other machines.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.support.service import Service
from youtube_analyzer.launcher import first_analysis

REQUESTS = 200


def main() -> None:
    """Start a service, measure it and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data", MAX_ACTIVE_TASKS="").start()
        try:
            table = Table("what", "n", "median ms", "p95 ms", "CPU ms of the web process")
            task = service.analyse(first_analysis.SAMPLE_URL)
            lags = _lags(service, task["id"])
            for name, act in _requests(service, task["id"]).items():
                table.add_row(name, str(REQUESTS), *_measured(service, act))
            table.add_row("event, commit to watcher", str(len(lags)), *_spread(lags), "")
            Console().print(table)
        finally:
            service.stop()


def _requests(service: Service, task_id: str) -> dict[str, Callable[[], object]]:
    return {
        "GET /livez": lambda: service.call("GET", "/livez"),
        "GET a task": lambda: service.call("GET", f"/api/v1/analysis/{task_id}"),
        "GET a result": lambda: service.call("GET", f"/api/v1/analysis/{task_id}/result"),
        "POST an analysis that fails at once": lambda: service.analyse("https://youtu.be/test"),
    }


def _measured(service: Service, act: Callable[[], object]) -> tuple[str, str, str]:
    web = next(process for process in service.processes() if "uvicorn" in " ".join(process.cmdline()))
    act()
    before, taken = _cpu(web), []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    median, p95 = _spread(taken)
    return median, p95, f"{1000 * (_cpu(web) - before) / REQUESTS:.2f}"


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _lags(service: Service, task_id: str) -> list[float]:
    """Return the milliseconds from an event's time to its arrival; both clocks are this machine's."""
    lags = []
    for frame in service.follow(task_id):
        lags.append(1000 * (time.time() - datetime.fromisoformat(frame["timestamp"]).timestamp()))
    return lags


def _spread(taken: list[float]) -> tuple[str, str]:
    return f"{statistics.median(taken):.2f}", f"{statistics.quantiles(taken, n=20)[18]:.2f}"


if __name__ == "__main__":
    main()
