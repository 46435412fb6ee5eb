"""Progress is written by a thread of its own: throttled, nothing held back for long, the last of a step always."""

import itertools

import pytest

from analysis.exceptions import CancellationRequested
from analysis.execution import leases, lifecycle, workflow
from analysis.execution.progress_reporter import MIN_INTERVAL_SECONDS, ProgressReporter
from analysis.models import StepRun, TaskEvent
from tests.support import waiting
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)

EXTRACTION, CONTENT, COMMENTS = (
    workflow.BY_NAME[name] for name in ("extraction", "content_analysis", "comment_analysis")
)


@pytest.fixture
def lease():
    """Return the lease of a claimed task; nothing but the reporter looks at its row."""
    return leases.Lease(leases.claim_task(TaskFactory().pk))


@pytest.fixture
def reporter(lease):
    """Return a reporter at work."""
    rows = {row.name: row for row in StepRun.objects.filter(task_id=lease.claim.task_id)}
    with ProgressReporter(lease, 0, rows) as reporter:
        yield reporter


def reported(lease):
    """Return step and percentage of each progress event."""
    data = TaskEvent.objects.filter(task_id=lease.claim.task_id).values_list("data", flat=True)
    return [(each["current_step"], each["step_progress"]) for each in data]


def test_a_cancellation_found_while_progress_is_written_reaches_the_run(lease, reporter):
    lifecycle.cancel_task(lease.claim.task_id, "enough")
    reporter.report("extraction", 10, "Reading")
    with pytest.raises(CancellationRequested):
        lease.wait(30)


def test_the_last_report_is_written_although_the_step_reports_no_more(lease, reporter):
    for percent in range(1, 51):
        reporter.report("extraction", percent, "Reading")
    waiting.until(lambda: ("extraction", 50) in reported(lease))


def test_events_are_a_quarter_of_a_second_apart(lease, reporter):
    with reporter.attempt(EXTRACTION):
        for percent in range(1, 4):
            reporter.report("extraction", percent, "Reading")
            waiting.until(lambda percent=percent: reported(lease)[-1] == ("extraction", percent))
    times = list(TaskEvent.objects.order_by("seq").values_list("created_at", flat=True))
    apart = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(times)]
    assert min(apart) > MIN_INTERVAL_SECONDS * 0.9


def test_steps_that_run_at_the_same_time_are_both_told(lease, reporter):
    with reporter.attempt(CONTENT), reporter.attempt(COMMENTS):
        reporter.report("content_analysis", 30, "Reading")
        reporter.report("comment_analysis", 40, "Counting")
        waiting.until(lambda: {("content_analysis", 30), ("comment_analysis", 40)} <= set(reported(lease)))


def test_the_last_report_of_a_step_is_written_when_it_closes(lease, reporter):
    with reporter.attempt(EXTRACTION):
        reporter.report("extraction", 90, "Reading")
        with reporter.closing_step("extraction"):
            assert reported(lease) == [("extraction", 0), ("extraction", 90)]


def test_nothing_is_written_after_an_attempt_has_failed(lease, reporter):
    with pytest.raises(ZeroDivisionError), reporter.attempt(EXTRACTION):
        reporter.report("extraction", 90, "Reading")
        raise ZeroDivisionError
    reporter.report("comment_analysis", 1, "Counting")
    waiting.until(lambda: ("comment_analysis", 1) in reported(lease))
    assert ("extraction", 90) not in reported(lease)
