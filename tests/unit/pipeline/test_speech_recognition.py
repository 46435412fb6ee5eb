"""Chunk after chunk, and on from where an earlier attempt stopped."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.exceptions import NoSpeechFound, TranscriptionFailed
from analysis.pipeline import speech_recognition
from analysis.pipeline.progress import Progress
from analysis.pipeline.values import Audio, Recognition, RecognitionState, Segment, SpokenLanguage, Video
from tests.support.fakes import FakeSpeech

AUDIO = Audio(Path("sound.wav"), 1500.0, cuts=(598.25, 1203.5))
WELSH = SpokenLanguage(0.0, 1000.0, "cy", 0.6)
FIRST = RecognitionState("fake-speech", 1500.0, 598.25, (Segment(3.0, 5.0, "Bore da.", 0.7),), (WELSH,))


@pytest.fixture(autouse=True)
def _nothing_heard():
    FakeSpeech.heard.clear()


def recognise(speech=None, *, audio=AUDIO, language=None, hint=None, heard=None, kept=None, progress=None):
    return speech_recognition.recognise(
        speech or FakeSpeech(),
        lambda _: audio,
        language=language,
        hint=None,
        resume_from=heard,
        save_state=([] if kept is None else kept).append,
        progress=progress or Progress(),
    )


def test_names_in_title_channel_and_tags_are_hot_words_once_each():
    video = Video(
        "abcdefghijk", "u", title="How ComfyUI works", channel_name="Brotzauber", tags=("comfyui", "KSampler")
    )
    assert speech_recognition.hotwords(video) == "ComfyUI, Brotzauber, KSampler"


@pytest.mark.parametrize("title", [None, "How to bake Bread in the Oven", "как испечь хлеб"])
def test_common_words_are_no_hot_words(title):
    assert speech_recognition.hotwords(Video("abcdefghijk", "u", title=title)) == ""


def test_hot_words_are_bounded():
    video = Video("abcdefghijk", "u", tags=tuple(f"Xq{'z' * n}" for n in range(1, 90)))
    assert len(speech_recognition.hotwords(video).split(", ")) == 12


def test_each_chunk_is_heard_once_and_kept_before_the_next():
    kept = []
    found = recognise(kept=kept)
    assert FakeSpeech.heard == [(0.0, 598.25, None), (598.25, 1203.5, "en"), (1203.5, 1500.0, "en")]
    assert [segment.start for segment in found.segments] == [0.0, 598.25, 1203.5]
    assert [(heard.until, len(heard.segments)) for heard in kept] == [(598.25, 1), (1203.5, 2)]


def test_what_an_earlier_attempt_heard_is_not_heard_again():
    found = recognise(heard=FIRST)
    assert FakeSpeech.heard == [(598.25, 1203.5, "cy"), (1203.5, 1500.0, "cy")]
    assert found.segments[0].text == "Bore da."
    assert found.language == "cy"


@pytest.mark.parametrize("other", [{"duration": 1490.0}, {"model": "another"}, {"until": 600.0}])
def test_what_was_heard_of_another_sound_or_by_another_model_is_left(other):
    found = recognise(heard=replace(FIRST, **other))
    assert FakeSpeech.heard[0] == (0.0, 598.25, None)
    assert [segment.text for segment in found.segments] == ["Hello from the harbour."] * 3


def test_the_language_is_that_of_the_first_chunk_in_which_somebody_speaks():
    class LateSpeech(FakeSpeech):
        def transcribe(self, request):
            found = super().transcribe(request)
            return found if request.start else Recognition()

    assert recognise(LateSpeech()).language_confidence == 0.8
    assert [language for _, _, language in FakeSpeech.heard] == [None, None, "en"]


def test_a_language_that_was_asked_for_is_used_throughout():
    found = recognise(language="de")
    assert [language for _, _, language in FakeSpeech.heard] == ["de"] * 3
    assert found.language == "de"


def test_the_language_of_the_whole_is_the_one_that_is_spoken_longest():
    class TwoLanguages(FakeSpeech):
        def transcribe(self, request):
            found = super().transcribe(request)
            spoken = SpokenLanguage(request.start, request.end, "en" if request.start else "es", 0.9)
            return replace(found, languages=(spoken,))

    found = recognise(TwoLanguages())
    assert (found.language, found.language_confidence) == ("en", 0.9)
    assert [language for _, _, language in FakeSpeech.heard] == [None, "es", "en"]


def test_it_tells_how_far_it_is():
    told = []
    recognise(progress=Progress(lambda percent, message: told.append((percent, message))))
    assert told == [
        (0, "Loading the speech model"),
        (30, "Transcribing: 0:00 of 25:00"),
        (57, "Transcribing: 9:58 of 25:00"),
        (86, "Transcribing: 20:03 of 25:00"),
        (100, "Transcribing: 25:00 of 25:00"),
    ]


def test_sound_is_not_fetched_for_a_model_that_cannot_be_had():
    class NoModel(FakeSpeech):
        def prepare(self, **_):
            raise TranscriptionFailed

    fetched = []
    with pytest.raises(TranscriptionFailed):
        speech_recognition.recognise(
            NoModel(),
            fetched.append,
            language=None,
            hint=None,
            resume_from=None,
            save_state=fetched.append,
            progress=Progress(),
        )
    assert fetched == []


@pytest.mark.parametrize("sentences", [(), ("...", " ", "♪")])
def test_sound_without_a_word_is_refused(sentences):
    with pytest.raises(NoSpeechFound):
        recognise(FakeSpeech(sentences))


def test_short_sound_is_heard_in_one_piece_and_keeps_nothing():
    kept = []
    recognise(audio=Audio(Path("sound.wav"), 12.0), kept=kept)
    assert FakeSpeech.heard == [(0.0, 12.0, None)]
    assert kept == []
