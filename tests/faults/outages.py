"""A broker that is of no use for a while, in four ways, while analyses wait and more are started."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.faults.cluster import Cluster
from tests.support.broken_servers import KINDS, broken_server

#: Analyses that wait when the outage begins, and that are started during it.
BEFORE, DURING = 30, 10


@contextmanager
def frozen(cluster: Cluster) -> Iterator[None]:
    """Freeze Valkey: it accepts connections and answers nothing."""
    cluster.freeze("valkey")
    try:
        yield
    finally:
        cluster.thaw("valkey")


@contextmanager
def killed(cluster: Cluster) -> Iterator[None]:
    """Kill Valkey: nobody listens at its port."""
    cluster.kill("valkey")
    try:
        yield
    finally:
        cluster.start_valkey()


@contextmanager
def refusing(cluster: Cluster) -> Iterator[None]:
    """Close every connection at its first request, as a proxy does that has no server."""
    with killed(cluster), broken_server("an end", cluster.broker_port):
        yield


@contextmanager
def garbage(cluster: Cluster) -> Iterator[None]:
    """Answer nonsense, of another kind on each connection."""
    with killed(cluster), broken_server(lambda: random.choice(KINDS), cluster.broker_port):
        yield


OUTAGES: dict[str, Callable[[Cluster], AbstractContextManager[None]]] = {
    outage.__name__: outage for outage in (frozen, killed, refusing, garbage)
}


def survive(cluster: Cluster, name: str, seconds: float, *, before: int = BEFORE) -> tuple[float, list[str]]:
    """Have an outage under a backlog; return the seconds from its end to that of all analyses, and what was wrong.

    A worker and a dispatcher are started during it besides those that run.
    """
    cluster.start_worker()
    cluster.start_dispatcher()
    for _ in range(before):
        cluster.analyse(0.5)
    cluster.until(lambda: cluster.active() < before)
    with OUTAGES[name](cluster):
        ends_at = time.monotonic() + seconds
        cluster.start_worker("late-worker", processes=1)
        cluster.start_dispatcher("late-dispatcher")
        began = {each.name: each.running for each in cluster.processes.values() if each.name != "valkey"}
        for _ in range(DURING):
            cluster.analyse()
            time.sleep(seconds / DURING / 2)  # the outage lasts, and work comes all the time
        cluster.until(lambda: time.monotonic() >= ends_at)
        missing = cluster.call("GET", "/readyz")["missing"]
    recovery_seconds = cluster.until(lambda: not cluster.active())
    wrong = [f"{role} counted as dead" for role in missing]
    wrong += [f"{one} ended" for one, running in began.items() if running is None or running.poll() is not None]
    wrong += [f"{rule}: {len(ids)}" for rule, ids in cluster.breaches().items()]
    return recovery_seconds, wrong
