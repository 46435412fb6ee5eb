"""The clock is set back by hours during an analysis: no duration that anybody reads is negative."""

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis import counters
from analysis.execution import estimates, runner
from analysis.models import AnalysisTask, StepAttempt, StepRun
from analysis.operations import backlog, overview, timeline
from analysis.queries import history
from tests.support.factories import TaskFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fake_source")]


def later():
    """Return what the clock showed before it was set back."""
    return now() + timedelta(hours=4)


@pytest.fixture
def task():
    """Return an analysis that ended hours before it began, as far as the clock tells."""
    task = TaskFactory()
    AnalysisTask.objects.filter(pk=task.pk).update(created_at=later(), started_at=later())
    StepRun.objects.filter(task=task).update(started_at=later())
    assert runner.run(str(task.pk)) == "completed"
    StepAttempt.objects.filter(task=task).update(started_at=later())
    task.refresh_from_db()
    assert task.started_at > task.completed_at
    return task


def negative(value, path=""):
    """Return the paths of all numbers below zero under names with ``seconds``."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [deeper for key, each in pairs for deeper in negative(each, f"{path}.{key}")]
    is_number = isinstance(value, int | float)
    return [*found, path] if is_number and "seconds" in path and value < 0 else found


def test_clients_read_none(task, client):
    frames = history.task_frames(task.pk, after=0)
    answers = [client.get(f"/api/v1/analysis/{task.pk}/{part}").json() for part in ("", "result")]
    assert negative(json.loads(json.dumps(frames, default=str))) == []
    assert [negative(answer) for answer in answers] == [[], []]


def test_control_a_negative_duration_is_seen():
    assert negative({"steps": [{"duration_seconds": -14399.4}]}) == [".steps.0.duration_seconds"]


def test_staff_and_metrics_read_none(task, settings, client):
    settings.METRICS_TOKEN = "for-tests"
    counters.flush()
    text = client.get("/metrics", headers={"Authorization": "Bearer for-tests"}).content.decode()
    figures = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in text.splitlines() if line[0] != "#"}
    assert any("step_seconds_sum" in name for name in figures)
    assert [name for name, value in figures.items() if "seconds" in name and float(value) < 0] == []
    assert min(each.median for each in overview.step_durations()) == 0.0
    assert all(span.seconds >= 0 and span.left >= 0 and span.width >= 0 for span in timeline.build(task))


def test_an_estimate_leaves_such_a_run_out(task):
    assert set(estimates.expected_step_seconds().values()) == {None}


def test_a_queue_has_not_waited_for_less_than_no_time():
    waiting = TaskFactory()
    AnalysisTask.objects.filter(pk=waiting.pk).update(updated_at=later(), dispatched_at=now())
    assert overview.queue_summary().oldest_seconds == 0.0
    assert backlog.unclaimed_seconds() == 0.0
