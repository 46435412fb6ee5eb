import pytest

from analysis.pipeline.nlp.sentiment.unigram import Unigram

PIECES = {"<unk>": 0.0, "▁": -3.0, "▁un": -2.0, "do": -2.5, "▁u": -4.0, "n": -3.5, "d": -4.5, "o": -4.5, "▁undo": -9.0}


@pytest.fixture(scope="module")
def unigram():
    return Unigram(list(PIECES), list(PIECES.values()), unknown=0)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("▁un", ["▁un"]),
        ("▁undo", ["▁un", "do"]),  # more probable than the whole as one piece
        ("▁do", ["▁", "do"]),
        ("▁und", ["▁un", "d"]),
        ("▁", ["▁"]),
        ("▁xn", ["▁", "<unk>", "n"]),
        ("▁xyzn", ["▁", "<unk>", "n"]),  # consecutive unknown characters are one
    ],
)
def test_a_word_is_divided_into_its_most_probable_pieces(unigram, word, pieces):
    assert [list(PIECES)[number] for number in unigram.divide(word)] == pieces


def test_a_piece_that_is_longer_than_what_is_left_does_no_harm(unigram):
    assert unigram.divide("▁u" + "n" * 500) == [list(PIECES).index("▁un"), *[list(PIECES).index("n")] * 499]
