"""How the time of the functions that read a comment grows with the length of the comment."""

import re

import pytest

from analysis.pipeline import values
from analysis.pipeline.comments import cited_times
from analysis.pipeline.nlp import sentiment, spam
from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.spam import duplicates, impersonation, normalisation
from analysis.pipeline.nlp.themes import themes
from tests.support import growth

pytestmark = pytest.mark.long

#: Each repeated piece once made a careless pattern slow.
PIECES = (
    "a", "1", "1 ", ".", "a.", "a-", "a b ", "w.h.", "漢", "ا", "不好 ", "안 ", "текст ", "🌊", "e\u0301", "@a ", "&#", "<a ", "0:", "0:00 ",
    "www.", "http://", "youtube.com/watch?", "youtu.be/abc?", "check my ", "i have just ", "like this ", "not so ", "word ", "Ab. ", "👆 ",
)  # fmt: skip


def _find_themes(text):
    part = len(text) // 10
    documents = [themes.Document(str(row), text[row * part : row * part + part], "en") for row in range(10)]
    themes.find_themes(documents, limit=5)


def _find_duplicates(text):
    key = normalisation.alphanumeric(text)
    duplicates.group([key, key + "x"])


READERS = {
    "spam": lambda text: spam.find_spam([values.Comment("a", text)]),
    "author name": lambda text: impersonation.check_author_name(values.Comment("a", "x", author=text), None),
    "duplicates": _find_duplicates,
    "sentiment": lambda text: sentiment.predict([text], ["en"]),
    "cited times": lambda text: cited_times.extract(text, None, "abcdefghijk"),
    "questions": questions.is_question,
    "themes": _find_themes,
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize("piece", PIECES)
def test_the_time_for_a_comment_grows_with_its_length(read, piece):
    growth.assert_linear(lambda size: read(piece * (size // len(piece))), 10_000)


def test_a_quadratic_pattern_is_noticed():
    pattern = re.compile(r"[a-z]+\d")
    with pytest.raises(AssertionError):
        growth.assert_linear(lambda size: pattern.search("a" * size), 1_000)
