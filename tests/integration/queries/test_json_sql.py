"""The JSON that PostgreSQL writes of a row, against what the row holds."""

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from analysis.choices import Queue, TaskStatus
from analysis.models import AnalysisTask, Comment, StepRun, Video
from analysis.queries import json_sql, tasks, wire
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db

#: Its milliseconds are cut, not rounded.
MOMENT = datetime(2026, 3, 14, 9, 26, 53, 589_999, tzinfo=UTC)
WRITTEN = "2026-03-14T09:26:53.589Z"


def written(task):
    return json.loads(tasks.task_text(task.pk))


def test_a_new_task():
    task = TaskFactory()
    shown = written(task)
    path = f"/api/v1/analysis/{task.pk}"
    assert list(shown) == [field.name for field in fields(wire.Task)]
    assert shown["links"] == {
        "self": path,
        "result": f"{path}/result",
        "events": f"{path}/events",
        "stream": f"{path}/stream",
        "websocket": f"/ws/{task.pk}",
        "page": f"/analyses/{task.pk}/",
        **{name: f"{path}/{name}" for name in ("transcript", "comments", "export", "cancel", "retry")},
    }
    assert (shown["id"], shown["status"], shown["progress"]) == (str(task.pk), "pending", 0)
    assert shown["options"] == task.options
    assert shown["warnings"] == []
    optional = ("current_step", "estimated_completion", "title", "error", "started_at", "completed_at")
    assert [shown[name] for name in optional] == [None] * 6


def test_the_place_in_the_queue_is_counted_among_those_that_wait_for_the_same_workers():
    first, other, second = TaskFactory(), TaskFactory(queue=Queue.TRANSCRIPTION), TaskFactory()
    running = TaskFactory(status=TaskStatus.PROCESSING)
    last = TaskFactory()
    assert [written(task)["queue_position"] for task in (first, second, last, other)] == [1, 2, 3, 1]
    assert written(running)["queue_position"] is None
    assert written(TaskFactory(failed=True))["queue_position"] is None
    AnalysisTask.objects.filter(pk=first.pk).update(status=TaskStatus.PROCESSING)
    assert written(last)["queue_position"] == 2


def test_an_empty_text_is_null_only_where_the_field_is_optional():
    task = TaskFactory(current_step="", message="")
    assert (written(task)["current_step"], written(task)["message"]) == (None, "")


def test_times_are_in_utc_with_milliseconds():
    task = TaskFactory(started_at=MOMENT, estimated_completion=MOMENT)
    AnalysisTask.objects.filter(pk=task.pk).update(created_at=MOMENT, updated_at=MOMENT)
    shown = written(task)
    assert {shown[name] for name in ("created_at", "updated_at", "started_at", "estimated_completion")} == {WRITTEN}


def test_a_failed_task_says_why():
    task = TaskFactory(failed=True, error_retryable=True)
    error = {"code": "VIDEO_PRIVATE", "message": "The video is private.", "step": "extraction", "retryable": True}
    assert written(task)["error"] == error

    AnalysisTask.objects.filter(pk=task.pk).update(error_step="")
    assert written(task)["error"] == error | {"step": None}


@pytest.mark.parametrize(
    "title, shown", [("Ebbe \u2028 und 'Flut' \"\\ 🌊", "Ebbe \u2028 und 'Flut' \"\\ 🌊"), ("", None)]
)
def test_the_title_is_the_videos(title, shown):
    task = TaskFactory()
    Video.objects.create(task=task, youtube_id="x", title=title, facts={})
    assert written(task)["title"] == shown


def test_steps_are_in_their_order_with_their_durations():
    task = TaskFactory()
    runs = {run.name: run for run in task.steps.all()}
    spans = {"extraction": timedelta(seconds=61, microseconds=1500), "transcription": timedelta(seconds=-5)}
    for name, span in spans.items():
        StepRun.objects.filter(pk=runs[name].pk).update(started_at=MOMENT, completed_at=MOMENT + span)
    StepRun.objects.filter(pk=runs["synthesis"].pk).update(started_at=MOMENT)

    steps = written(task)["steps"]

    assert [step["name"] for step in steps] == [run.name for run in task.steps.order_by("position")]
    assert all(list(step) == [field.name for field in fields(wire.Step)] for step in steps)
    found = {step["name"]: step["duration_seconds"] for step in steps}
    assert found == dict.fromkeys(runs) | {"extraction": 61.002, "transcription": 0}
    assert found["extraction"] == task.steps.get(name="extraction").duration_seconds
    assert steps[0]["started_at"] == WRITTEN


def test_a_task_with_nothing_beside_it_has_no_steps():
    task = TaskFactory()
    task.steps.all().delete()
    assert written(task)["steps"] == []


def test_a_strangers_task_is_not_found():
    task = TaskFactory(owner=UserFactory())
    assert tasks.task_with_text(task.pk, AnonymousUser()) is None
    assert json.loads(tasks.task_with_text(task.pk, task.owner).json)["id"] == str(task.pk)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {
            "text": 'Ebbe "und" Flut \u2028',
            "author": "@noor",
            "like_count": 12,
            "published_at": MOMENT,
            "sentiment": "positive",
            "sentiment_score": 0.1 + 0.2,
            "sentiment_confidence": 1.0,
            "language": "de",
            "theme": "tide",
            "is_spam": True,
            "spam_reason": "a link",
            "cites": [1.5, 61.0],
        },
    ],
)
def test_a_comment(columns):
    row = Comment.objects.create(task=TaskFactory(), position=0, comment_id="c1", **columns)
    text = Comment.objects.values_list(json_sql.comment_text(), flat=True).get(pk=row.pk)
    assert json.loads(text) == wire.comment_json(row)
    assert list(json.loads(text)) == list(wire.comment_json(row))
