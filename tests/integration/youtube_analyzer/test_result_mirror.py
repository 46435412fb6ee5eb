"""Celery's mirror of results, which must never cost a worker its life."""

import pytest
from celery import states
from django.db import OperationalError
from django_celery_results.models import TaskResult

from youtube_analyzer.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_became_of_a_task_is_kept():
    app.backend.store_result("a-task", "completed", states.SUCCESS)
    assert TaskResult.objects.get(task_id="a-task").status == "SUCCESS"


def test_a_database_that_is_away_is_passed_over(monkeypatch):
    def away(**fields):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(TaskResult.objects, "store_result", away)
    app.backend.store_result("a-task", "completed", states.SUCCESS)
    assert not TaskResult.objects.exists()
