"""The columns of n-grams are those with which the model was trained."""

import numpy as np
import pytest

from analysis.pipeline.nlp.spam import hashed_ngrams
from tests.support import texts

TEXTS = [
    *texts.HOSTILE,
    "",
    " ",
    "a",
    "no no no",
    "日本語 テスト です",
    "x\u00a0y  z\n\nlonger words here",
    "🌊 👩🏽‍🔬 wave",
]
OPTIONS = {"alternate_sign": False, "norm": None, "binary": True, "lowercase": False}
WORDS = OPTIONS | {"ngram_range": (1, 2), "n_features": 2**14, "token_pattern": r"\b\w+\b"}
PIECES = OPTIONS | {"analyzer": "char_wb", "ngram_range": (2, 5), "n_features": 2**16}


@pytest.mark.parametrize(("hashed", "options"), [(hashed_ngrams.words, WORDS), (hashed_ngrams.pieces, PIECES)])
def test_the_columns_are_those_of_scikit_learn(hashed, options):
    from sklearn.feature_extraction.text import HashingVectorizer  # not while tests are collected: it takes a second

    expected = HashingVectorizer(**options)
    readable = [text.encode(errors="ignore").decode() for text in TEXTS]
    assert np.array_equal(hashed(readable).toarray(), expected.transform(readable).toarray())


def test_no_text_has_no_row():
    assert hashed_ngrams.words([]).shape == (0, hashed_ngrams.WORD_COLUMNS)
