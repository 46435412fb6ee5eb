"""How frequent words are, and whether they are written with a capital, by the vocabulary of the encoder."""

import pytest

from analysis.pipeline.nlp.words import frequency, vocabulary


def test_common_words_have_the_larger_share_in_every_language():
    for common, rarer in (("tiempo", "levadura"), ("время", "закваска"), ("temps", "levain"), ("時間", "酵母")):
        assert vocabulary.share(common) > vocabulary.share(rarer)


@pytest.mark.parametrize(
    ("word", "code"), [("Formalmente", "es"), ("Поэтому", "ru"), ("Maison", "fr"), ("Kitap", "tr")]
)
def test_a_word_that_is_mostly_written_small_is_a_common_noun(word, code):
    assert vocabulary.is_common_noun(word, code)
    assert not vocabulary.is_proper_noun(word)


@pytest.mark.parametrize(("word", "code"), [("Москва", "ru"), ("Paris", "fr"), ("Ankara", "tr"), ("Sevilla", "es")])
def test_a_word_that_is_mostly_written_with_a_capital_is_a_proper_noun(word, code):
    assert vocabulary.is_proper_noun(word)
    assert not vocabulary.is_common_noun(word, code)


def test_nothing_is_said_of_a_rare_word():
    assert vocabulary.share("Xyzzyplugh") == 0.0
    assert not vocabulary.is_common_noun("Xyzzyplugh", "en")
    assert not vocabulary.is_proper_noun("Xyzzyplugh")


def test_a_declined_form_of_a_common_word_is_common():
    assert vocabulary.is_common_noun("Kitaplarımızdan", "tr")
    assert not vocabulary.is_common_noun("Kitaplarımızdan", "es")


@pytest.mark.parametrize("code", ["en", "es", "ru", "zh", "xx", None])
def test_rarity_is_between_0_and_1(code):
    for word in ("the", "de", "и", "的", "time", "levadura", "xyzzyplugh"):
        assert 0 <= frequency.rarity(word, code) <= 1
        assert 0 <= frequency.expected_share(word, code) < 1
