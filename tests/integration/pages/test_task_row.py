"""Rows of the list are kept as HTML: they still show every change, the clock, and the words of each reader."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Video
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page


@pytest.mark.django_db
def test_a_row_that_is_kept_shows_what_changes_how_old_it_is_and_whose(client):
    def shown(language):
        return Page(client.get("/", headers={"Accept-Language": language}).content.decode()).text.replace("\xa0", " ")

    ada = UserFactory(username="ada")
    task = TaskFactory(status=TaskStatus.PROCESSING, progress=10)
    Video.objects.create(task=task, youtube_id=task.video_id, title="Kelp", channel_name="Shore", facts={})
    first = shown("en")
    assert "Kelp" in first and "Running · 10 %" in first and "public" not in first
    AnalysisTask.objects.filter(pk=task.pk).update(progress=40, created_at=now() - timedelta(hours=3))
    Video.objects.filter(task=task).update(title="Moss")
    second = shown("en")
    assert "Kelp" not in second and "Moss" in second and "Running · 40 %" in second and "3 hours ago" in second
    third = shown("zh-Hans")
    assert "Moss" in third and "3小时之前" in third and "Running" not in third
    client.force_login(ada)
    assert "public" in shown("en")
    AnalysisTask.objects.filter(pk=task.pk).update(owner=ada)
    assert "yours" in shown("en")
