"""What it is worth that a claim calls the dispatcher: the same backlog with and without, in turn."""

from collections.abc import Iterator

from tests.faults.cluster import Cluster

#: Analyses of each round, and the rounds of each kind.
ANALYSES, ROUNDS = 60, 3
#: Messages that the broker may hold: so few that the worker would often wait for more.
WINDOW = 2


def run(cluster: Cluster) -> Iterator[str]:
    """Yield the rates."""
    cluster.start_web()
    rates: dict[str, list[float]] = {"room": [], "": []}
    for _ in range(ROUNDS):
        for off, found in rates.items():
            found.append(_rate(cluster, off))
            cluster.clear()
    silent, called = (ANALYSES * ROUNDS / sum(ANALYSES / rate for rate in rates[off]) for off in ("room", ""))
    yield f"DISPATCH_WINDOW={WINDOW}, analyses a second, claims that call: {called:.2f}, that do not: {silent:.2f}"
    yield f"ratio {called / silent:.2f}"


def _rate(cluster: Cluster, off: str) -> float:
    for _ in range(ANALYSES):
        cluster.analyse()
    cluster.start_worker(processes=2, off=off)
    cluster.start_dispatcher(off=off, DISPATCH_WINDOW=str(WINDOW))
    cluster.until(lambda: cluster.active() < ANALYSES)
    return (ANALYSES - 1) / cluster.until(lambda: not cluster.active())
