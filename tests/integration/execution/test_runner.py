"""One policy for all steps: retry, degrade, resume, end."""

import threading
import time

import psycopg
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError

from analysis.choices import StepStatus, TaskStatus
from analysis.exceptions import CommentsDisabled, NoTranscript, RateLimited, TemporaryError, VideoPrivate
from analysis.execution import leases, lifecycle, runner, steps, storage, workflow
from analysis.models import AnalysisTask, Comment, StepRun, TaskEvent
from analysis.pipeline import values
from analysis.queries import history
from tests.support import threads
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.fakes import FakeSource
from tests.support.polls import Polls

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fake_source")]


def frames_of(task):
    return history.task_frames(task.pk, after=0)


def warning_codes(task):
    return [frame["warning"]["code"] for frame in frames_of(task) if frame["type"] == "warning"]


def step_status(task, name):
    return StepRun.objects.get(task=task, name=name).status


def test_it_runs_a_task_to_a_finding():
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "completed"
    task.refresh_from_db()
    assert task.status == TaskStatus.COMPLETED
    assert task.progress == 100
    assert task.result_data["transcript"]["word_count"] == 29
    assert task.result_data["comments"]["fetched"] == 2
    assert task.result_metadata["step_seconds"]["synthesis"] is not None


def test_a_comprehensive_analysis_has_the_part_of_every_step():
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert [step.part for step in workflow.STEPS if step.part and task.result_data[step.part] is None] == []


def test_its_history_is_complete_and_ends_once():
    task = TaskFactory()
    runner.run(str(task.pk))
    frames = frames_of(task)
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert [frame["type"] for frame in frames if frame["terminal"]] == ["task_completed"]
    assert frames[-1]["terminal"]
    assert next(frame["step"] for frame in frames if frame["type"] == "step_completed") == "extraction"
    percents = [frame["progress"] for frame in frames if "progress" in frame]
    assert percents == sorted(percents)


def test_the_finding_in_the_last_frame_is_the_stored_one():
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert frames_of(task)[-1]["result"] == task.result_data
    assert frames_of(task)[-1]["metadata"] == task.result_metadata


def test_a_second_message_for_the_same_task_does_nothing(settings):
    task = TaskFactory()
    runner.run(str(task.pk))
    assert runner.run(str(task.pk)) == "skipped"
    assert settings.FAKE_SOURCE.calls.count("video") == 1


def test_a_refused_video_fails_with_its_own_code(settings):
    def refuse(video_id):
        raise VideoPrivate

    settings.FAKE_SOURCE.video = refuse
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "failed: VIDEO_PRIVATE"
    assert frames_of(task)[-1]["error"] == {
        "code": "VIDEO_PRIVATE",
        "message": "The video is private.",
        "step": "extraction",
        "retryable": False,
    }


def test_an_unknown_error_in_a_needed_step_fails_with_one_fixed_sentence(settings):
    def explode(video_id):
        raise ZeroDivisionError("secret detail")

    settings.FAKE_SOURCE.video = explode
    task = TaskFactory()
    with pytest.raises(ZeroDivisionError):
        runner.run(str(task.pk))
    error = frames_of(task)[-1]["error"]
    assert error["code"] == "INTERNAL_ERROR"
    assert "secret" not in error["message"]


def test_a_lack_of_memory_is_kept_from_celery_which_would_end_the_whole_worker(settings):
    def exhaust(video_id):
        raise MemoryError

    settings.FAKE_SOURCE.video = exhaust
    task = TaskFactory()
    with pytest.raises(RuntimeError, match="not enough memory"):
        runner.run(str(task.pk))
    assert frames_of(task)[-1]["error"]["code"] == "INTERNAL_ERROR"


def test_comments_that_are_turned_off_leave_a_warning_and_the_rest(settings):
    def disabled(progress):
        raise CommentsDisabled

    settings.FAKE_SOURCE.comments = disabled
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert task.status == TaskStatus.COMPLETED
    assert task.result_data["comments"] is None
    assert task.result_data["content"] is not None
    assert "COMMENTS_DISABLED" in warning_codes(task)


def test_a_video_without_a_word_still_gives_its_facts_and_comments(settings):
    def gone(track):
        raise NoTranscript

    settings.FAKE_SOURCE.captions = gone
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert task.status == TaskStatus.COMPLETED
    assert task.result_data["content"] is None
    assert task.result_data["comments"]["fetched"] == 2
    assert step_status(task, "content_analysis") == StepStatus.SKIPPED
    assert "NO_TRANSCRIPT" in warning_codes(task)


def test_an_unexpected_error_in_an_optional_step_costs_only_that_part(monkeypatch):
    def broken(run):
        raise ZeroDivisionError

    monkeypatch.setitem(steps.BINDINGS, "comment_analysis", broken)
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "completed"
    assert "ANALYSIS_FAILED" in warning_codes(task)


