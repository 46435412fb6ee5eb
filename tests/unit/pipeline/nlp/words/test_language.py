import socket
import threading

import pytest

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.words import language
from tests.support import texts


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_it_names_the_language_of_a_few_sentences(code):
    assert language.detect(texts.SAMPLES[code]).language == code


@pytest.mark.parametrize("text", ["", "   ", "😂😂😂", "12:30", "!!!", "https://example.com/watch", "@someone", "ok"])
def test_it_does_not_guess_where_there_are_hardly_any_letters(text):
    assert language.detect(text).language is None


def test_it_does_not_name_one_language_for_a_text_in_two_scripts():
    assert language.detect("спасибо большое everybody thank").language is None


@pytest.mark.parametrize(("text", "code"), [("最高です", "ja"), ("좋아요", "ko"), ("讲得很好", "zh"), ("ขอบคุณ", "th")])
def test_it_knows_short_texts_by_their_script(text, code):
    assert language.detect(text).language == code


def test_it_does_not_take_short_english_or_arabic_for_a_language_that_few_write():
    assert language.detect("not a fan").language is None
    assert language.detect("لا بأس به").language is None


def test_it_knows_indonesian_as_viewers_write_it():
    assert language.detect("jelek banget").language == "id"
    assert language.detect("keren banget").language == "id"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("el akl da 7elw awi w sah3l", "ar-Latn"),
        ("3andi nafs el moshkela, mesh 3aref", "ar-Latn"),
        ("I was 3rd at 7am, the mp3 was gone", "en"),
    ],
)
def test_arabic_in_latin_letters_and_digits_is_no_other_language(text, code):
    assert language.detect(text).language == code


def test_links_and_handles_do_not_count_as_words():
    assert (
        language.detect("@thebestchannel https://example.com/this-is-english danke schön für das Video").language
        == "de"
    )


def test_its_confidence_lies_between_0_and_1():
    assert all(0 <= language.detect(text).confidence <= 1 for text in texts.SAMPLES.values())


def test_it_opens_no_connection(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(language, "load_detector", load_once(language.load_detector.__wrapped__))
    assert language.detect(texts.SAMPLES["fr"]).language == "fr"


def test_threads_agree():
    found = []
    threads = [
        threading.Thread(target=lambda: found.extend(language.detect(text).language for text in texts.SAMPLES.values()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(list(texts.SAMPLES) * 4)


@pytest.mark.parametrize(
    ("code", "base"), [("en-orig", "en"), ("zh-Hans", "zh"), ("pt_BR", "pt"), ("EN", "en"), ("", None), (None, None)]
)
def test_it_reads_the_language_out_of_a_code(code, base):
    assert language.base(code) == base


@pytest.mark.parametrize(
    "text", [":face-red-heart-shape::face-red-heart-shape:", ":hand-pink-waving:", ":yt: :cat_orange:"]
)
def test_the_names_of_emoji_are_no_language(text):
    assert language.detect(text).language is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Edhe une jam ketu prap", "sq"),
        ("Kush e dëgjon këtë këngë tani", "sq"),
        ("ee paattu enikku orupad ishtamaayi", "ml-Latn"),
        ("chala bagundi mee pata", "te-Latn"),
        ("tomar gaan khub bhalo", "bn-Latn"),
        ("yo geet ramro chha", "ne-Latn"),
    ],
)
def test_it_knows_languages_in_latin_letters_that_the_model_misreads(text, code):
    assert language.detect(text).language == code


@pytest.mark.parametrize(
    "text", ["Kowalczyk makes the best videos ever", "great, thanks", "Schnitzel is what I want to eat"]
)
def test_the_words_around_a_foreign_name_say_that_a_text_is_english(text):
    assert language.detect(text).language == "en"


@pytest.mark.parametrize("text", ["2:32 ooowhooooo yessssss", "kkkkkkkkkkkk", "hahahaha", "rsrsrsrs"])
def test_calls_and_laughter_are_in_no_language(text):
    assert language.detect(text).language is None


@pytest.mark.parametrize(
    ("text", "code"), [("Ich finde das schön", "de"), ("Ne kadar güzel bir video", "tr"), ("bravo a tutti voi", "it")]
)
def test_function_words_do_not_refute_a_right_guess(text, code):
    assert language.detect(text).language == code
