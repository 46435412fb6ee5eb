"""Measure the service as ``make run`` starts it: ``python -m benchmarks [PART OF A NAME]``.

Requests are measured beside another implementation of the contract (benchmarks/requests/peer.py says which), then the
time of an event from commit to watcher. Without an argument the table is written to docs/performance.md.
"""

import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.requests import measuring, peer, report
from tests.support.service import Service
from youtube_analyzer.launcher import first_analysis

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def main(only: str) -> None:
    """Start a service and the peer, measure them and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder) / "data", MAX_ACTIVE_TASKS="1000000").start()
        other = None
        try:
            lags = _lags(service, service.analyse(first_analysis.SAMPLE_URL)["id"])
            other = peer.start(service.server_urls()["DATABASE_URL"])
            rows = measuring.measure(service, other, only)
        finally:
            if other:
                other.stop()
            service.stop()
    table = Table(*report.COLUMNS)
    for row in rows:
        table.add_row(*report.cells(row))
    console = Console(width=200)
    console.print(table)
    p95 = statistics.quantiles(lags, n=20)[18]
    console.print(f"event, commit to watcher: median {statistics.median(lags):.1f} ms, p95 {p95:.1f} ms")
    if not only:
        report.write(PAGE, rows)


def _lags(service: Service, task_id: str) -> list[float]:
    """Return the milliseconds from an event's time to its arrival; both clocks are this machine's."""
    lags = []
    for frame in service.follow(task_id):
        lags.append(1000 * (time.time() - datetime.fromisoformat(frame["timestamp"]).timestamp()))
    return lags


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
