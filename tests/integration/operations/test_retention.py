"""What has had its time is removed, and nothing else."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_celery_results.models import TaskResult

from analysis.execution import storage
from analysis.models import AnalysisTask, Comment, Invitation, SearchEntry, StepRun, TaskEvent, Transcript, Video
from analysis.operations import retention
from analysis.pipeline import values
from tests.support import searchable
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db


def ended(days_ago, **more):
    return TaskFactory(**{"completed": True} | more | {"completed_at": now() - timedelta(days=days_ago)})


def test_an_analysis_goes_with_all_that_hangs_on_it(settings):
    settings.RETENTION_DAYS = 30
    old = ended(31)
    Video.objects.create(task=old, youtube_id="sample_talk", facts={})
    Transcript.objects.create(task=old, source="manual_captions", segments=[])
    Comment.objects.create(task=old, position=0, comment_id="c1")
    TaskEvent.objects.create(task=old, seq=1, type="task_completed", terminal=True, created_at=now())
    assert not retention.delete_expired_batch()
    for model in (AnalysisTask, StepRun, TaskEvent, Video, Transcript, Comment):
        assert not model.objects.exists()


def test_what_is_younger_or_has_not_ended_stays(settings):
    settings.RETENTION_DAYS = 30
    young, waiting = ended(29), TaskFactory()
    AnalysisTask.objects.filter(pk=waiting.pk).update(created_at=now() - timedelta(days=400))
    retention.delete_expired_batch()
    assert set(AnalysisTask.objects.all()) == {young, waiting}


def test_more_than_a_batch_goes_in_several(settings):
    settings.RETENTION_DAYS = 1
    for _ in range(retention.BATCH_SIZE + 3):
        ended(2)
    assert retention.delete_expired_batch()
    assert AnalysisTask.objects.count() == 3
    assert not retention.delete_expired_batch()
    assert not AnalysisTask.objects.exists()


def test_everything_is_kept_where_no_time_is_set(settings):
    settings.RETENTION_DAYS = 0
    kept = ended(4000)
    retention.delete_expired_batch()
    assert AnalysisTask.objects.get() == kept


@pytest.mark.parametrize(("accepted", "left"), [(None, 0), (now() - timedelta(days=9), 1)])
def test_an_invitation_goes_when_it_has_expired_and_else_with_its_account(accepted, left):
    user = UserFactory()
    guest = {"user": user, "accepted_at": accepted} if accepted else {}
    Invitation.objects.create(email="a@example.org", expires_at=now() - timedelta(days=1), **guest)
    retention.delete_expired_batch()
    assert Invitation.objects.count() == left
    user.delete()
    assert not Invitation.objects.exists()


def test_celerys_old_mirror_rows_go_too(settings):
    TaskResult.objects.create(task_id="old")
    TaskResult.objects.update(date_done=now() - timedelta(days=8))
    TaskResult.objects.create(task_id="young")
    retention.delete_expired_batch()
    assert list(TaskResult.objects.values_list("task_id", flat=True)) == ["young"]


def with_texts(**more):
    task = ended(11, **more)
    storage.save_extraction(task.pk, values.Extraction(video=values.Video("sample_talk", "https://x"), source="x"))
    storage.save_transcript(
        task.pk, values.Transcript("manual_captions", "en", (values.Segment(0, 3, "The tide turns."),))
    )
    searchable.save_comments(task, [("A comment", "en", "neutral")])
    for seq in (1, 2, 3):
        TaskEvent.objects.create(task=task, seq=seq, type="x", terminal=seq == 3, created_at=now())
    task.steps.update(output={"text": "A comment"}, status="completed", completions=1)
    return task


@pytest.mark.parametrize("days, is_due", [(10, True), (12, False), (0, False)])
def test_texts_go_before_their_analysis(settings, days, is_due):
    settings.TEXT_RETENTION_DAYS = days
    task = with_texts()
    retention.delete_expired_batch()
    task.refresh_from_db()
    assert task.result_data is not None
    assert [each["code"] for each in task.warnings] == ["TEXTS_DELETED"] * is_due
    for rows in (Comment.objects, Transcript.objects, SearchEntry.objects, task.steps.exclude(output=None)):
        assert rows.exists() is not is_due
    retention.delete_expired_batch()
    assert AnalysisTask.objects.get().warnings == task.warnings


def test_a_failed_analysis_whose_texts_are_gone_can_begin_again(settings):
    settings.TEXT_RETENTION_DAYS = 10
    task = with_texts(completed=False, failed=True)
    retention.delete_expired_batch()
    assert set(task.steps.values_list("status", "output", "completions")) == {("pending", None, 0)}


@pytest.mark.parametrize("days, left", [(10, [3]), (12, [1, 2, 3]), (0, [1, 2, 3])])
def test_of_the_events_the_last_stays(settings, client, days, left):
    settings.EVENT_RETENTION_DAYS = days
    task = with_texts()
    AnalysisTask.objects.update(last_seq=3)
    retention.delete_expired_batch()
    assert list(task.events.values_list("seq", flat=True)) == left
    found = client.get(f"/api/v1/analysis/{task.pk}/events?after=0").json()
    assert [each["seq"] for each in found["events"]] == left
    assert Comment.objects.exists()
