"""Sorted alternatives find what the one regular expression finds."""

import re

import pytest

from analysis.pipeline.nlp.feedback import patterns
from analysis.pipeline.nlp.sentiment import wordings
from analysis.pipeline.nlp.spam import rules
from analysis.pipeline.nlp.words.alternatives import Alternatives
from tests.support import adversarial

MIXED = r"\bgood\b|\b(?:very|so) bad|投資|月に?\d+万|[$€]\s?\d|\d\s?(?:руб|元)|(?:line|ライン)追加|ошибк[аиу]|a\|b|[|(]x|é\d"


@pytest.mark.parametrize(
    "text",
    [
        "it was good", "goods", "so bad", "a投資b", "月10万", "月に 万", "$ 5", "€5", "5 руб", "5 元", "5", "line追加",
        "ライン追加", "line", "ошибку", "ошибк", "a|b", "a", "|x", "(x", "x", "é1", "👆 good 👆", "👆", "", "goodошибка",
    ],
)  # fmt: skip
def test_the_answer_is_that_of_the_regular_expression(text):
    assert Alternatives(MIXED).occur_in(text) == (re.search(MIXED, text) is not None)


@pytest.mark.parametrize("pattern", [rules.MESSENGER, rules.CONTACT, rules.MONEY])
@pytest.mark.parametrize("name", sorted(adversarial.PIECES))
def test_the_answer_about_a_hostile_text_is_that_of_the_regular_expression(pattern, name):
    text = adversarial.text(name, 500)
    assert Alternatives(pattern).occur_in(text) == (re.search(pattern, text) is not None)


@pytest.mark.parametrize(
    "found", [patterns.REQUESTS, patterns.CORRECTIONS, patterns.COMPLAINTS, wordings.SOUND, patterns.PRAISE]
)
def test_no_alternative_matches_without_words(found):
    assert not any(found.occur_in(text) for text in ("", " ", "12", "5 $", "👆", "!?"))
