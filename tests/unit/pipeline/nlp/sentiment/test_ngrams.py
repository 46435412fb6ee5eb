import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.nlp.sentiment import ngrams
from tests.support import texts


def keys(text):
    return ngrams.extract([text]).keys.tolist()


def test_a_text_consists_of_runs_words_and_pairs():
    wanted = [ngrams.run_key(run) for run in ("a", "b", "c", " a", "ab", "b ", " c", "c ", " ab", "ab ", " c ", " ab ")]
    wanted += [ngrams.word_key("ab"), ngrams.word_key("c"), ngrams.pair_key("ab c")]
    assert sorted(keys("ab c")) == sorted(wanted)


def test_a_run_is_no_word_of_the_same_letters():
    assert len({ngrams.run_key("ab"), ngrams.word_key("ab"), ngrams.pair_key("ab")}) == 3


def test_no_piece_reaches_into_the_next_text():
    found = ngrams.extract(["ab", "cd"])
    assert [sorted(found.keys[found.rows == row].tolist()) for row in (0, 1)] == [
        sorted(keys("ab")),
        sorted(keys("cd")),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Sooooo GOOD!!!!!", "sooo good !!!"),
        ("@viewer see https://example.com/x at 3:12", "see at 0 : 00"),
        ("👍🏽 d’accord", "👍 d'accord"),
        ("हिन्दी में", "हिन्दी में"),
        ("ﾊﾝｶｸ", "ハンカク"),
    ],
)
def test_what_does_not_change_the_meaning_is_taken_away(text, plain):
    assert ngrams.normalise(text) == plain


def test_nothing_has_no_pieces():
    assert keys("") == []
    assert ngrams.extract([]).keys.tolist() == []


@given(st.lists(st.text(), max_size=4))
def test_any_texts_are_cut_the_same_together_and_alone(several):
    plain = [ngrams.normalise(text) for text in several]
    found = ngrams.extract(plain)
    for row, text in enumerate(plain):
        assert sorted(found.keys[found.rows == row].tolist()) == sorted(keys(text))


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_are_cut(text):
    plain = ngrams.normalise(text)
    assert len(keys(plain)) <= 7 * (len(plain) + 2)
