"""Speech recognition for real: the model, the voice detector and ffmpeg, on speech and on sounds that are none."""

import itertools
import time
from dataclasses import replace

import numpy as np
import pytest

from analysis.exceptions import CancellationRequested, NoSpeechFound
from analysis.pipeline import speech_recognition
from analysis.pipeline.progress import Progress
from analysis.sources import audio, cut_points
from analysis.speech.whisper import WhisperSpeech
from benchmarks.quality import nonspeech, synthetic_speech, weights, word_errors
from tests.support import polls, sounds
from tests.support.shared_data import SHARED_DATA, needs_shared_data

pytestmark = pytest.mark.long
#: Sixteen seconds of speech.
TEXT = synthetic_speech.PASSAGES[1].partition(" The yeast")[0]


@pytest.fixture(autouse=True)
def _tiny_model(settings):
    settings.SPEECH_MODEL = sounds.model_or_skip(weights.tiny_en)
    settings.SPEECH_THREADS = 1


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """Return some seconds of prepared speech, and its words."""
    folder = tmp_path_factory.mktemp("talk")
    file = sounds.speech(TEXT, folder / "spoken.wav")
    return audio.normalise(file, folder / "out.wav", progress=Progress()), word_errors.normalise(TEXT)


@pytest.fixture
def base_model(settings, tmp_path):
    """Use the multilingual model; its 145 MB do not stay behind among pytest's folders."""
    settings.SPEECH_MODEL = sounds.weights_of_base(tmp_path)
    yield
    (tmp_path / "model.bin").unlink()


def recognise(sound, progress=None, language=None, heard=None, keep=lambda _: None):
    return speech_recognition.recognise(
        WhisperSpeech(),
        lambda _: sound,
        language=language,
        hint=None,
        resume_from=heard,
        save_state=keep,
        progress=progress or Progress(),
    )


def words(found):
    return word_errors.normalise(" ".join(segment.text for segment in found.segments))


@needs_shared_data
def test_recorded_speech_is_written_down_without_a_wrong_word(tmp_path):
    sound = audio.normalise(SHARED_DATA / "audio/jfk.flac", tmp_path / "out.wav", progress=Progress())
    found = recognise(sound)
    assert words(found) == word_errors.normalise((SHARED_DATA / "audio/jfk.txt").read_text("utf-8"))
    assert (found.language, found.language_confidence) == ("en", None)


def test_a_voice_is_written_down_in_sentences_with_their_seconds(talk):
    sound, said = talk
    found = recognise(sound)
    assert word_errors.count_errors(said, words(found)) / len(said) < 0.15
    assert found.segments[0].text.endswith(".")
    assert all(0 <= part.start < part.end <= sound.duration + 0.1 for part in found.segments)
    assert [part.start for part in found.segments] == sorted(part.start for part in found.segments)
    assert all(0.5 < part.confidence <= 1 for part in found.segments)


def test_speech_that_is_heard_in_chunks_keeps_its_words_and_its_seconds(talk):
    sound, said = talk
    cut = replace(sound, cuts=cut_points.find_cuts(sound.path, every_seconds=8))
    kept = []
    found = recognise(cut, keep=kept.append)
    assert word_errors.count_errors(said, words(found)) / len(said) < 0.15
    assert [heard.until for heard in kept] == list(cut.cuts)
    assert found.segments[-1].end == pytest.approx(recognise(sound).segments[-1].end, abs=0.5)
    assert recognise(cut, heard=kept[0]) == found


def test_words_keep_their_place_after_a_long_silence(talk, tmp_path):
    sound, said = talk
    spoken = sounds.samples(sound)
    found = recognise(sounds.write(tmp_path / "late.wav", np.concatenate([np.zeros(40 * sounds.RATE), spoken])))
    assert word_errors.count_errors(said, words(found)) / len(said) < 0.15
    assert found.segments[0].start == pytest.approx(40, abs=0.7)


@pytest.mark.parametrize("name", nonspeech.CHOSEN + nonspeech.REPORTED)
def test_where_nobody_speaks_nothing_is_written_down(name, tmp_path):
    with pytest.raises(NoSpeechFound):
        recognise(sounds.write(tmp_path / "sound.wav", nonspeech.generate_sound(name)))


