"""Speech recognition by workers of their own: who is handed what, and that nobody waits for those he does not need."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis import dispatcher
from analysis.execution import runner, steps
from analysis.models import AnalysisTask
from analysis.operations import backlog
from analysis.pipeline import values
from tests.support.factories import TaskFactory
from tests.support.fakes import FakeSpeech, Script

pytestmark = pytest.mark.django_db(transaction=True)

LISTENS = "tests.support.fakes.FakeSpeech"
HANDS_OVER = "analysis.speech.remote.RemoteSpeechClient"


@pytest.fixture(autouse=True)
def world(settings, monkeypatch):
    """Have a video without captions, and workers that do not listen."""
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.SPEECH_CLIENT = HANDS_OVER
    settings.FAKE_SOURCE = Script()
    settings.FAKE_SOURCE.video = lambda video_id: values.Extraction(
        values.Video(video_id, "address", duration_seconds=60.0), "fake", has_audio=True
    )
    FakeSpeech.heard = []
    fetched = []
    monkeypatch.setattr(
        steps.audio,
        "fetch",
        lambda source, video_id, folder, progress, **_: fetched.append(1) or values.Audio(folder / "s.wav", 60.0, ()),
    )
    yield fetched
    settings.FAKE_SOURCE = Script()


@pytest.fixture
def sent(monkeypatch):
    """Catch what would go to the broker, and to which queue."""
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, queue, **_: found.append((queue, args[0])))
    return found


def test_a_video_without_captions_goes_to_those_who_listen_and_back(world, sent, settings):
    task = TaskFactory()
    dispatcher.dispatch_due_tasks()
    assert runner.run(str(task.pk)) == "requeued"
    assert world == []  # nobody fetches sound that another will listen to
    dispatcher.dispatch_due_tasks()
    settings.SPEECH_CLIENT = LISTENS
    assert runner.run(str(task.pk)) == "requeued"
    assert len(FakeSpeech.heard) == 1
    dispatcher.dispatch_due_tasks()
    settings.SPEECH_CLIENT = HANDS_OVER
    assert runner.run(str(task.pk)) == "completed"
    assert sent == [(queue, str(task.pk)) for queue in ("analysis", "transcription", "analysis")]
    task.refresh_from_db()
    assert task.result_data["transcript"]["source"] == "speech_recognition"


def test_being_handed_over_is_not_held_against_an_analysis():
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert (task.queue, task.attempts, task.status) == ("transcription", 0, "processing")


def test_a_listener_that_was_told_to_hand_over_gives_up_in_the_end(sent, settings):
    settings.MAX_ATTEMPTS = 2
    task = TaskFactory()
    for _ in range(3):
        assert runner.run(str(task.pk)) == "requeued"
    dispatcher.dispatch_due_tasks()
    task.refresh_from_db()
    assert task.status == "failed"


def test_a_backlog_of_sound_holds_up_nothing_else(sent, settings):
    settings.DISPATCH_WINDOW = 1
    for _ in range(3):
        TaskFactory(queue="transcription")
    quick = TaskFactory()
    dispatcher.dispatch_due_tasks()
    assert [queue for queue, _ in sent] == ["analysis", "transcription"]
    assert sent[0][1] == str(quick.pk)


def test_a_worker_is_not_taken_for_deaf_for_what_is_not_for_it():
    TaskFactory(queue="transcription", dispatched_at=now())
    AnalysisTask.objects.update(updated_at=now() - timedelta(seconds=90))
    assert backlog.unclaimed_seconds(["analysis"]) == 0.0
    assert 89 < backlog.unclaimed_seconds(["transcription"]) < 100
    assert 89 < backlog.unclaimed_seconds() < 100
