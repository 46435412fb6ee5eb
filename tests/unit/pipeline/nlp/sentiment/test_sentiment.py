import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import values
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.sentiment import prediction, wordings
from analysis.pipeline.nlp.vectors import embeddings
from tests.support import texts

#: One liked and one disliked thing in each language that is to be judged.
BOTH_WAYS = {
    "en": ("I love this, what a wonderful video!", "This is horrible, I hate it."),
    "zh": ("这个视频太棒了，我很喜欢", "太难吃了，再也不来了，差评"),
    "es": ("Me encanta, es un vídeo maravilloso", "Qué asco, es lo peor que he visto"),
    "pt": ("Adorei, vídeo maravilhoso", "Que horrível, odiei isso"),
    "fr": ("J'adore, c'est magnifique", "C'est nul, quelle honte"),
    "de": ("Das ist wunderbar, ich liebe es", "Das ist furchtbar, so ein Mist"),
    "ar": ("فيديو رائع جدا شكرا لك", "أسوأ فيديو، شيء مقرف"),
    "hi": ("बहुत ही शानदार वीडियो, दिल खुश हो गया", "बहुत घटिया और बकवास वीडियो"),
    "ja": ("素晴らしい動画で感動しました", "最悪、時間の無駄だった"),
    "ko": ("정말 최고예요 너무 좋아요", "최악이다 너무 실망했어요"),
    "ru": ("Прекрасное видео, большое спасибо!", "Ужасно, худшее, что я видел"),
    "id": ("Bagus banget, suka sekali", "Jelek banget, kecewa"),
    "tr": ("Harika olmuş, çok beğendim", "Berbat, hiç beğenmedim"),
}


def judged(text, language):
    """Return the judgement at the usual depth."""
    return sentiment.predict([text], [language], embeddings.embed([text]))[0]


def by_words(text, language):
    """Return the judgement at the depth that weighs the words alone."""
    return sentiment.predict([text], [language])[0]


def label(text, language):
    return sentiment.label_of(judged(text, language))


@pytest.mark.parametrize("code", BOTH_WAYS)
def test_it_separates_praise_from_complaint(code):
    praise, complaint = BOTH_WAYS[code]
    assert (label(praise, code), label(complaint, code)) == ("positive", "negative")


@pytest.mark.parametrize("code", BOTH_WAYS)
def test_the_words_alone_separate_praise_from_complaint_too(code):
    praise, complaint = (by_words(text, code).score for text in BOTH_WAYS[code])
    assert praise > complaint + 0.3


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("This is not good at all.", "negative"),
        ("Best talk ever 😍", "positive"),
        ("The music is annoying 😡", "negative"),
        ("The oven stands at the back of the room.", "neutral"),
        ("What is the name of the song at 3:12?", "neutral"),
        ("soooooo goooood omg", "positive"),
        ("This is fire 🔥🔥🔥", "positive"),
        ("Not bad, I actually enjoyed it", "positive"),
        ("Who's here in 2024?", "neutral"),
    ],
)
def test_it_reads_negation_emoji_slang_and_statements(text, wanted):
    assert label(text, "en") == wanted


def test_a_language_that_nothing_was_learnt_of_has_no_score():
    assert judged("Video minunat, mulțumesc mult 😍", "ro") is None
    assert sentiment.label_of(None) == "not_scored"


def test_a_language_known_by_its_meaning_alone_needs_the_meaning():
    assert judged("Wspaniały film, dziękuję bardzo!", "pl").label == "positive"
    assert by_words("Wspaniały film, dziękuję bardzo!", "pl") is None
    assert sentiment.supports_language("pl")
    assert not sentiment.supports_language("pl", with_meaning=False)


def test_hindi_in_latin_letters_is_not_read_as_english():
    assert label("bahut accha video hai bhai", "hi-Latn") == "positive"
    assert label("bakwas, time waste ho gaya", "hi-Latn") == "negative"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("😍👏", "positive"),
        ("😂😂😂", "positive"),
        ("😡👎", "negative"),
        (":)", "positive"),
        ("😍😡", "neutral"),
        ("🍞", "not_scored"),
        ("", "not_scored"),
    ],
)
def test_emoji_alone_are_scored_in_any_language(text, wanted):
    assert label(text, None) == wanted


