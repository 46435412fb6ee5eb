"""Durations of earlier analyses, and what follows from them for one that runs."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis.choices import StepName, StepStatus
from analysis.execution import estimates, leases, workflow
from analysis.execution.progress_reporter import ProgressReporter
from analysis.models import StepRun, TaskEvent
from tests.support.factories import BASIC_OPTIONS, TaskFactory

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(StepName.values, 0)


def measure(seconds, depth="basic", names=StepName.values):
    """Store an analysis whose steps took as many seconds each."""
    task = TaskFactory(completed=True, options=BASIC_OPTIONS | {"analysis_depth": depth})
    end = now()
    steps = StepRun.objects.filter(task=task, name__in=names)
    steps.update(status=StepStatus.COMPLETED, started_at=end - timedelta(seconds=seconds), completed_at=end)


def test_without_history_nothing_is_known():
    durations = estimates.step_durations("basic")
    assert set(durations.values()) == {None}
    assert estimates.remaining(durations, ALL) is None
    assert estimates.weights(durations, ALL) == {name: step.weight for name, step in workflow.BY_NAME.items()}


def test_the_range_holds_four_in_five_runs():
    for seconds in range(1, 12):
        measure(seconds, names=["extraction"])
    assert estimates.step_durations("basic")["extraction"] == estimates.StepDuration(2, 6, 10)


def test_analyses_of_the_same_depth_count_where_there_are_enough():
    for _ in range(5):
        measure(2, depth="basic")
    for _ in range(4):
        measure(40, depth="comprehensive")
    assert estimates.step_durations("basic")["extraction"].median == 2
    assert estimates.step_durations("comprehensive")["extraction"].high == 40
    assert estimates.step_durations("comprehensive")["extraction"].low == 2  # four are too few


def test_what_is_left_is_the_rest_of_each_step():
    for seconds in (10, 20, 30):
        measure(seconds)
    durations = estimates.step_durations("basic")
    left = estimates.remaining(durations, {"extraction": 100, "synthesis": 50, "transcription": 0})
    assert left == estimates.StepDuration(15, 30, 45)


@pytest.mark.django_db(transaction=True)
def test_progress_follows_the_measured_time_and_never_falls():
    measure(1, names=["extraction", "transcription", "content_analysis", "synthesis"])
    measure(96, names=["comment_analysis"])
    lease = leases.Lease(leases.claim_task(TaskFactory().pk))
    rows = {row.name: row for row in StepRun.objects.filter(task_id=lease.claim.task_id)}
    with ProgressReporter(lease, 3, rows, "basic") as reporter:
        assert reporter.percent == 3
        for name, percent in (("extraction", 3), ("transcription", 3), ("content_analysis", 3)):
            with reporter.attempt(workflow.BY_NAME[name]), reporter.closing_step(name) as now_at:
                assert now_at == percent
        with reporter.attempt(workflow.BY_NAME["comment_analysis"]):
            reporter.report("comment_analysis", 50, "Counting")
            with reporter.closing_step("comment_analysis") as now_at:
                assert now_at == 99
    shown = [event.data["progress"] for event in TaskEvent.objects.order_by("seq")]
    assert shown == sorted(shown)
    assert 51 in shown
    assert TaskEvent.objects.order_by("seq").last().data["estimated_seconds_range"] == [49.0, 49.0]
