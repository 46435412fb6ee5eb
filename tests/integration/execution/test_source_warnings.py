"""What a source could not give in full is a warning of the analysis."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.exceptions import SourcePaused
from analysis.execution import leases, lifecycle, runner
from analysis.models import Comment
from tests.support.factories import BASIC_OPTIONS, TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)

ID = "abcdefghijk"


@pytest.fixture
def archive(tmp_path, settings):
    """Return the folder of the only source."""
    settings.ARCHIVE_DIRS, settings.VIDEO_SOURCES = [tmp_path], ["analysis.sources.archive.ArchiveSource"]
    return tmp_path


def analyse(**chosen):
    task = TaskFactory(youtube_url=f"https://youtu.be/{ID}", video_id=ID, options=BASIC_OPTIONS | chosen)
    runner.run(str(task.pk))
    task.refresh_from_db()
    return task


def test_what_is_shortened_or_left_out_of_video_and_comments_is_named_in_warnings(archive):
    info = {
        "id": ID,
        "title": "Harbour " * 100,
        "thumbnail": "javascript:alert(1)",
        "comments": [{"id": "a", "text": "x " * 10_000}, {"text": "no id"}],
    }
    (archive / f"{ID}.info.json").write_text(json.dumps(info))
    task = analyse(analysis_type="comments")
    assert task.status == TaskStatus.COMPLETED
    assert len(Comment.objects.get(task=task).text) <= 10_000
    assert {(warning["code"], warning["step"]) for warning in task.warnings} == {
        ("SOURCE_DATA_SHORTENED", "extraction"),
        ("SOURCE_DATA_INVALID", "extraction"),
        ("SOURCE_DATA_SHORTENED", "comment_analysis"),
        ("SOURCE_DATA_INVALID", "comment_analysis"),
        ("COMMENTS_READ_IN_PART", "comment_analysis"),
    }


def test_the_curve_of_the_source_is_in_the_result(archive):
    heatmap = [{"start_time": 0, "end_time": 60, "value": 1}]
    (archive / f"{ID}.info.json").write_text(json.dumps({"id": ID, "title": "Harbour", "heatmap": heatmap}))
    (archive / f"{ID}.en.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:03.000\nThe harbour is open.\n")
    task = analyse(analysis_type="content")
    assert task.result_data["content"]["replayed"] == [{"start": 0.0, "end": 60.0, "score": 1.0}]


def badges(client, task):
    pages = (
        client.get(place).content.decode() for place in (reverse("task-list"), reverse("task-detail", args=[task.pk]))
    )
    return [re.search(r'class="badge badge-(\w+)"[^>]*>([^<]+)<', page).groups() for page in pages]


def test_a_result_with_neither_transcript_nor_comments_is_not_called_complete(archive, client):
    dump = {"id": ID, "title": "Harbour"}
    (archive / f"{ID}.info.json").write_text(json.dumps(dump))
    bare = analyse()
    assert [warning["code"] for warning in bare.warnings] == ["NO_TRANSCRIPT", "COMMENT_EXTRACTION_FAILED"]
    assert badges(client, bare) == [("incomplete", "Metadata only")] * 2
    (archive / f"{ID}.info.json").write_text(json.dumps(dump | {"comments": [{"id": "a", "text": "Lovely."}]}))
    assert badges(client, analyse()) == [("completed", "Complete")] * 2


@pytest.mark.parametrize("left", [timedelta(seconds=30), timedelta(hours=-1)])
def test_a_wait_moves_the_estimated_completion_beyond_its_end(left):
    task = TaskFactory(estimated_completion=now() + left)
    end = now() + timedelta(seconds=600)
    lifecycle.requeue(leases.claim_task(task.pk, worker="celery@one"), until=end)
    task.refresh_from_db()
    assert task.not_before == end
    assert timedelta(0) <= task.estimated_completion - end <= max(left, timedelta(seconds=1))


def test_while_a_source_is_paused_the_message_says_so_and_an_unknown_completion_stays_unknown(settings, fake_source):
    def pause(video_id):
        raise SourcePaused("YouTube limits this server.", code="RATE_LIMIT_EXCEEDED", retry_after=600)

    settings.FAKE_SOURCE.video = pause
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert (task.message, task.estimated_completion) == ("YouTube limits this server. Waiting to go on.", None)