@pytest.mark.parametrize("name", ["wind", "guitar"])
def test_what_the_model_invents_over_sounds_that_the_voice_detector_lets_pass_is_not_believed(
    name, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        "analysis.speech.whisper.windows.detect_speech", lambda sound, longest=None: [sounds.EVERYTHING]
    )
    with pytest.raises(NoSpeechFound):
        recognise(sounds.write(tmp_path / "sound.wav", nonspeech.generate_sound(name)))


def test_speech_over_music_is_still_heard(talk, tmp_path):
    sound, said = talk
    spoken = sounds.samples(sound)
    mixed = (
        0.9 * spoken / np.abs(spoken).max() + 0.1 * nonspeech.generate_sound("band", sound.duration + 1)[: len(spoken)]
    )
    assert (
        word_errors.count_errors(said, words(recognise(sounds.write(tmp_path / "mixed.wav", mixed)))) / len(said) < 0.25
    )


def test_a_cancel_is_noticed_while_the_model_is_at_work(talk):
    sound, _ = talk
    recognise(sound)  # the model is loaded
    moments, asked = [], []
    # The processor time of the process: a busy machine does not lengthen it.
    recognise(sound, Progress(check=lambda: moments.append(time.process_time())))  # the control
    assert len(moments) > 3
    assert max(after - before for before, after in itertools.pairwise(moments)) < polls.CANCEL_SECONDS

    def cancel_halfway():
        asked.append(time.process_time())
        if len(asked) > len(moments) / 2:
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        recognise(sound, Progress(check=cancel_halfway))
    assert time.process_time() - asked[-1] < polls.CANCEL_SECONDS  # it did not wait for the model


def test_two_voices_on_two_sides_are_both_written_down(talk, tmp_path):
    sound, said = talk
    answer = audio.normalise(
        sounds.speech("The horizon seems extremely distant today.", tmp_path / "answer.wav", "en-gb"),
        tmp_path / "out.wav",
        progress=Progress(),
    )
    left = sounds.samples(sound)
    right = np.zeros_like(left)
    right[3 * sounds.RATE :][: len(sounds.samples(answer))] = sounds.samples(answer)
    found = recognise(sounds.write(tmp_path / "both.wav", np.stack([left, right], axis=1)))
    [second] = [segment for segment in found.segments if "horizon" in segment.text]
    assert second.start == pytest.approx(3, abs=0.7)
    others = [segment.text for segment in found.segments if segment != second]
    assert word_errors.count_errors(said, word_errors.normalise(" ".join(others))) / len(said) < 0.15
    mixed = words(recognise(sounds.write(tmp_path / "mixed.wav", (left + right) / 2)))  # the control
    assert word_errors.count_errors(said, mixed) / len(said) > 0.15


SPANISH = "Hoy quiero enseñarles cómo hacer pan. La masa tiene que descansar toda la noche. Por la mañana está lista."


@pytest.mark.usefixtures("base_model")
def test_a_second_language_is_written_down_in_that_language(talk, tmp_path):
    sound, said = talk
    spanish = audio.normalise(
        sounds.speech(SPANISH, tmp_path / "es.wav", "es", 140), tmp_path / "out.wav", progress=Progress()
    )
    both = sounds.write(tmp_path / "both.wav", np.concatenate([sounds.samples(sound), sounds.samples(spanish)]))
    found = recognise(both)
    assert {part.language for part in found.languages} == {"en", "es"}
    spanish_from = next(part.start for part in found.languages if part.language == "es")
    assert spanish_from == pytest.approx(sound.duration, abs=2.5)
    everything = said + word_errors.normalise(SPANISH)
    assert word_errors.count_errors(everything, words(found)) / len(everything) < 0.15


@pytest.mark.usefixtures("base_model")
def test_the_language_is_found_and_how_sure_that_is(tmp_path):
    text = "Guten Morgen. Heute zeige ich euch, wie man ein gutes Brot backt. Wir brauchen Mehl, Wasser und Salz."
    sound = audio.normalise(
        sounds.speech(text, tmp_path / "de.wav", "de", 140), tmp_path / "out.wav", progress=Progress()
    )
    found = recognise(sound)
    assert found.language == "de"
    assert 0 < found.language_confidence <= 1
    assert recognise(sound, language="de-AT").language == "de"
