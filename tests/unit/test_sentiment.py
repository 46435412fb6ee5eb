import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.text import sentiment
from tests import texts


@pytest.mark.parametrize(
    "text", ["I love this, what a wonderful video!", "Not bad at all, great work", "Best talk ever 😍"]
)
def test_praise_is_positive(text):
    assert sentiment.label(sentiment.score(text, "en")) == "positive"


@pytest.mark.parametrize("text", ["This is horrible, I hate it.", "Not good.", "The music is annoying 😡"])
def test_complaints_are_negative(text):
    assert sentiment.label(sentiment.score(text, "en")) == "negative"


def test_a_statement_is_neutral():
    assert sentiment.score("The oven is at the back of the room.", "en") == 0.0


@pytest.mark.parametrize("code", [code for code in texts.SAMPLES if code != "en"])
def test_a_language_that_is_not_judged_has_no_score(code):
    assert sentiment.score(texts.SAMPLES[code] + " 😍", code) is None


def test_no_score_is_called_not_scored_and_never_neutral():
    assert sentiment.label(None) == "not_scored"


@pytest.mark.parametrize(
    ("text", "label"),
    [("😍👏", "positive"), ("😡👎", "negative"), ("😍😡", "neutral"), ("🍞", "not_scored"), ("", "not_scored")],
)
def test_emoji_alone_are_judged_in_any_language(text, label):
    assert sentiment.label(sentiment.score(text, None)) == label


def test_a_short_text_of_english_words_is_judged_though_its_language_is_undetermined():
    assert sentiment.score("great, thanks", None) > 0
    assert sentiment.score("super tolles ding", None) is None


def test_a_long_text_is_read_to_its_end():
    dull = "The table stands in the room and the chair stands by the window. " * 30
    assert sentiment.score(dull + "It is horrible and I hate it.", "en") < -0.5


@given(st.text())
def test_any_text_is_scored_within_bounds_or_not_at_all(text):
    for language in ("en", "de", None):
        score = sentiment.score(text, language)
        assert score is None or -1 <= score <= 1


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_are_scored_within_bounds(text):
    score = sentiment.score(text, "en")
    assert score is None or -1 <= score <= 1