def test_it_tries_again_when_the_source_does_not_answer(settings):
    tries = []

    def flaky(video_id):
        tries.append(video_id)
        if len(tries) < 3:
            raise TemporaryError
        settings.FAKE_SOURCE.video = None
        return FakeSource().fetch_video(video_id)

    settings.FAKE_SOURCE.video = flaky
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "completed"
    assert len(tries) == 3
    assert StepRun.objects.get(task=task, name="extraction").attempts == 3
    assert "SERVICE_UNAVAILABLE" in warning_codes(task)


def test_a_long_wait_gives_the_worker_free_and_is_honoured(settings):
    def limited(video_id):
        raise RateLimited(retry_after=600)

    settings.FAKE_SOURCE.video = limited
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "requeued"
    task.refresh_from_db()
    assert task.status == TaskStatus.PROCESSING
    assert (task.not_before - task.updated_at).total_seconds() == pytest.approx(600, abs=5)


def test_a_resumed_task_goes_on_at_the_first_unfinished_step(settings):
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    found = FakeSource().fetch_video(task.video_id)
    lifecycle.start_step(claim, "extraction")
    lifecycle.complete_step(
        claim,
        "extraction",
        next_step="transcription",
        progress=10,
        facts={},
        save=lambda: storage.save_extraction(task.pk, found),
    )
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until="2020-01-01T00:00:00Z")
    settings.FAKE_SOURCE.calls.clear()
    assert runner.run(str(task.pk)) == "completed"
    assert "video" not in settings.FAKE_SOURCE.calls
    assert set(StepRun.objects.filter(task=task).values_list("completions", flat=True)) == {1}


def test_comments_fetched_before_a_crash_are_not_fetched_again(monkeypatch, settings):
    def die(*args, **kwargs):
        raise SystemExit("the machine stops")

    task = TaskFactory(options=BASIC_OPTIONS | {"analysis_type": "comments"})
    with monkeypatch.context() as patch:
        patch.setattr(steps.comment_analysis, "analyse_comments", die)
        with pytest.raises(SystemExit):
            runner.run(str(task.pk))
    assert Comment.objects.filter(task=task).count() == 2
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert runner.run(str(task.pk)) == "completed"
    assert settings.FAKE_SOURCE.calls.count("comments") == 1


def test_a_cancelled_task_stops_within_two_seconds_though_its_step_never_ends(settings, monkeypatch):
    polls, started = Polls(monkeypatch), threading.Event()

    def endless(progress):
        started.set()
        while True:
            progress.update(1, 100)
            time.sleep(0.01)

    settings.FAKE_SOURCE.comments = endless
    task = TaskFactory()
    outcome = threads.outcome_of_cancelled(task, started.is_set, polls.assert_a_cancel_stops_it_in_time)
    assert outcome == "stopped: CancellationRequested"
    assert TaskEvent.objects.filter(task=task, terminal=True).get().type == "task_cancelled"


def test_at_the_soft_limit_a_run_that_went_on_is_handed_on_and_one_that_did_not_has_timed_out(monkeypatch):
    def out_of_time(run):
        raise SoftTimeLimitExceeded

    monkeypatch.setitem(steps.BINDINGS, "transcription", out_of_time)
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "requeued at the time limit"
    assert runner.run(str(task.pk)) == "failed: TASK_TIMEOUT"


@pytest.mark.parametrize(("sqlstate", "attempts"), [("53100", 0), ("53300", 0), ("57P02", 1), (None, 1)])
def test_a_full_disk_of_the_database_uses_up_no_attempt(monkeypatch, sqlstate, attempts):
    """Five leases, 150 s, of a full disk failed every analysis."""

    def fail(run):
        cause = psycopg.OperationalError("could not extend file")
        cause.sqlstate = sqlstate
        raise OperationalError from cause

    monkeypatch.setitem(steps.BINDINGS, "extraction", fail)
    task = TaskFactory(options=BASIC_OPTIONS)
    assert runner.run(str(task.pk)) == "abandoned until its lease expires"
    task.refresh_from_db()
    assert (task.status, task.attempts) == (TaskStatus.PROCESSING, attempts)


def test_progress_is_told_at_most_four_times_a_second(settings):
    def chatty(progress):
        for done in range(1000):
            progress.update(done, 1000)
        return values.CommentSet((), total=0)

    settings.FAKE_SOURCE.comments = chatty
    task = TaskFactory(options=BASIC_OPTIONS | {"analysis_type": "comments"})
    runner.run(str(task.pk))
    told = [f for f in frames_of(task) if f["type"] == "progress_update" and f["current_step"] == "comment_analysis"]
    assert len(told) <= 10


def test_a_video_for_which_only_comments_were_asked_has_no_content(settings):
    task = TaskFactory(options=BASIC_OPTIONS | {"analysis_type": "comments"})
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert task.result_data["content"] is None
    assert task.result_data["transcript"] is None
    assert "captions" not in settings.FAKE_SOURCE.calls
