"""The broker is killed and comes back empty, again and again, under a backlog."""

import time
from collections.abc import Iterator
from statistics import median

from tests.faults.cluster import Cluster

#: How often.
TIMES = 30
#: Analyses that have not ended, at each wipe.
BACKLOG = 20


def run(cluster: Cluster) -> Iterator[str]:
    """Yield what came of it."""
    cluster.start_web()
    cluster.start_worker()
    cluster.start_dispatcher()
    tasks, seconds = 0, []
    for _ in range(TIMES):
        while cluster.active() < BACKLOG:
            cluster.analyse(0.3)
            tasks += 1
        cluster.kill("valkey")
        cluster.start_valkey()
        wiped = time.time()
        seconds.append(cluster.until(lambda wiped=wiped: cluster.orders.claims_since(wiped)))
    cluster.until(lambda: not cluster.active())
    yield f"{TIMES} wipes under a backlog of {BACKLOG}, {tasks} analyses"
    yield f"from the wipe to the next claim, seconds: median {median(seconds):.1f}, longest {max(seconds):.1f}"
    breaches = cluster.breaches()
    yield f"BROKEN: {breaches}" if breaches else "no rule broken: all completed, once, with a whole history"
