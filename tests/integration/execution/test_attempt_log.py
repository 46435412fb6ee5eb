"""Every attempt at a step is on record with its cause, for staff and for nobody else."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.timezone import now

from analysis import services
from analysis.exceptions import CommentsDisabled, InternalError, SourcePaused, TemporaryError
from analysis.execution import leases, lifecycle, runner, steps
from analysis.models import AnalysisTask, StepAttempt
from tests.support.factories import TaskFactory
from tests.support.fakes import FakeSource

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fake_source")]


def attempts(task):
    return list(StepAttempt.objects.filter(task=task).values_list("step", "outcome", "error_code", "cause"))


def refuse(*args):
    raise ZeroDivisionError("secret-canary")


def test_a_run_without_trouble_has_one_attempt_a_step():
    task = TaskFactory()
    runner.run(str(task.pk), worker="celery@here")
    assert len(attempts(task)) == 5
    assert {row[1:] for row in attempts(task)} == {("completed", "", "")}
    first = StepAttempt.objects.filter(task=task).first()
    assert first.worker == "celery@here"
    assert first.duration_seconds >= 0


def test_the_cause_of_an_unknown_error_is_kept(settings):
    settings.FAKE_SOURCE.video = refuse
    task = TaskFactory()
    with pytest.raises(ZeroDivisionError):
        runner.run(str(task.pk))
    assert attempts(task) == [("extraction", "failed", "INTERNAL_ERROR", "ZeroDivisionError")]
    kept = StepAttempt.objects.get(task=task)
    assert kept.cause_message == "secret-canary"
    assert "in refuse" in kept.traceback


def test_so_is_that_of_a_step_which_was_given_up(settings):
    settings.FAKE_SOURCE.comments = refuse
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "completed"
    kept = StepAttempt.objects.get(task=task, step="comment_analysis")
    assert (kept.outcome, kept.error_code, kept.cause) == ("failed", "ANALYSIS_FAILED", "ZeroDivisionError")


def test_each_try_is_a_row(settings):
    answers = iter([TemporaryError(), TemporaryError()])

    def video(video_id):
        if error := next(answers, None):
            raise error
        settings.FAKE_SOURCE.video = None
        return FakeSource().fetch_video(video_id)

    settings.FAKE_SOURCE.video = video
    task = TaskFactory()
    runner.run(str(task.pk))
    extraction = [row[1:3] for row in attempts(task) if row[0] == "extraction"]
    assert extraction == [("retried", "SERVICE_UNAVAILABLE"), ("retried", "SERVICE_UNAVAILABLE"), ("completed", "")]


def test_a_pause_of_the_source_is_told_from_a_failure(settings):
    def video(video_id):
        raise SourcePaused(code="EXTRACTION_BLOCKED", retry_after=60)

    settings.FAKE_SOURCE.video = video
    task = TaskFactory()
    runner.run(str(task.pk))
    assert [row[1:3] for row in attempts(task)] == [("paused", "EXTRACTION_BLOCKED")]


def begun():
    task = TaskFactory()
    claim = leases.claim_task(task.pk, worker="celery@first")
    lifecycle.start_step(claim, "extraction")
    return task, claim


def lapse(task):
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until=now() - timedelta(seconds=1))


def test_what_a_lost_worker_left_open_is_closed_when_the_step_begins_anew():
    task, _ = begun()
    lapse(task)
    lifecycle.start_step(leases.claim_task(task.pk, worker="celery@second"), "extraction")
    assert list(StepAttempt.objects.values_list("worker", "outcome")) == [
        ("celery@first", "lost"),
        ("celery@second", "running"),
    ]


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (lambda task, claim: services.task_cancel(task=task), "stopped"),
        (lambda task, claim: services.task_release(task_id=task.pk), "released"),
        (lambda task, claim: lifecycle.requeue(claim), "handed_on"),
        (lambda task, claim: lifecycle.fail_task(claim, InternalError(), "synthesis"), "stopped"),
        (lambda task, claim: (lapse(task), lifecycle.fail_after_max_attempts(task.pk, claim.fence)), "lost"),
    ],
)
def test_no_attempt_stays_open_when_its_run_is_over(end, outcome):
    task, claim = begun()
    end(task, claim)
    assert StepAttempt.objects.get(task=task, step="extraction").outcome == outcome
    assert not StepAttempt.objects.filter(ended_at=None).exists()


def test_what_breaks_after_the_last_step_is_kept_too(monkeypatch):
    monkeypatch.setattr(lifecycle, "complete_task", refuse)
    task = TaskFactory()
    with pytest.raises(ZeroDivisionError):
        runner.run(str(task.pk))
    assert attempts(task)[-1] == ("synthesis", "failed", "INTERNAL_ERROR", "ZeroDivisionError")


def test_a_time_limit_tells_where_it_struck(monkeypatch):
    def strike(run, *args):
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(steps.BINDINGS, "extraction", strike)
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "failed: TASK_TIMEOUT"
    kept = StepAttempt.objects.get(task=task)
    assert kept.cause.endswith("SoftTimeLimitExceeded")
    assert "in strike" in kept.traceback


def test_an_attempt_whose_change_was_refused_is_not_written():
    task, claim = begun()
    services.task_cancel(task=task)
    with pytest.raises(lifecycle.CancellationRequested):
        lifecycle.record_step_error(claim, "extraction", CommentsDisabled())
    assert attempts(task) == [("extraction", "stopped", "", "")]


def test_a_client_is_never_told_a_cause(client, settings):
    settings.FAKE_SOURCE.video = refuse
    task = TaskFactory()
    with pytest.raises(ZeroDivisionError):
        runner.run(str(task.pk))
    base = f"/api/v1/analysis/{task.pk}"
    told = [client.get(f"{base}{part}") for part in ("", "/result", "/events?after=0", "/transcript", "/comments")]
    told += [client.get("/api/v1/analysis/"), client.get("/"), client.get(f"/analyses/{task.pk}/")]
    for response in told:
        assert response.content
        for word in (b"canary", b"ZeroDivision", b"Traceback", b"fakes.py"):
            assert word not in response.content
    assert StepAttempt.objects.filter(traceback__contains="canary").exists()
