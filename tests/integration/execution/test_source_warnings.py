"""What a source could not give in full is a warning of the analysis."""

import json

import pytest

from analysis import options
from analysis.choices import TaskStatus
from analysis.execution import runner
from analysis.models import Comment
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)

ID = "abcdefghijk"


def test_what_is_shortened_or_left_out_of_video_and_comments_is_named_in_warnings(tmp_path, settings):
    settings.ARCHIVE_DIRS, settings.VIDEO_SOURCES = [tmp_path], ["analysis.sources.archive.ArchiveSource"]
    info = {
        "id": ID,
        "title": "Harbour " * 100,
        "thumbnail": "javascript:alert(1)",
        "comments": [{"id": "a", "text": "x " * 10_000}, {"text": "no id"}],
    }
    (tmp_path / f"{ID}.info.json").write_text(json.dumps(info))
    task = TaskFactory(
        youtube_url=f"https://youtu.be/{ID}",
        video_id=ID,
        options=options.with_defaults({"analysis_type": "comments"}),
    )
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert task.status == TaskStatus.COMPLETED
    assert len(Comment.objects.get(task=task).text) <= 10_000
    assert {(warning["code"], warning["step"]) for warning in task.warnings} == {
        ("SOURCE_DATA_SHORTENED", "extraction"),
        ("SOURCE_DATA_INVALID", "extraction"),
        ("SOURCE_DATA_SHORTENED", "comment_analysis"),
        ("SOURCE_DATA_INVALID", "comment_analysis"),
    }