def test_a_short_text_of_known_words_is_scored_though_its_language_is_undetermined():
    assert judged("great, thanks", None).label == "positive"
    assert judged("qwrtz plmk vfrt", None) is None


@pytest.mark.parametrize(
    ("word", "wanted"), [("Ennuyeux", "negative"), ("Hermoso", "positive"), ("Donnerstag", "not_scored")]
)
def test_one_word_of_a_polarity_lexicon_is_scored_in_any_language(word, wanted):
    assert label(word, None) == wanted


def test_thanks_outweigh_the_troubles_of_a_long_story_and_of_no_short_one():
    story = "Der Winter war hart, der Ofen ging kaputt und ich war lange krank und allein. " * 3
    thanks = "Danke für jede Folge."
    assert judged(story + thanks, "de").score > judged(story + "Das war die Folge.", "de").score + 0.1
    assert wordings.evidence(thanks).tolist() == [0, 0, 0]


def test_the_languages_that_readers_are_told_of_are_those_that_are_judged():
    assert all(map(sentiment.supports_language, values.JUDGED_LANGUAGES))
    assert embeddings.LANGUAGES | prediction.LEXICAL_LANGUAGES <= values.JUDGED_LANGUAGES


def test_a_prediction_does_not_depend_on_the_texts_beside_it():
    together = sentiment.predict(["I love it", "awful", "😍"], ["en", "en", None])
    alone = [by_words(text, code) for text, code in (("I love it", "en"), ("awful", "en"), ("😍", None))]
    assert [item.label for item in together] == [item.label for item in alone]
    assert [item.score for item in together] == pytest.approx([item.score for item in alone], abs=1e-5)


def test_confidence_is_the_likelihood_of_the_label():
    sure, unsure = judged("I love love love it, best video ever!", "en"), judged("It is what it is I guess", "en")
    assert 1 / 3 < unsure.confidence < sure.confidence <= 1


def test_it_can_be_stopped_between_batches():
    def stop(done):
        if done >= 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sentiment.predict(["nice"] * 1001, ["en"] * 1001, check=stop)


def test_threads_agree():
    found = []
    threads = [threading.Thread(target=lambda: found.append(by_words("I love it", "en"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


@given(st.text())
def test_any_text_is_scored_within_bounds_or_not_at_all(text):
    for found in sentiment.predict([text] * 4, ["en", "de", "ja", None]):
        assert found is None or (-1 <= found.score <= 1 and 0 <= found.confidence <= 1)


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_are_scored_within_bounds(text):
    found = judged(text, "en")
    assert found is None or (-1 <= found.score <= 1 and np.isfinite(found.confidence))


def test_a_score_near_zero_is_neutral():
    written = [comment.text for comment in texts.COMMENTS] + [f"{a} {b}" for a, b in BOTH_WAYS.values()]
    found = [one for one in sentiment.predict(written, ["en"] * len(written)) if one]
    near = [one for one in found if abs(one.score) < 0.05]
    assert near, "no text of the test is near zero"
    assert {one.label for one in near} == {"neutral"}


@pytest.mark.parametrize(
    "text",
    ["d", "K", "[0:00] Intro / [1:13] Broken engine / [2:40] Hate mail", "0:15 Start\n2:00 Terrible storm\n3:00 End"],
)
def test_a_letter_and_a_list_of_times_are_not_scored(text):
    assert sentiment.predict([text], ["en"]) == [None]


@pytest.mark.parametrize(
    ("text", "language"),
    [("赞", "zh"), ("I love what you say at 0:15, 1:20 and 3:40, this is so good", "en"), ("0:15 lovely", "en")],
)
def test_a_short_word_and_a_sentence_with_times_are_scored(text, language):
    assert sentiment.predict([text], [language]) != [None]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please, never ever stop filming"),
        ("en", "Please never stop"),
        ("fr", "Ne t'arrête jamais de chanter"),
        ("en", '"this is going to be a catastrophe" famous last words'),
        ("en", "My neighbours think that I have lost my mind"),
        ("pt", "Minha carteira fugiu de casa"),
    ],
)
def test_cheers_jokes_and_quotes_in_words_of_trouble_are_not_negative(language, text):
    (found,) = sentiment.predict([text], [language], embeddings.embed([text]))
    assert found.label != "negative"
