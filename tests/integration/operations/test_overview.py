"""How the installation is doing, in figures that staff can rely on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils.timezone import now

from analysis.choices import StepStatus, TaskStatus, WorkerRole
from analysis.models import AnalysisTask, SourceState, StepAttempt, StepRun, Worker
from analysis.operations import overview, timeline, worker_registry
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


def ago(**time):
    return now() - timedelta(**time)


def task(**fields):
    made = TaskFactory()
    AnalysisTask.objects.filter(pk=made.pk).update(**fields)
    return made


def test_the_queue_is_told_by_what_each_waits_for():
    soon, past = now() + timedelta(minutes=5), ago(minutes=1)
    task(updated_at=ago(seconds=90))
    task()
    task(not_before=soon)
    task(status=TaskStatus.PROCESSING, lease_until=past, not_before=soon)
    task(status=TaskStatus.PROCESSING, lease_until=soon)
    task(status=TaskStatus.PROCESSING, lease_until=past)
    TaskFactory(completed=True)
    queue = overview.queue_summary()
    assert (queue.waiting, queue.paused, queue.running, queue.orphaned) == (2, 2, 1, 1)
    assert 90 <= queue.oldest_seconds < 100
    assert queue.next_at == soon


def test_an_empty_queue_has_no_oldest():
    assert overview.queue_summary() == overview.QueueSummary(0, None, 0, None, 0, 0)


def attempt(of, code, **fields):
    times = {"started_at": now(), "ended_at": now()} | fields
    StepAttempt.objects.create(task=of, step="extraction", outcome="failed", error_code=code, **times)


def test_errors_of_the_day_are_counted_by_code_those_that_ended_analyses_first():
    one = TaskFactory(failed=True)
    TaskFactory(failed=True)
    TaskFactory(failed=True, error_code="INTERNAL_ERROR", completed_at=ago(hours=25))
    attempt(one, "VIDEO_PRIVATE")
    attempt(one, "COMMENTS_DISABLED")
    attempt(one, "COMMENTS_DISABLED")
    attempt(one, "INTERNAL_ERROR", ended_at=ago(hours=25))
    attempt(one, "")
    found = [(trouble.code, trouble.failed, trouble.attempts) for trouble in overview.error_counts()]
    assert found == [("VIDEO_PRIVATE", 2, 1), ("COMMENTS_DISABLED", 0, 2)]


def test_the_pace_of_a_step_is_taken_from_its_newest_runs(monkeypatch):
    monkeypatch.setattr(overview, "SAMPLE_SIZE", 20)
    end = now()
    runs = [(StepRun(task=TaskFactory(), name="extraction", position=0), seconds) for seconds in range(1, 22)]
    StepRun.objects.all().delete()
    for order, (run, seconds) in enumerate(runs):
        run.status, run.completed_at = StepStatus.COMPLETED, end + timedelta(seconds=order)
        run.started_at = run.completed_at - timedelta(seconds=seconds)
        run.save()
    (pace,) = overview.step_durations()
    # The oldest, of one second, is out; of 2 to 21 the tenth is 11 and the nineteenth 20.
    assert (pace.step, pace.runs, pace.median, pace.p95, pace.slowest) == ("extraction", 20, 11.0, 20.0, 21.0)
    assert pace.slowest_task == runs[-1][0].task_id


def test_the_last_hour_is_told_by_what_became_of_it():
    TaskFactory(completed=True)
    TaskFactory(failed=True)
    TaskFactory(failed=True, completed_at=ago(minutes=61))
    task(created_at=ago(minutes=61))
    assert overview.throughput() == overview.Throughput(accepted=3, completed=1, failed=1, cancelled=0)


def test_only_sources_that_refuse_are_told():
    SourceState.objects.create(
        name="ytdlp", refused_since=now(), pauses=2, reason_code="EXTRACTION_BLOCKED", reason="a"
    )
    SourceState.objects.create(name="archive")
    (source,) = overview.refusing_sources()
    assert (source.name, source.pauses, source.code, source.reason) == ("ytdlp", 2, "EXTRACTION_BLOCKED", "a")


def test_the_first_page_of_the_admin_shows_it_all(admin_client, django_assert_max_num_queries):
    busy = task(status=TaskStatus.PROCESSING, lease_until=now() + timedelta(minutes=1), current_step="synthesis")
    worker_registry.Heartbeat(WorkerRole.WORKER, name="celery@here", capacity=2).beat_if_due(
        tasks=[busy.pk], finished=12
    )
    SourceState.objects.create(name="ytdlp", refused_since=now(), reason="not a robot?")
    TaskFactory(failed=True)
    # Ten for the overview, the rest is Django's: session, user, its own log.
    with django_assert_max_num_queries(14):
        page = admin_client.get("/admin/").content.decode()
    for word in (
        "celery@here",
        f"/analysistask/{busy.pk}/change/",
        "synthesis",
        "1 of 2",
        "not a robot?",
        "VIDEO_PRIVATE",
        "<b>1</b> being run",
        "<b>0</b> waiting",
    ):
        assert word in page


def test_without_a_worker_it_says_so(admin_client):
    assert b"No worker is alive" in admin_client.get("/admin/").content


def test_a_role_without_a_live_process_is_missing():
    for role in WorkerRole:
        worker_registry.Heartbeat(role).beat_if_due()
    Worker.objects.filter(role=WorkerRole.DISPATCHER).update(seen_at=ago(minutes=1))
    assert overview.overview().missing_roles == ["dispatcher"]


# When what happened


def spans(made, *attempts, **fields):
    """Return (step or None, seconds, left, width) of an analysis with attempts given as (step, from, to) in seconds."""
    begun = ago(hours=5)
    AnalysisTask.objects.filter(pk=made.pk).update(created_at=begun, **fields)
    for step, start, end in attempts:
        times = {"started_at": begun + timedelta(seconds=start), "ended_at": begun + timedelta(seconds=end)}
        StepAttempt.objects.create(task=made, step=step, outcome="completed", **times)
    made.refresh_from_db()
    named = SimpleNamespace(step=None)
    return [
        ((span.attempt or named).step, round(span.seconds, 1), span.left, span.width) for span in timeline.build(made)
    ]


def ended(after):
    return {"status": TaskStatus.CANCELLED, "completed_at": ago(hours=5) + timedelta(seconds=after)}


def test_attempts_and_the_times_between_them_are_laid_out():
    found = spans(TaskFactory(), ("extraction", 10, 50), ("synthesis", 50, 90), **ended(90))
    assert found == [(None, 10.0, 0.0, 11.11), ("extraction", 40.0, 11.11, 44.44), ("synthesis", 40.0, 55.56, 44.44)]


def test_steps_side_by_side_stand_one_above_the_other():
    found = spans(TaskFactory(), ("content_analysis", 0, 50), ("comment_analysis", 0, 100), **ended(100))
    assert found == [("content_analysis", 50.0, 0.0, 50.0), ("comment_analysis", 100.0, 0.0, 100.0)]


def test_a_night_between_two_tries_is_told_in_full_and_drawn_short():
    found = spans(TaskFactory(), ("extraction", 0, 40), ("extraction", 10_040, 10_080), **ended(10_080))
    assert found == [("extraction", 40.0, 0.0, 40.0), (None, 10_000.0, 40.0, 20.0), ("extraction", 40.0, 60.0, 40.0)]


def test_what_was_not_begun_has_only_waited():
    ((step, seconds, left, width),) = spans(TaskFactory())
    assert (step, left, width) == (None, 0.0, 100.0)
    assert seconds >= 5 * 3600


def test_of_what_ran_before_attempts_were_put_on_record_nothing_is_claimed():
    assert spans(TaskFactory(), **ended(90), started_at=ago(hours=5)) == []


def test_an_analysis_without_time_is_no_division_by_zero():
    assert spans(TaskFactory(), ("extraction", 0, 0), **ended(0)) == [("extraction", 0.0, 0.0, 0.4)]


def test_of_very_many_attempts_the_newest_are_shown(monkeypatch):
    monkeypatch.setattr(timeline, "MAX_ATTEMPTS_SHOWN", 2)
    found = spans(TaskFactory(), *[("extraction", 10 * n, 10 * n + 10) for n in range(5)], **ended(50))
    assert [seconds for _, seconds, _, _ in found] == [10.0, 10.0]
