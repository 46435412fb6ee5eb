"""Speech recognition that is interrupted goes on from its last chunk."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from analysis.exceptions import TranscriptionFailed
from analysis.execution import runner, steps, storage
from analysis.models import AnalysisTask, StepRun, Transcript
from analysis.pipeline import values
from tests.support.factories import TaskFactory
from tests.support.fakes import FakeSpeech, Script

pytestmark = pytest.mark.django_db(transaction=True)

SOUND = 1500.0, (600.5, 1199.0)


class InterruptedSpeech(FakeSpeech):
    """Is interrupted in the second chunk, as often as ``troubles`` says."""

    troubles: list = []

    def transcribe(self, request):
        if request.start and self.troubles:
            raise self.troubles.pop()
        return super().transcribe(request)


@pytest.fixture(autouse=True)
def _world_without_captions(settings, monkeypatch):
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.SPEECH_CLIENT = f"{__name__}.InterruptedSpeech"
    settings.FAKE_SOURCE = Script()
    settings.FAKE_SOURCE.video = lambda video_id: values.Extraction(
        values.Video(video_id, "address", duration_seconds=SOUND[0]), "fake", has_audio=True
    )
    InterruptedSpeech.troubles, FakeSpeech.heard = [], []
    monkeypatch.setattr(
        steps.audio,
        "fetch",
        lambda source, video_id, folder, progress, **_: values.Audio(folder / "sound.wav", *SOUND),
    )
    yield
    settings.FAKE_SOURCE = Script()


def heard():
    return [(start, end) for start, end, _ in FakeSpeech.heard]


def kept(task):
    return storage.step_output(task.pk, "transcription")


def test_at_the_soft_limit_the_run_is_handed_on_and_the_next_hears_only_the_rest():
    InterruptedSpeech.troubles = [SoftTimeLimitExceeded()]
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "requeued at the time limit"
    assert kept(task)["until"] == 600.5
    assert runner.run(str(task.pk)) == "completed"
    assert heard() == [(0.0, 600.5), (600.5, 1199.0), (1199.0, 1500.0)]
    transcript = Transcript.objects.get(task=task)
    assert [segment[0] for segment in transcript.segments] == [0.0, 600.5, 1199.0]
    assert (transcript.language, transcript.language_confidence, transcript.model) == ("en", 0.8, "fake-speech")
    task.refresh_from_db()
    assert task.result_data["transcript"]["language_confidence"] == 0.8
    assert kept(task) is None


def test_a_worker_that_dies_costs_one_chunk():
    InterruptedSpeech.troubles = [SystemExit("the machine stops")]
    task = TaskFactory()
    with pytest.raises(SystemExit):
        runner.run(str(task.pk))
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert runner.run(str(task.pk)) == "completed"
    assert heard() == [(0.0, 600.5), (600.5, 1199.0), (1199.0, 1500.0)]


def test_a_checkpoint_is_an_achievement_so_that_long_sound_is_not_given_up_after_five_hand_overs():
    InterruptedSpeech.troubles = [SoftTimeLimitExceeded()]
    task = TaskFactory()
    runner.run(str(task.pk))
    task.refresh_from_db()
    assert task.attempts == 0


def test_a_model_that_breaks_leaves_a_warning_and_no_transcript():
    InterruptedSpeech.troubles = [TranscriptionFailed("The model broke.")]
    task = TaskFactory()
    assert runner.run(str(task.pk)) == "completed"
    task.refresh_from_db()
    assert task.result_data["transcript"] is None
    assert ("TRANSCRIPTION_FAILED", "The model broke.") in [(w["code"], w["message"]) for w in task.warnings]
    assert StepRun.objects.get(task=task, name="transcription").status == "failed"
