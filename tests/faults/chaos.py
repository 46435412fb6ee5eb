"""A long run of faults at random: ``make chaos MINUTES=10 SEED=``.

Work is started all the time, clients watch it, and everything is killed, frozen, wiped or deployed in turn. In the end
everything is put back, and the history must be whole. The seed repeats what was done; when it meets the work differs.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import urllib.error
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults import clients, places
from tests.faults.cluster import LEASE_SECONDS, Cluster

WORKERS = ("worker-1", "worker-2")
DISPATCHERS = ("dispatcher-1", "dispatcher-2")
#: Analyses started before each fault, and the share of them that meet an order of their own.
ANALYSES, ORDERED = 4, 0.4


class Audience:
    """Clients on an event loop of their own; processes must be started by the main thread, which waits."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.clients: list[clients.Client] = []
        self._port, self._chance = port, chance
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._watching = []

    def watch(self, task_id: str) -> None:
        """Have a client watch a task to its end, by socket or by event stream, dropping out at times."""
        kind = self._chance.choice([clients.Socket, clients.Reader])
        client = kind(self._port, task_id, drops=random.Random(self._chance.random()))
        self.clients.append(client)
        self._watching.append(asyncio.run_coroutine_threadsafe(client.watch(), self._loop))

    def is_done(self) -> bool:
        """Say whether every client has seen an ending."""
        return all(watching.done() for watching in self._watching)


def start_all(cluster: Cluster) -> None:
    """Start what does not run."""
    for name in WORKERS:
        if name not in cluster.processes:
            cluster.start_worker(name, processes=2, MAX_ATTEMPTS="100")
    for name in DISPATCHERS:
        if name not in cluster.processes:
            cluster.start_dispatcher(name, MAX_ATTEMPTS="100")
    cluster.restart_the_dead()


# Faults


def kill_a_worker(cluster, chance):
    cluster.kill(chance.choice(WORKERS))


def kill_a_dispatcher(cluster, chance):
    cluster.kill(chance.choice(DISPATCHERS))


def kill_the_web(cluster, chance):
    cluster.kill("web")
    cluster.start_web()


def wipe_the_broker(cluster, chance):
    cluster.kill("valkey")
    cluster.start_valkey()


def freeze(name, seconds):
    def fault(cluster, chance):
        cluster.freeze(chance.choice(name))
        time.sleep(chance.uniform(*seconds))  # how long it is frozen is the fault
        for each in name:
            cluster.thaw(each)

    fault.__name__ = f"freeze_{name[0].split('-')[0]}"
    return fault


def take_the_database_away(cluster, chance):
    cluster.crash_postgres()
    time.sleep(chance.uniform(0.5, 20))  # how long it is away is the fault
    cluster.start_postgres()


def deploy(cluster, chance):
    for name in (chance.choice(WORKERS), chance.choice(DISPATCHERS)):
        asyncio.run(cluster.end(name))


FAULTS: list[Callable[[Cluster, random.Random], None]] = [
    kill_a_worker,
    kill_a_dispatcher,
    kill_the_web,
    wipe_the_broker,
    take_the_database_away,
    deploy,
    freeze(["valkey"], (1.0, 8.0)),
    freeze(WORKERS, (1.0, 3.0 * LEASE_SECONDS)),
    freeze(DISPATCHERS, (1.0, 3.0 * LEASE_SECONDS)),
]


def run(cluster: Cluster, minutes: float, chance: random.Random) -> bool:
    """Break things for so long, put them back, and say whether the history is whole."""
    audience, done = Audience(cluster.port, chance), Counter[str]()
    deadline = time.monotonic() + 60 * minutes
    while time.monotonic() < deadline:
        start_all(cluster)
        begin_work(cluster, audience, chance)
        time.sleep(chance.uniform(0, 3))  # so that faults meet the work in all its stages
        fault = chance.choice(FAULTS)
        fault(cluster, chance)
        done[fault.__name__] += 1
        wake_the_frozen(cluster)
    start_all(cluster)
    cluster.until(lambda: wake_the_frozen(cluster) or not cluster.active(), restarting=True)
    cluster.until(audience.is_done)
    return report(cluster, audience, done)


def begin_work(cluster: Cluster, audience: Audience, chance: random.Random) -> None:
    """Start some analyses, have some of them meet something at a boundary, and watch them."""
    for _ in range(ANALYSES):
        task = analyse(cluster, chance.choice([0.0, 0.5, 3.0]))
        if chance.random() < ORDERED:
            place = chance.choice(places.OF_CHILD)
            cluster.orders.give(task, place, chance.choice(["kill", "kill", "freeze", "kill group"]))
        audience.watch(task)


def analyse(cluster: Cluster, comments_seconds: float) -> str:
    """Start an analysis; asked again where the service cannot take it yet, as clients do."""
    while True:
        try:
            return cluster.analyse(comments_seconds)
        except (urllib.error.HTTPError, OSError):
            time.sleep(clients.PAUSE_SECONDS)


def wake_the_frozen(cluster: Cluster) -> None:
    """Wake every process that froze at a boundary, once it has been overtaken."""
    for entry in cluster.orders.diary():
        if entry.order == "freeze" and time.time() - entry.moment > 2 * LEASE_SECONDS:
            try:
                os.kill(entry.pid, signal.SIGCONT)
            except ProcessLookupError:
                continue


def report(cluster: Cluster, audience: Audience, done: Counter[str]) -> bool:
    """Print what was done and what came of it; say whether nothing was lost."""
    logs = {client.task_id: cluster.log_of(client.task_id) for client in audience.clients}
    wrong = [client for client in audience.clients if client.seen != logs[client.task_id]]
    breaches = cluster.breaches()
    orders = Counter(entry.order for entry in cluster.orders.diary() if entry.order)
    recoveries = sorted(cluster.orders.recoveries())
    lines = [
        f"analyses {len(logs)}, clients {len(audience.clients)}, "
        f"connections {sum(client.connections for client in audience.clients)}",
        f"faults {sum(done.values())}: {dict(done)}",
        f"at boundaries {sum(orders.values())}: {dict(orders)}",
        f"seconds from these to the next claim, median {recoveries[len(recoveries) // 2]:.2f}, "
        f"longest {recoveries[-1]:.2f}"
        if recoveries
        else "no task was claimed again",
        f"rules broken: {breaches or 'none'}",
        f"clients whose history is not the log's: {len(wrong)}",
    ]
    sys.stdout.write("\n".join([*lines, ""]))
    return not breaches and not wrong


def main() -> int:
    """Run as the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    arguments = parser.parse_args()
    sys.stdout.write(f"seed {arguments.seed}, {arguments.minutes:g} minutes\n")
    sys.stdout.flush()
    folder = Path(tempfile.mkdtemp(prefix="analyzer-chaos-"))
    cluster = Cluster(folder)
    whole = False
    try:
        cluster.start_servers()
        cluster.start_web()
        whole = run(cluster, arguments.minutes, random.Random(arguments.seed))
    finally:
        cluster.stop()
        if whole:
            shutil.rmtree(folder)
        else:
            sys.stdout.write(f"The logs are in {folder}.\n")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
