"""The adapter of faster-whisper, with a stand-in for the model; test_real_model.py has the real one."""

import math
import sys
import threading
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import speech
from analysis.exceptions import TranscriptionFailed
from analysis.pipeline import ports
from analysis.pipeline.values import Segment, SpokenLanguage
from analysis.speech import model_loader, whisper
from analysis.speech.windows import Window
from analysis.support import background
from tests.support import sounds

ONE, TWO, THREE = Window(1.0, 3.0), Window(4.0, 6.0), Window(7.0, 9.0)


def heard(window, text, avg_logprob=-0.1, no_speech_prob=0.0, compression_ratio=1.2, probability=0.9):
    words = [SimpleNamespace(word=f" {text}", start=window.start, end=window.end, probability=probability)]
    return SimpleNamespace(
        seek=int(window.start * 100),
        words=words,
        avg_logprob=avg_logprob,
        no_speech_prob=no_speech_prob,
        compression_ratio=compression_ratio,
    )


class Model:
    """Stands in for WhisperModel; ``answer`` gives the segment of a window, ``in_window`` the languages in it."""

    supported_languages = ("de", "en", "id", "jw")

    def __init__(
        self,
        answer=lambda window, options: heard(window, "Ja."),
        languages=(("de", 0.8), ("en", 0.2)),
        in_window=lambda window: None,
    ):
        self.answer, self.languages, self.in_window, self.asked, self.hotwords = answer, languages, in_window, [], []
        self.model = SimpleNamespace(is_multilingual=bool(languages), detect_language=self.of_windows)

    def detect_language(self, *, audio):
        return self.languages[0][0], self.languages[0][1], list(self.languages)

    def encode(self, windows):
        return windows

    def of_windows(self, windows):
        return [[(f"<|{c}|>", p) for c, p in self.in_window(window) or self.languages] for window in windows]


class Pipeline:
    """Stands in for the pipeline of faster-whisper, which encodes the windows of a batch once."""

    def __init__(self, model):
        self.model = model

    def transcribe(
        self, sound, *, clip_timestamps, language, batch_size, beam_size, word_timestamps, hotwords=None, **options
    ):
        if hotwords:
            self.model.hotwords.append((language, hotwords))
        clips = [Window(clip["start"], clip["end"]) for clip in clip_timestamps]
        self.model.encode(clips)
        self.model.asked.append((language, batch_size, options))
        return (self.model.answer(clip, options) for clip in clips), None


@pytest.fixture
def listen(monkeypatch, tmp_path):
    """Return a function that listens to ten seconds with the given model, in which ``found`` windows hold speech."""
    audio = sounds.write(tmp_path / "sound.wav", np.zeros(20 * sounds.RATE))
    monkeypatch.setitem(sys.modules, "faster_whisper", SimpleNamespace(BatchedInferencePipeline=Pipeline))

    def listen(model, *found, language=None, hint=None, tell=lambda seconds: None, pieces=(), hotwords=""):
        monkeypatch.setattr(model_loader, "load_model", lambda: model)
        monkeypatch.setattr(
            whisper.windows, "detect_speech", lambda sound, longest=None: list(pieces if longest else found)
        )
        return whisper.WhisperSpeech().transcribe(
            ports.TranscriptionRequest(audio, 5.0, 15.0, language, hint, hotwords, tell)
        )

    return listen


def test_times_are_those_of_the_whole_sound_and_words_that_cannot_be_stored_are_cleaned(listen):
    found = listen(Model(lambda window, _: heard(window, "Hallo\x00 da.")), ONE)
    assert found.segments == (Segment(6.0, 8.0, "Hallo da.", 0.9),)
    assert found.languages == (SpokenLanguage(6.0, 8.0, "de", 0.8),)


def test_windows_are_heard_in_groups_and_each_tells_how_far_it_is(listen, settings):
    settings.SPEECH_BATCH_SIZE = 2
    told, model = [], Model()
    listen(model, ONE, TWO, THREE, tell=told.append)
    assert [size for _, size, _ in model.asked] == [2, 1]
    assert list(dict.fromkeys(told)) == [5.0, 11.0, 14.0]


def test_where_the_voice_detector_hears_nobody_the_model_is_not_asked(listen):
    model = Model()
    assert listen(model).segments == ()
    assert model.asked == []


def test_where_the_model_runs_in_a_circle_it_is_asked_again(listen):
    def answer(window, options):
        circular = window == TWO and not options
        return heard(window, "Gut.", compression_ratio=9.0 if circular else 1.2)

    model = Model(answer)
    assert [segment.start for segment in listen(model, ONE, TWO, THREE).segments] == [6.0, 9.0, 12.0]
    assert model.asked == [("de", 3, {}), ("de", 1, {"no_repeat_ngram_size": 5})]


def test_a_circle_that_cannot_be_broken_is_left_out(listen):
    assert listen(Model(lambda window, _: heard(window, "Gut.", compression_ratio=9.0)), ONE).segments == ()


def test_what_stays_incredible_is_left_out(listen):
    model = Model(lambda window, _: heard(window, "Danke.", -0.9, 0.8) if window == TWO else heard(window, "Ja."))
    assert [segment.start for segment in listen(model, ONE, TWO, THREE).segments] == [6.0, 12.0]


@pytest.mark.parametrize(
    ("asked", "told", "found"),
    [("de-AT", "de", "de"), ("jv", "jw", "jv"), ("in", "id", "id"), (None, "de", "de")],
)
def test_languages_are_named_as_the_model_and_as_clients_name_them(listen, asked, told, found):
    model = Model(languages=((told, 0.8),))
    assert listen(model, ONE, language=asked).languages[0].language == found
    assert model.asked[0][0] == told


