"""A deploy ends every process in turn, in the midst of work, and nobody loses anything."""

import asyncio
import urllib.error

import pytest

from tests.faults import clients
from tests.faults.cluster import PATIENCE_SECONDS

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: Analyses that are started while the processes change.
STARTED_MEANWHILE = 6
#: Source: RFC 6455's registry: "Service Restart".
SERVICE_RESTART = 1012


def test_a_deploy_in_the_midst_of_work_loses_nothing(cluster):
    tasks = [cluster.analyse(3.0) for _ in range(4)]
    watching = [clients.Socket(cluster.port, task) for task in tasks] + [clients.Reader(cluster.port, tasks[0])]
    with cluster.database() as connection:
        connection.execute("DELETE FROM analysis_worker")  # those that other tests have killed
    cluster.start_worker(processes=4)
    cluster.start_dispatcher()

    async def deploy():
        await clients.until(lambda: all(len(client.seen) > 3 for client in watching))
        starting = asyncio.create_task(start_analyses(cluster))
        for name, start in (
            ("web", cluster.start_web),
            ("worker", cluster.start_worker),
            ("dispatcher", cluster.start_dispatcher),
        ):
            await cluster.end(name)
            assert registered(cluster, name) == 0
            start()
        await starting

    asyncio.run(asyncio.wait_for(clients.gathered(watching, deploy), PATIENCE_SECONDS))
    cluster.until(lambda: not cluster.active())
    assert cluster.breaches() == {}
    assert [client.seen for client in watching] == [cluster.log_of(client.task_id) for client in watching]
    assert {code for client in watching for code in client.close_codes} == {SERVICE_RESTART}


def registered(cluster, role):
    """Return how many processes of a role show themselves to staff; a restore waits until they are gone."""
    with cluster.database() as connection:
        return connection.execute("SELECT count(*) FROM analysis_worker WHERE role = %s", [role]).fetchone()[0]


async def start_analyses(cluster):
    """Start some analyses; what is refused is asked for again, as clients do."""
    started = 0
    while started < STARTED_MEANWHILE:
        try:
            await asyncio.to_thread(cluster.analyse)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            await asyncio.sleep(clients.PAUSE_SECONDS)
        except OSError:
            await asyncio.sleep(clients.PAUSE_SECONDS)
        else:
            started += 1
