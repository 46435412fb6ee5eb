"""A worker may be killed at any moment: nothing is lost, nothing is done twice, and it is noticed soon."""

import json
import random
from statistics import median

import pytest

from tests.faults import history, places
from tests.faults.cluster import LEASE_SECONDS

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: How often a worker's process is killed at each boundary.
TIMES = 3
#: Seconds from a kill to the next claim, at most: the claim runs out, the dispatcher looks every second.
RECOVERY_SECONDS = LEASE_SECONDS + 2.0
SEED = 20261125


def analyse_with_orders(cluster, boundaries, order):
    """Start an analysis for each boundary, to have ``order`` carried out there; nobody hands them out yet."""
    tasks = [cluster.analyse(0.1) for _ in boundaries]
    for task, boundary in zip(tasks, boundaries, strict=True):
        cluster.orders.give(task, boundary, order)
    return tasks


def test_a_worker_process_that_is_killed_at_any_boundary_loses_and_repeats_nothing(cluster):
    boundaries = list(places.OF_CHILD) * TIMES
    random.Random(SEED).shuffle(boundaries)
    analyse_with_orders(cluster, boundaries, "kill")
    cluster.start_worker(processes=6)
    cluster.start_dispatcher()
    cluster.until(lambda: not cluster.active())
    assert cluster.orders.open_orders() == []
    assert cluster.breaches() == {}


def test_a_worker_that_is_killed_as_a_whole_loses_and_repeats_nothing(cluster):
    analyse_with_orders(cluster, ["unacknowledged", "in comment_analysis"], "kill group")
    (cluster.path / "tmp" / "analysis-of-a-killed-worker").mkdir(parents=True)
    cluster.start_worker()
    cluster.start_dispatcher()
    cluster.until(lambda: not cluster.active(), restarting=True)
    assert cluster.orders.open_orders() == []
    assert cluster.breaches() == {}
    assert list((cluster.path / "tmp").iterdir()) == []


def test_the_task_of_a_killed_worker_is_soon_claimed_again(cluster):
    analyse_with_orders(cluster, ["unclaimed", "claimed", "in comment_analysis", "committed synthesis"], "kill")
    cluster.start_worker(processes=4)
    cluster.start_dispatcher()
    cluster.until(lambda: not cluster.active())
    # The median, since the machine that runs this may be busy with something else for a while.
    assert median(cluster.orders.recoveries()) <= RECOVERY_SECONDS


def test_control_without_a_second_handing_out_a_killed_workers_task_stays_undone(cluster):
    (task,) = analyse_with_orders(cluster, ["committed extraction"], "kill")
    cluster.start_worker()
    cluster.start_dispatcher(off="orphans")
    cluster.until(lambda: cluster.is_orphaned(task))
    later = cluster.analyse()
    cluster.until(lambda: cluster.is_completed(later))
    assert cluster.breaches(history.ENDED) == {"not ended": [task], "not exactly one ending": [task]}


def test_control_a_step_that_is_told_twice_is_seen(cluster):
    task = cluster.analyse()
    with cluster.database() as connection:
        as_if_completed(connection, task)
        assert history.breaches(connection) == {}
        tell(connection, task, 7, "step_completed", {"step": "synthesis"})
        assert set(history.breaches(connection)) == {"a gap in the events", "a step not told once"}


def as_if_completed(connection, task):
    """Write what a run leaves, as far as the rules look at it."""
    connection.execute(
        "UPDATE analysis_tasks SET status = 'completed', result_data = '{}', completed_at = now(), last_seq = 6"
        " WHERE id = %s",
        [task],
    )
    connection.execute("UPDATE analysis_steprun SET completions = 1 WHERE task_id = %s", [task])
    for seq, step in enumerate(places.STEPS, start=1):
        tell(connection, task, seq, "step_completed", {"step": step})
    tell(connection, task, 6, "task_completed", {})


def tell(connection, task, seq, event, data):
    connection.execute(
        "INSERT INTO analysis_taskevent (task_id, seq, type, data, terminal, created_at)"
        " VALUES (%s, %s, %s, %s, %s, now())",
        [task, seq, event, json.dumps(data), event == "task_completed"],
    )