@pytest.mark.parametrize(
    ("chances", "hint", "found"),
    [
        ((("la", 0.16), ("de", 0.12)), "de-DE", ("de", 0.12)),
        ((("la", 0.16), ("de", 0.12)), None, ("la", 0.16)),
        ((("la", 0.16), ("de", 0.12)), "xx", ("la", 0.16)),
        ((("en", 0.8), ("de", 0.12)), "de", ("en", 0.8)),
    ],
)
def test_a_doubtful_language_gives_way_to_what_the_source_says(listen, chances, hint, found):
    spoken = listen(Model(languages=chances), ONE, hint=hint).languages[0]
    assert (spoken.language, spoken.probability) == found


def test_a_model_of_one_language_claims_no_probability(listen):
    assert listen(Model(languages=()), ONE).languages == (SpokenLanguage(6.0, 8.0, "en", None),)


def in_spanish(*windows):
    return lambda window: (("es", 0.9), ("de", 0.05)) if window in windows else None


def test_a_window_in_another_language_is_transcribed_in_that(listen):
    model = Model(in_window=in_spanish(TWO))
    found = listen(model, ONE, TWO, THREE)
    assert [(part.start, part.language, part.probability) for part in found.languages] == [
        (6.0, "de", 0.8),
        (9.0, "es", 0.9),
        (12.0, "de", 0.8),
    ]
    assert [(language, size) for language, size, _ in model.asked] == [("de", 3), ("es", 1)]


def test_a_stated_language_does_not_hide_another_one(listen):
    found = listen(Model(in_window=in_spanish(TWO)), ONE, TWO, language="de-AT")
    assert [part.language for part in found.languages] == ["de", "es"]


def test_a_window_of_hot_words_alone_is_transcribed_again_without_them(listen):
    model = Model(lambda window, options: heard(window, "Ja." if options else "Sauerteig, Brot"))
    found = listen(model, ONE, hotwords="Brot, Sauerteig")
    assert [segment.text for segment in found.segments] == ["Ja."]


def test_hot_words_help_in_the_expected_language_only(listen):
    model = Model(in_window=in_spanish(TWO))
    listen(model, ONE, TWO, hotwords="Brot backen")
    assert model.hotwords == [("de", "Brot backen")]


@pytest.mark.parametrize(
    "chances",
    [
        (("es", 0.55), ("de", 0.3)),  # not four times as likely
        (("es", 0.2), ("de", 0.01)),  # not likely
        (("la", 0.9), ("de", 0.01)),  # Latin: what unclear speech is taken for
    ],
)
def test_an_unclear_window_stays_in_the_expected_language(listen, chances):
    model = Model(in_window=lambda window: chances)
    assert [part.language for part in listen(model, ONE, language="de").languages] == ["de"]


def test_a_window_in_which_two_languages_are_spoken_is_transcribed_in_two_parts(listen, monkeypatch):
    whole, model = Window(0.0, 16.0), Model(in_window=lambda window: (("de", 0.6), ("es", 0.3)))
    german, spanish = (("de", 0.9), ("es", 0.1)), (("es", 0.9), ("de", 0.1))
    of_pieces = iter([german, german, spanish])
    listened = iter([[whole], [Window(0.0, 5.0), Window(5.5, 9.0), Window(9.5, 16.0)]])
    monkeypatch.setattr(model, "detect_language", lambda audio: (None, None, list(next(of_pieces))))
    found = listen(model, *next(listened), language="de", pieces=next(listened))
    assert [(part.start, part.end, part.language) for part in found.languages] == [
        (5.0, 14.0, "de"),
        (14.5, 21.0, "es"),
    ]


@pytest.mark.parametrize("error", [RuntimeError("no memory"), ValueError("odd sound"), OSError("gone")])
def test_what_the_model_raises_is_an_error_of_ours(listen, error):
    def broken(window, options):
        raise error

    with pytest.raises(TranscriptionFailed, match="Speech recognition failed") as raised:
        listen(Model(broken), ONE)
    assert str(error) not in raised.value.message


def test_a_probability_that_is_no_number_gives_no_confidence(listen):
    assert listen(Model(lambda window, _: heard(window, "a", probability=math.nan)), ONE).segments[0].confidence is None


def test_a_language_that_the_model_does_not_know_is_refused_before_anything_is_fetched(monkeypatch):
    monkeypatch.setattr(model_loader, "load_model", Model)
    whisper.WhisperSpeech().prepare(language="de-CH", check_cancelled=lambda: None)
    with pytest.raises(TranscriptionFailed, match="does not know the language 'qu'"):
        whisper.WhisperSpeech().prepare(language="qu", check_cancelled=lambda: None)


def test_a_model_that_does_not_come_in_time_says_what_to_do(monkeypatch, settings):
    settings.SPEECH_FETCH_SECONDS = 0
    monkeypatch.setattr(background, "POLL_INTERVAL_SECONDS", 0.01)
    held = threading.Event()
    monkeypatch.setattr(model_loader, "load_model", held.wait)
    with pytest.raises(TranscriptionFailed, match="set SPEECH_MODEL"):
        whisper.WhisperSpeech().prepare(language=None, check_cancelled=lambda: None)
    held.set()


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
    settings.SPEECH_CLIENT = "tests.support.fakes.FakeSpeech"
    assert speech.configured().model == "fake-speech"
    settings.SPEECH_CLIENT = "tests.support.fakes.Nobody"
    with pytest.raises(ImportError):
        speech.configured()
