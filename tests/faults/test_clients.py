"""Whoever stays or comes back sees every event once, in order, the ending last."""

import asyncio
import random

import pytest

from tests.faults import clients
from tests.faults.cluster import PATIENCE_SECONDS

pytestmark = [pytest.mark.faults, pytest.mark.long]

SOCKETS, READERS = 50, 10
SEED = 20261125


def audience(cluster, tasks, *, dropping):
    """Return clients spread over ``tasks``."""
    chance = random.Random(SEED)
    kinds = [clients.Socket] * SOCKETS + [clients.Reader] * READERS
    return [
        kind(cluster.port, tasks[number % len(tasks)], drops=random.Random(chance.random()) if dropping else None)
        for number, kind in enumerate(kinds)
    ]


def watch(watching, meanwhile):
    asyncio.run(asyncio.wait_for(clients.gathered(watching, meanwhile), PATIENCE_SECONDS))


def missing(cluster, watching):
    """Return the clients whose history is not the log's."""
    logs = {task: cluster.log_of(task) for task in {client.task_id for client in watching}}
    return [client for client in watching if client.seen != logs[client.task_id]]


def test_clients_that_are_dropped_and_web_processes_that_are_killed_cost_no_event(cluster):
    tasks = [cluster.analyse(3.0) for _ in range(4)]
    watching = audience(cluster, tasks, dropping=True)
    cluster.start_worker(processes=4)

    async def kill_web():
        cluster.start_dispatcher()
        for frames in (2, 8):
            await clients.until(lambda frames=frames: all(len(client.seen) >= frames for client in watching))
            cluster.kill("web")
            cluster.start_web()

    watch(watching, kill_web)
    assert missing(cluster, watching) == []
    assert all(client.connections > 1 for client in watching)


def test_clients_see_every_event_while_the_layer_loses_every_message(cluster):
    tasks = [cluster.analyse(1.0) for _ in range(2)]
    watching = audience(cluster, tasks, dropping=False)
    cluster.start_worker(off="messages")

    async def begin():
        await clients.until(lambda: all(client.connections for client in watching))
        cluster.start_dispatcher()

    watch(watching, begin)
    assert missing(cluster, watching) == []
    assert {client.connections for client in watching} == {1}


def test_control_without_a_look_at_the_log_lost_messages_are_lost_for_good(cluster):
    cluster.kill("web")
    cluster.start_web(off="net")
    cluster.start_worker(off="messages")
    task = cluster.analyse()
    client = clients.Socket(cluster.port, task)

    async def see_nothing():
        watching = asyncio.create_task(client.watch())
        await clients.until(lambda: client.connections)
        cluster.start_dispatcher()
        await clients.until(lambda: cluster.is_completed(task))
        watching.cancel()
        await asyncio.wait({watching})

    asyncio.run(asyncio.wait_for(see_nothing(), PATIENCE_SECONDS))
    assert missing(cluster, [client]) == [client]
