"""A worker that was frozen for longer than its claim can write nothing when it wakes."""

import os
import signal

import pytest

from tests.faults import history

pytestmark = [pytest.mark.faults, pytest.mark.long]


def overtake(cluster, places, off=""):
    """Have a process freeze at each of ``places`` and another finish its task; return all rows, then and after waking."""
    tasks = [cluster.analyse(0.5) for _ in places]
    for task, place in zip(tasks, places, strict=True):
        cluster.orders.give(task, place, "freeze")
    cluster.start_worker(processes=len(places) + 1, off=off)
    cluster.start_dispatcher()
    cluster.until(lambda: not cluster.active())
    before = rows(cluster, tasks)
    for entry in cluster.orders.diary():
        if entry.order == "freeze":
            os.kill(entry.pid, signal.SIGCONT)
    cluster.until(lambda: all(outcomes(cluster, task) >= 2 for task in tasks))
    return before, rows(cluster, tasks)


def outcomes(cluster, task):
    """Return how many runs of a task have ended, in whatever way."""
    lines = cluster.log_lines("worker")
    return sum(line.get("task_id") == task and line["event"].startswith("run ended") for line in lines)


def rows(cluster, tasks):
    with cluster.database() as connection:
        return [history.everything(connection, task) for task in tasks]


def test_a_worker_that_wakes_after_its_claim_ran_out_writes_nothing(cluster):
    places = ("committed transcription", "in comment_analysis", "uncommitted comment_analysis")
    before, after = overtake(cluster, places)
    assert after == before
    assert cluster.breaches() == {}


def test_control_without_the_fence_it_writes(cluster):
    before, after = overtake(cluster, ["in comment_analysis"], off="fence")
    assert after != before
    assert "something after the ending" in cluster.breaches()
