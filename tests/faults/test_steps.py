"""A step that hangs, crashes or eats memory costs its own analysis only; one that works stops when it is told to."""

from statistics import median

import pytest

from tests.faults import history, places

pytestmark = [pytest.mark.faults, pytest.mark.long]

#: Seconds within which a cancelled analysis stops.
CANCEL_SECONDS = 2.0


def test_a_step_that_hangs_or_explodes_is_ended_and_the_others_go_on(cluster):
    orders = [
        ("in extraction", "always hang", "TASK_TIMEOUT"),
        ("in comment_analysis", "always hang", "TASK_TIMEOUT"),
        ("in comment_analysis", "always crash", "INTERNAL_ERROR"),
        ("in extraction", "always exhaust", "INTERNAL_ERROR"),
        ("in synthesis", "crash", ""),
    ]
    tasks = [cluster.analyse() for _ in orders]
    others = [cluster.analyse() for _ in range(4)]
    for task, (place, order, _) in zip(tasks, orders, strict=True):
        cluster.orders.give(task, place, order)
    cluster.start_worker(processes=4)
    # The limits travel with the message.
    cluster.start_dispatcher(MAX_ATTEMPTS="2", FAULTS_SOFT_TIME_LIMIT="3", FAULTS_TIME_LIMIT="4")
    cluster.until(lambda: not cluster.active())
    assert [cluster.error_of(task) for task in tasks] == [code for _, _, code in orders]
    assert all(map(cluster.is_completed, others))
    assert cluster.breaches(history.ENDED) == {}


def test_a_cancelled_analysis_stops_in_every_step(cluster):
    tasks = {step: cluster.analyse() for step in places.STEPS}
    for step, task in tasks.items():
        cluster.orders.give(task, f"in {step}", "work")
    cluster.start_worker(processes=len(tasks))
    cluster.start_dispatcher()
    cluster.until(lambda: not cluster.orders.open_orders())
    for task in tasks.values():
        cluster.call("POST", f"/api/v1/analysis/{task}/cancel")
    cluster.until(lambda: all(cluster.orders.moment(task, f"out of {step}") for step, task in tasks.items()))
    # The median, since the machine may be busy.
    assert median(seconds_from_cancel(cluster, step, task) for step, task in tasks.items()) <= CANCEL_SECONDS
    assert cluster.breaches(history.ENDED) == {}


def seconds_from_cancel(cluster, step, task):
    """Return the seconds from the ending that the cancel wrote to the moment at which the step was left."""
    with cluster.database() as connection:
        query = "SELECT extract(epoch FROM completed_at) FROM analysis_tasks WHERE id = %s"
        (cancelled_at,) = connection.execute(query, [task]).fetchone()
    return cluster.orders.moment(task, f"out of {step}") - float(cancelled_at)


def test_a_process_that_used_much_memory_is_replaced_after_its_task(cluster):
    cluster.start_worker(processes=1, WORKER_MEMORY_LIMIT_MB="100")
    cluster.start_dispatcher()
    assert len(processes_of(cluster, 3)) == 3


def test_control_a_process_below_the_limit_stays(cluster):
    cluster.start_worker(processes=1, WORKER_MEMORY_LIMIT_MB="8000")
    cluster.start_dispatcher()
    assert len(processes_of(cluster, 3)) == 1


def processes_of(cluster, count):
    """Run this many analyses, one after the other, and return the ids of the processes that claimed them."""
    for _ in range(count):
        task = cluster.analyse()
        cluster.until(lambda task=task: cluster.is_completed(task))
    return {entry.pid for entry in cluster.orders.diary() if entry.boundary == "claimed"}
