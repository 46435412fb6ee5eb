"""What has had its time is removed, and nothing else."""

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_celery_results.models import TaskResult

from analysis.models import AnalysisTask, Comment, StepRun, TaskEvent, Transcript, Video
from analysis.operations import retention
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


def ended(days_ago, **more):
    return TaskFactory(completed=True, **more | {"completed_at": now() - timedelta(days=days_ago)})


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


def test_celerys_old_mirror_rows_go_too(settings):
    TaskResult.objects.create(task_id="old")
    TaskResult.objects.update(date_done=now() - timedelta(days=8))
    TaskResult.objects.create(task_id="young")
    retention.delete_expired_batch()
    assert list(TaskResult.objects.values_list("task_id", flat=True)) == ["young"]
