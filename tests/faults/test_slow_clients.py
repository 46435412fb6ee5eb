"""A client that does not read, one that says too much, and one that only waits cost the server little.

`make endurance` does the same for a minute each, with a thousand sockets.
"""

import asyncio

import pytest

from tests.faults import clients
from tests.faults.cluster import PATIENCE_SECONDS
from tests.faults.endurance import burdens

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: Seconds for which each client is a burden here.
SECONDS = 2.0
KINDS = ("never reads", "floods with long texts", "floods with texts and reads", "floods with pings")
#: In so short a time any hiccup of the machine is one of the slowest hundredth: this still tells it from a second.
CHANCE_MS = 500.0
#: Measurements of the control, which has to show the burden once; a promise is kept in every measurement.
ATTEMPTS = 4
#: Sockets that only wait, here.
IDLE = 200


def test_clients_that_never_read_or_flood_cost_little_memory_and_no_delay(cluster):
    cluster.start_worker(processes=burdens.TASKS)
    cluster.start_dispatcher()
    figures = asyncio.run(burdens.burdens(cluster, SECONDS, KINDS, chance_ms=CHANCE_MS))
    assert [line for line in figures if line.startswith("BROKEN")] == []


def test_a_client_that_watches_beside_a_flood_misses_nothing(cluster):
    task = cluster.analyse(SECONDS)
    cluster.start_worker()
    watcher = clients.Socket(cluster.port, task)

    async def flood():
        await clients.until(lambda: watcher.connections)
        cluster.start_dispatcher()
        await burdens.be_a_burden(cluster.port, task, "floods with empty texts", SECONDS)

    asyncio.run(asyncio.wait_for(clients.gathered([watcher], flood), PATIENCE_SECONDS))
    assert watcher.seen == cluster.log_of(task)
    assert watcher.connections == 1


def test_a_socket_that_only_waits_costs_less_than_40_kib(cluster):
    assert asyncio.run(burdens.bytes_of_an_idle_one(cluster, IDLE)) < burdens.IDLE_BYTES


def test_control_uvicorns_own_protocol_pays_for_a_flood_of_pings(cluster):
    cluster.kill("web")
    cluster.start_web(off="patience")
    cluster.start_worker(processes=burdens.TASKS)
    cluster.start_dispatcher()
    # On a busy machine the flood may get too little of the processor to show in one measurement.
    figures = asyncio.run(burdens.burdens(cluster, SECONDS, ATTEMPTS * ("floods with pings",), chance_ms=CHANCE_MS))
    assert [line for line in figures if line.startswith("BROKEN")], figures
