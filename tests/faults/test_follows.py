"""A followed channel is checked once whatever is killed: its new videos are neither lost nor analysed twice."""

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.long]
FOLLOWS = "/api/v1/follows/"


def test_a_check_survives_kills_of_its_worker_and_of_one_of_two_dispatchers(cluster):
    body = {"source_url": "https://www.youtube.com/@talks", "newest": 4, "options": {"analysis_depth": "basic"}}
    cluster.start_worker(processes=2)
    cluster.start_dispatcher()
    cluster.start_dispatcher("other dispatcher")
    follow = FOLLOWS + cluster.call("POST", FOLLOWS, body)["id"]
    for name in ("worker", "dispatcher"):
        cluster.until(lambda: column(cluster, "list_held") or column(cluster, "last_checked_at"), restarting=True)
        cluster.processes[name].kill_group()
    cluster.until(lambda: cluster.call("GET", follow)["last_batch_id"], restarting=True)
    cluster.until(lambda: is_done(cluster, follow), restarting=True)
    assert column(cluster, "list_fence") >= 2  # the first worker was killed while it read the list
    found = cluster.call("GET", follow)
    assert (found["counts"], found["failures"]) == ({"seen": 4, "taken": 4, "waiting": 0}, 0)
    (batch,) = cluster.call("GET", "/api/v1/batches/")["results"]
    assert (batch["counts"]["completed"], batch["follow_id"]) == (4, found["id"])
    assert cluster.breaches(("not exactly one ending", "a gap in the events", "a step not done once")) == {}


def column(cluster, name):
    with cluster.database() as connection:
        return connection.execute(f"SELECT {name} FROM follows").fetchone()[0]


def is_done(cluster, follow):
    batch = cluster.call("GET", follow)["last_batch_id"]
    return cluster.call("GET", f"/api/v1/batches/{batch}")["status"] == "completed"
