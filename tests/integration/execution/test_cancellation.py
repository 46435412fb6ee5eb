"""A cancelled analysis stops within two seconds, also where the world outside keeps it waiting for longer.

The two seconds are measured by the polls; tests/faults/test_steps.py measures them in real processes.
"""

import sys
import threading
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from django.db import connection

from analysis import services
from analysis.execution import runner, steps
from analysis.speech import model_loader, whisper
from analysis.speech.windows import Window
from analysis.support import background
from tests.support import innertube, tapes, waiting
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.polls import Polls

pytestmark = pytest.mark.django_db(transaction=True)

#: The longest that a test waits for anything.
PATIENCE_SECONDS = 30.0


@pytest.fixture(autouse=True)
def youtube(settings, monkeypatch, tmp_path):
    """Give a YouTube on tapes, with a video that has captions and one that has not, which may be told to fall silent."""
    settings.VIDEO_SOURCES = ["tests.support.innertube.TapedYtDlpSource"]
    settings.SOURCE_PACE_SECONDS = 0
    settings.DATA_DIR = tmp_path
    folder = tapes.write(tmp_path / "tapes")
    bare = {key: part for key, part in tapes.player(tapes.tape_id("bare")).items() if key != "captions"}
    sound = tapes.entry("/videoplayback", {"id": tapes.tape_id("bare")}, tapes.SOUND.decode("latin-1"))
    tapes.put(folder, tapes.tape_id("bare"), [tapes.player_entry(tapes.tape_id("bare"), bare), sound])
    monkeypatch.setenv("TAPE_DIR", str(folder))
    monkeypatch.setattr(innertube, "silence", innertube.Silence())
    yield innertube.silence
    innertube.silence.over.set()
    # What was left behind ends before the tapes are taken from beneath it.
    for thread in threading.enumerate():
        if thread.name == background.THREAD_NAME:
            thread.join(PATIENCE_SECONDS)


@pytest.fixture
def polls(monkeypatch):
    """Note how often a run looks whether it was cancelled."""
    return Polls(monkeypatch)


def assert_it_stops(polls, video_id, reached, *, kind="content"):
    """Cancel an analysis once ``reached`` is set; its worker is to be free while what held it up still would."""
    # Either kind has one step at a time, so that nothing but what is waited for takes time.
    task = TaskFactory(video_id=video_id, options=BASIC_OPTIONS | {"analysis_type": kind})
    outcomes = []

    def work():
        outcomes.append(runner.run(str(task.pk)))
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert reached.wait(PATIENCE_SECONDS)
    try:
        polls.assert_a_cancel_stops_it_in_time()
    finally:
        services.task_cancel(task=task)
        worker.join(PATIENCE_SECONDS)
    assert outcomes == ["stopped: CancellationRequested"]


@pytest.mark.parametrize(
    "video_id, about",
    [
        pytest.param(tapes.NORMAL, "/youtubei/v1/player", id="facts"),
        pytest.param(tapes.NORMAL, "/api/timedtext", id="captions"),
        pytest.param(tapes.NORMAL, "page2", id="a page of comments"),
        pytest.param(tapes.tape_id("bare"), "/videoplayback", id="the download of the sound"),
    ],
)
def test_it_stops_while_youtube_is_silent(polls, youtube, settings, video_id, about):
    settings.SPEECH_CLIENT = "tests.support.fakes.FakeSpeech"
    youtube.about = about
    assert_it_stops(polls, video_id, youtube.reached, kind="comments" if about == "page2" else "content")


def test_it_stops_while_ffmpeg_is_at_work(polls, settings, monkeypatch, tmp_path):
    settings.SPEECH_CLIENT = "tests.support.fakes.FakeSpeech"
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\n: > {tmp_path}/started\nexec /bin/sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert_it_stops(polls, tapes.tape_id("bare"), Appearance(tmp_path / "started"))


def test_it_stops_while_a_model_listens(polls, settings, monkeypatch, tmp_path):
    listening, over = threading.Event(), threading.Event()
    model = SimpleNamespace(supported_languages=["en"], model=SimpleNamespace(is_multilingual=False))
    settings.SPEECH_CLIENT = "tests.integration.execution.test_cancellation.InstalledWhisper"
    monkeypatch.setattr(model_loader, "load_model", lambda: model)
    monkeypatch.setattr(whisper.windows, "read_samples", lambda *_: np.zeros((1, 60), np.float32))
    monkeypatch.setattr(whisper.windows, "detect_speech", lambda sound: [Window(0.0, 30.0)])
    library = SimpleNamespace(
        BatchedInferencePipeline=lambda model: SimpleNamespace(transcribe=partial(hear_for_ever, listening, over))
    )
    monkeypatch.setitem(sys.modules, "faster_whisper", library)
    monkeypatch.setattr(
        steps.audio,
        "fetch",
        lambda source, video_id, folder, progress, **_: steps.values.Audio(folder / "sound.wav", 60.0),
    )
    try:
        assert_it_stops(polls, tapes.tape_id("bare"), listening)
    finally:
        over.set()


def test_control_a_wait_that_polls_too_rarely_is_seen(polls, youtube, monkeypatch):
    monkeypatch.setattr(background, "POLL_INTERVAL_SECONDS", 1.5)
    youtube.about = "/youtubei/v1/player"
    with pytest.raises(AssertionError, match="unnoticed for [2-9]"):
        assert_it_stops(polls, tapes.NORMAL, youtube.reached)


class InstalledWhisper(whisper.WhisperSpeech):
    """The real adapter, whether or not the library is installed: its model is a stand-in here."""

    requires = ()


def hear_for_ever(listening, over, *_, **__):
    listening.set()
    over.wait(60)
    return [], None


class Appearance:
    """A file, waited for as an event is."""

    def __init__(self, path):
        self.path = path

    def wait(self, seconds):
        """Say whether the file is there within so many seconds."""
        waiting.until(self.path.exists, seconds)
        return True
