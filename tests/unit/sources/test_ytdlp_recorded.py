"""Recorded answers of YouTube, through the real yt-dlp: each becomes an extraction or its own error."""

import gzip
import json

import pytest

from analysis.exceptions import AnalysisError
from analysis.pipeline.progress import Progress
from tests.support import innertube, tapes
from tests.support.shared_data import SHARED_DATA, needs_shared_data

RECORDED = SHARED_DATA / "innertube"


def recorded(monkeypatch, folder):
    monkeypatch.setenv("TAPE_DIR", str(folder))
    return innertube.TapedYtDlpSource()


def comments(source, video_id):
    return source.fetch_comments(video_id, limit=100, sort="top", progress=Progress())


def code_of(call, *args):
    with pytest.raises(AnalysisError) as raised:
        call(*args)
    return raised.value.code


#: What the recorded tapes deserve, where it is not an extraction.
REFUSED = {
    "8VajtrESJzA": "VIDEO_PRIVATE",
    "INVALID_ID_": "VIDEO_UNAVAILABLE",
    "jfKfPfyJRdk": "VIDEO_IS_LIVE",
    "rwcfPqbAx-0": "VIDEO_AGE_RESTRICTED",
}


@needs_shared_data
@pytest.mark.parametrize(
    "path",
    sorted(path.parent for path in RECORDED.glob("**/tape.json")),
    ids=lambda path: f"{path.parent.name}-{path.name}",
)
def test_a_recorded_video_goes_through_yt_dlp(path, monkeypatch):
    source = recorded(monkeypatch, path.parent)
    if path.name in REFUSED:
        assert code_of(source.fetch_video, path.name) == REFUSED[path.name]
        return
    assert source.fetch_video(path.name).video.title
    if (path / "comments.section.json.gz").exists():
        replies = (path / "comments.replies.1.json.gz").exists()
        found = comments(source, path.name)
        assert sum(comment.parent_id is None for comment in found.comments) == 20
        assert any(comment.parent_id for comment in found.comments) == replies
        assert found.total is None or found.total > len(found.comments)


@needs_shared_data
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("youtube_request_blocked.innertube.json.gz", "EXTRACTION_BLOCKED"),
        ("youtube_video_unavailable.innertube.json.gz", "VIDEO_UNAVAILABLE"),
    ],
)
def test_recorded_refusals_get_their_code(tmp_path, monkeypatch, body, code):
    answer = json.loads(gzip.decompress((RECORDED / "_errors" / body).read_bytes()))
    tapes.put(tmp_path, tapes.NORMAL, [tapes.player_entry(tapes.NORMAL, answer)])
    assert code_of(recorded(monkeypatch, tmp_path).fetch_video, tapes.NORMAL) == code


@needs_shared_data
def test_a_page_that_asks_for_consent_is_no_obstacle(tmp_path, monkeypatch):
    page = gzip.decompress((RECORDED / "_errors/youtube_consent_page.html.gz").read_bytes()).decode()
    watch = tapes.entry("/watch", {"v": tapes.NORMAL}, page)
    tapes.put(tmp_path, tapes.NORMAL, [watch, tapes.player_entry(tapes.NORMAL, tapes.player(tapes.NORMAL))])
    assert recorded(monkeypatch, tmp_path).fetch_video(tapes.NORMAL).video.title == tapes.TITLE
