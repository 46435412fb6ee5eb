"""A whole analysis whose video comes from the YouTube Data API."""

import json
import logging

import pytest
from django.core import serializers

from analysis.execution import runner
from analysis.models import AnalysisTask, Comment, SourceState, StepAttempt, TaskEvent, Video
from analysis.operations.diagnosis import Status, youtube_stages
from analysis.sources import data_api_client, data_api_quota
from tests.support import data_api
from tests.support.factories import BASIC_OPTIONS, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def api(settings, monkeypatch):
    settings.YOUTUBE_API_KEY = data_api.KEY
    settings.VIDEO_SOURCES = ["analysis.sources.data_api.DataApiSource"]
    settings.SOURCE_PACE_SECONDS = 0
    with data_api.serving() as server:
        monkeypatch.setattr(data_api_client, "BASE", f"http://127.0.0.1:{server.server_port}/")
        server.answer("videos", {"items": [data_api.VIDEO]})
        server.answer("channels", data_api.CHANNEL)
        server.answer("captions", data_api.CAPTIONS)
        yield server
    SourceState.objects.all().delete()


def analysed():
    task = TaskFactory(video_id=data_api.ID, youtube_url=f"https://youtu.be/{data_api.ID}", options=BASIC_OPTIONS)
    runner.run(str(task.pk))
    task.refresh_from_db()
    return task


def test_facts_and_comments_are_analysed_without_a_transcript_and_a_warning_says_why(api, caplog):
    caplog.set_level(logging.DEBUG)
    talk = [data_api.thread(n, text=f"The tide part is great, number {n}") for n in range(1, 13)]
    api.answer("commentThreads", {"items": talk})
    task = analysed()
    assert task.status == "completed", task.error_message
    assert task.result_data["video"]["view_count"] == 1234
    assert task.result_data["transcript"] is None
    assert task.result_data["comments"]["fetched"] == 12
    (warning,) = [each for each in task.warnings if each["code"] == "NO_TRANSCRIPT"]
    assert "there are some in de, en" in warning["message"]
    assert data_api_quota.read().used == 53
    stored = [AnalysisTask, Video, Comment, TaskEvent, StepAttempt, SourceState]
    assert data_api.KEY not in "".join(serializers.serialize("json", each.objects.all()) for each in stored)
    assert data_api.KEY not in caplog.text


def test_comments_that_are_disabled_are_a_warning(api):
    api.answer("commentThreads", data_api.refusal(403, "commentsDisabled"))
    task = analysed()
    assert task.status == "completed"
    assert "COMMENTS_DISABLED" in [each["code"] for each in task.warnings]


def test_a_used_up_quota_pauses_the_source_for_all(api):
    api.answer("videos", data_api.refusal(403, "quotaExceeded"))
    task = analysed()
    assert (task.status, task.not_before is not None) == ("processing", True)
    state = SourceState.objects.get(pk=data_api_quota.SOURCE)
    assert state.reason_code == "RATE_LIMIT_EXCEEDED"
    assert abs((state.paused_until - data_api_quota.next_reset(state.refused_since)).total_seconds()) < 120
    assert len(api.asked) == 1
    analysed()
    assert len(api.asked) == 1


def test_the_diagnosis_says_whether_the_api_answers_and_what_is_used(api, settings):
    api.answer("videos", {"items": []})
    found = youtube_stages.check_data_api()
    assert (found.status, "1 of 10,000 units are used" in found.message) == (Status.OK, True)
    settings.YOUTUBE_API_QUOTA = 1
    assert youtube_stages.check_data_api().status == Status.WARNING
    api.answer("videos", data_api.refusal(400, "keyInvalid"))
    found = youtube_stages.check_data_api()
    assert (found.status, "YOUTUBE_API_KEY" in found.advice) == (Status.FAILED, True)
    assert data_api.KEY not in json.dumps(vars(found))
