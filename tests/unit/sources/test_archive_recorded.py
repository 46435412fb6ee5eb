"""Dumps that yt-dlp really wrote, and the sample of the project."""

import json
import shutil

import pytest

from analysis.exceptions import AnalysisError, ExtractionError, VideoIsLive
from analysis.pipeline.progress import Progress
from analysis.sources.archive import ArchiveSource
from tests.support.paths import ROOT
from tests.support.shared_data import SHARED_DATA, needs_shared_data

#: What the recorded dumps deserve, where it is not an extraction.
DESERVED = {"jfKfPfyJRdk": VideoIsLive}


@needs_shared_data
@pytest.mark.parametrize("path", sorted((SHARED_DATA / "archive").glob("*")), ids=lambda path: path.name)
def test_a_recorded_dump_is_read_or_refused_for_what_it_says(path):
    recorded = ArchiveSource([path.parent])
    if path.name in DESERVED:
        with pytest.raises(DESERVED[path.name]):
            recorded.fetch_video(path.name)
        return
    found = recorded.fetch_video(path.name)
    dumped = next(path.glob("*info*.json"), None)
    info = json.loads(dumped.read_text("utf-8")) if dumped else {}
    assert found.video.title == info.get("fulltitle")
    assert bool(found.tracks) == (dumped is None)
    try:
        read = recorded.fetch_comments(path.name, limit=10_000, sort="top", progress=Progress())
    except AnalysisError:
        assert "comments" not in info
    else:
        assert sorted(comment.id for comment in read.comments) == sorted(item["id"] for item in info["comments"])


@needs_shared_data
def test_recorded_dumps_that_are_odd_are_read_or_refused(tmp_path):
    titles = {}
    for path in sorted((SHARED_DATA / "archive_odd").iterdir()):
        shutil.copytree(path, tmp_path / path.name / "6iRV8liah8A")
        try:
            found = ArchiveSource([tmp_path / path.name]).fetch_video("6iRV8liah8A").video
            titles[path.name] = (found.published_at is None, found.tags is None, found.channel_name is None)
        except ExtractionError as error:
            titles[path.name] = type(error)
    assert titles == {
        "6iRV8liah8A_no_date": (True, False, False),
        "6iRV8liah8A_no_tags": (False, True, True),
        "6iRV8liah8A_no_uploader": (False, False, True),
        "not-youtube-42850523": ExtractionError,
    }


def test_the_sample_of_the_project_is_read():
    folder = ROOT / "sample"
    found = ArchiveSource([folder]).fetch_video("sample_talk")
    assert found.video.title
    assert found.tracks
    assert ArchiveSource([folder]).fetch_comments("sample_talk", limit=10, sort="top", progress=Progress()).comments
