"""Everything that was recorded of YouTube, through the whole line: each ends as it deserves, none as an error of ours."""

import pytest

from analysis.choices import TaskStatus
from analysis.execution import error_policy, runner
from analysis.queries import history
from analysis.sources.archive import ArchiveSource
from tests.support import fakes
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.innertube import TapedYtDlpSource
from tests.support.shared_data import SHARED_DATA, needs_shared_data

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, needs_shared_data]

#: What recorded refusals end with; everything else is completed.
REFUSED = {
    "jfKfPfyJRdk": "VIDEO_IS_LIVE",
    "8VajtrESJzA": "VIDEO_PRIVATE",
    "INVALID_ID_": "VIDEO_UNAVAILABLE",
    "rwcfPqbAx-0": "VIDEO_AGE_RESTRICTED",
}
#: Warnings that a recording may deserve: it holds no captions, no comments, or none of the pages that follow.
DESERVED = {"NO_TRANSCRIPT", "COMMENT_EXTRACTION_FAILED", "COMMENTS_DISABLED", "AUDIO_EXTRACTION_FAILED"}


def folders(name):
    return (
        sorted(folder.name for folder in (SHARED_DATA / name).iterdir() if folder.is_dir())
        if SHARED_DATA.is_dir()
        else []
    )


def tapes():
    return [name for name in folders("innertube") if (SHARED_DATA / "innertube" / name / "tape.json").exists()]


def analysed(video_id, source, monkeypatch):
    """Run an analysis of ``video_id`` on ``source`` alone and return the task."""
    monkeypatch.setattr("analysis.sources.registry.load_sources", lambda *_: (source,))
    # A recogniser that is ready: what the recordings lack is the sound.
    monkeypatch.setattr("analysis.speech.configured", fakes.FakeSpeech)
    monkeypatch.setattr(error_policy, "FIRST_RETRY_SECONDS", 0.01)
    url = f"https://www.youtube.com/watch?v={video_id}"
    task = TaskFactory(youtube_url=url, video_id=video_id, options=BASIC_OPTIONS)
    runner.run(str(task.pk))
    task.refresh_from_db()
    return task


def ends_as_it_deserves(task):
    codes = {warning["code"] for warning in task.warnings if warning["severity"] != "info"}
    assert codes <= DESERVED, task.warnings
    assert task.error_code == REFUSED.get(task.video_id, ""), task.error_message
    expected = TaskStatus.FAILED if task.video_id in REFUSED else TaskStatus.COMPLETED
    assert task.status == expected
    frames = history.task_frames(task.pk, after=0)
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))


@pytest.mark.parametrize("video_id", folders("archive"))
def test_every_archived_video_ends_as_it_deserves(video_id, monkeypatch):
    ends_as_it_deserves(analysed(video_id, ArchiveSource([SHARED_DATA / "archive"]), monkeypatch))


@pytest.mark.parametrize("folder", folders("archive_odd"))
def test_every_odd_dump_ends_as_it_deserves(folder, monkeypatch):
    task = analysed(folder[:11], ArchiveSource([SHARED_DATA / "archive_odd" / folder]), monkeypatch)
    if folder.startswith("not-youtube"):
        assert task.error_code == "VIDEO_NOT_FOUND"
    else:
        ends_as_it_deserves(task)


@pytest.mark.parametrize("video_id", tapes())
def test_every_recorded_answer_of_youtube_ends_as_it_deserves(video_id, monkeypatch):
    monkeypatch.setenv("TAPE_DIR", str(SHARED_DATA / "innertube"))
    ends_as_it_deserves(analysed(video_id, TapedYtDlpSource(), monkeypatch))
