"""PostgreSQL goes away and comes back: callers are told so, and everything resumes by itself."""

import asyncio
import json
import time
import urllib.error
import urllib.request
from statistics import median

import pytest

from tests.faults import clients
from tests.faults.cluster import PATIENCE_SECONDS

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: Seconds within which a request is answered while the database is away.
ANSWER_SECONDS = 6.0
REFUSALS = 3
#: Seconds that the database is away: a pool that doubles the time between its attempts would wait as long again.
OUTAGE_SECONDS = 18.0


def test_nothing_is_lost_while_the_database_is_away(cluster):
    tasks = [cluster.analyse(3.0) for _ in range(2)]
    watching = [kind(cluster.port, task) for kind in (clients.Socket, clients.Reader) for task in tasks]
    # A worker's main process has a connection of its own once it has told of a killed child.
    cluster.orders.give(tasks[0], "committed extraction", "kill")
    cluster.start_worker()
    cluster.start_dispatcher()

    async def take_the_database_away():
        await clients.until(lambda: all(len(client.seen) > 5 for client in watching))
        cluster.crash_postgres()
        crashed = time.monotonic()
        refusals = [await asyncio.to_thread(refused, cluster) for _ in range(REFUSALS)]
        refusal, code, _ = refusals[-1]
        assert refusal.status == 503
        assert refusal.headers["Content-Type"] == "application/problem+json"
        assert int(refusal.headers["Retry-After"]) > 0
        assert code == "SERVICE_UNAVAILABLE"
        # The median, since the machine may be busy.
        assert median(seconds for *_, seconds in refusals) < ANSWER_SECONDS
        assert await asyncio.to_thread(cluster.status, "/livez") == 200
        assert await asyncio.to_thread(cluster.status, "/readyz") == 503
        await asyncio.sleep(max(0.0, crashed + OUTAGE_SECONDS - time.monotonic()))
        cluster.start_postgres()
        # The first request after its return is accepted.
        cluster.orders.give(cluster.analyse(1.0), "in synthesis", "kill")

    asyncio.run(asyncio.wait_for(clients.gathered(watching, take_the_database_away), PATIENCE_SECONDS))
    cluster.until(lambda: not cluster.active())
    assert cluster.orders.open_orders() == []
    assert cluster.breaches() == {}
    assert [client.seen for client in watching] == [cluster.log_of(client.task_id) for client in watching]
    assert {client.connections for client in watching} == {1}
    assert all(process.running.poll() is None for process in cluster.processes.values())
    assert cluster.status("/readyz") == 200


def refused(cluster):
    """Return what a POST is answered, the code in it, and after how many seconds."""
    began = time.monotonic()
    try:
        cluster.analyse()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal, json.load(refusal)["code"], time.monotonic() - began
    raise AssertionError("it was accepted without a database")
