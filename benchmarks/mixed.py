"""Mixed requests at a fixed rate with a busy worker: ``python -m benchmarks.mixed [SECONDS [REQUESTS A SECOND]]``.

Of 20 requests 16 read a task, two a result, one the list, and one creates an analysis, which the worker then runs. A
latency counts from the time at which the request was due.
"""

import asyncio
import json
import random
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from benchmarks import installation, open_loop
from benchmarks.open_loop import Arrival, Outcome, percentile
from benchmarks.requests.load import Request
from youtube_analyzer.launcher import first_analysis

#: Of twenty requests.
MIX = {"status": 16, "result": 2, "list": 1, "create": 1}
#: Seconds of the same load before that are not counted.
WARM_UP_SECONDS = 3.0


def schedule(requests: Mapping[str, Request], per_second: float, seconds: float) -> list[Arrival]:
    """Return the arrivals at even intervals; each twenty hold the mix, in an order by chance."""
    order, chance = [name for name, share in MIX.items() for _ in range(share)], random.Random(1)
    arrivals: list[Arrival] = []
    while len(arrivals) < per_second * seconds:
        chance.shuffle(order)
        arrivals += [Arrival((len(arrivals) + n) / per_second, name, requests[name]) for n, name in enumerate(order)]
    return arrivals


def cells(name: str, outcomes: list[Outcome]) -> tuple[str, ...]:
    """Return one line of the table."""
    errors = sum(bool(each.error) for each in outcomes)
    return name, f"{len(outcomes):,}", *(f"{percentile(outcomes, each):.1f}" for each in (50, 99)), str(errors)


def main(seconds: float = 30.0, per_second: float = 200.0) -> None:
    """Measure and print."""
    body = {"youtube_url": first_analysis.SAMPLE_URL, "options": {"analysis_depth": "basic"}}
    with installation.running() as cluster:
        cluster.start_web()
        cluster.start_worker(processes=1)
        cluster.start_dispatcher()
        sample = str(cluster.call("POST", "/api/v1/analysis/", body)["id"])
        cluster.until(lambda: cluster.is_completed(sample))
        installation.copy_task(cluster, sample, 200, {})
        path = f"/api/v1/analysis/{sample}"
        requests = {
            "status": Request(path),
            "result": Request(f"{path}/result"),
            "list": Request("/api/v1/analysis/"),
            "create": Request("/api/v1/analysis/", "POST", json.dumps(body).encode()),
        }
        asyncio.run(open_loop.run(cluster.port, schedule(requests, per_second, WARM_UP_SECONDS)))
        outcomes = asyncio.run(open_loop.run(cluster.port, schedule(requests, per_second, seconds)))
        waiting = cluster.active()
    table = Table("request", "sent", "p50 ms", "p99 ms", "errors")
    for name in MIX:
        table.add_row(*cells(name, [each for each in outcomes if each.name == name]))
    table.add_row(*cells("all", outcomes))
    console = Console(width=120)
    console.print(table, f"{waiting} analyses wait for the worker at the end")
    for error in {each.error for each in outcomes if each.error}:
        console.print(error)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
