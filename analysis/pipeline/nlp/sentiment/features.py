"""Texts as the numbers that the coefficients weigh: hashed pieces, and signs that are alike in all languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.pipeline.nlp.sentiment import markers, negation, ngrams
from analysis.pipeline.nlp.words import tokens

Floats = npt.NDArray[np.float32]

_DENIAL = markers.COLUMNS.index("denial")
#: A word's polarity is stored in steps of this size.
POLARITY_STEP = 0.04


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that are known, by their hashed keys in ascending order."""

    keys: ngrams.Keys
    #: How rare each is among the texts that trained; 0 for those known by their polarity only.
    rarity: Floats
    #: How liked (+) or disliked (-) the word is in a list of words, in ``POLARITY_STEP``; 0 for most.
    polarity: npt.NDArray[np.int8]
    #: Whether the piece is the beginning of a word rather than a whole one.
    is_beginning: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Features:
    """Some texts in numbers, one row each."""

    #: Weighted pieces; rows of length 1, empty where no piece is known.
    pieces: sparse.csr_matrix
    #: The marks, a constant, then what the polarity of the words adds up to (whole words that are liked, disliked,
    #: beginnings of words that are liked, disliked), the same again where something is denied, and once more of the
    #: words that the denial reaches.
    signs: Floats
    #: Share of the words that are known, 0 to 1.
    known: Floats


def extract(texts: Sequence[str], english: Sequence[bool], vocabulary: Vocabulary) -> Features:
    """Return the features of ``texts``; ``english`` says which may be weighed by VADER's English lexicon."""
    plain = [read(text) for text in texts]
    pieces = ngrams.split(plain)
    places, hit = _looked_up(pieces, vocabulary)
    rows, columns = pieces.rows[hit], places[hit]
    shown = markers.table(texts, plain, english)
    said = _polarity(rows, columns, plain, vocabulary)
    denied = _denied(plain, vocabulary)
    constant = np.ones((len(texts), 1), dtype=np.float32)
    signs = np.hstack([shown, constant, said, said * shown[:, [_DENIAL]], denied]).astype(np.float32)
    return Features(_weighted(rows, columns, len(texts), vocabulary), signs, _known(pieces, hit, len(texts)))


def read(text: str) -> str:
    """Return the words and signs of ``text``, what is bad and denied as one word."""
    return negation.without_denied_badness(ngrams.plain(text))


def _looked_up(pieces: ngrams.Pieces, vocabulary: Vocabulary) -> tuple[ngrams.Rows, npt.NDArray[np.bool_]]:
    """Return where each piece would stand in the vocabulary, and whether it does."""
    places = np.minimum(np.searchsorted(vocabulary.keys, pieces.keys), len(vocabulary.keys) - 1)
    return places, vocabulary.keys[places] == pieces.keys


def _denied(plain: Sequence[str], vocabulary: Vocabulary) -> Floats:
    """Return what the polarity of the words adds up to that a denial reaches."""
    reached = [negation.beside(text) for text in plain]
    pieces = ngrams.split(reached)
    places, hit = _looked_up(pieces, vocabulary)
    return _polarity(pieces.rows[hit], places[hit], plain, vocabulary)


def _weighted(rows: ngrams.Rows, columns: ngrams.Rows, texts: int, vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Return the pieces by the logarithm of their number in the text and their rarity."""
    pairs, counts = np.unique(rows * len(vocabulary.keys) + columns, return_counts=True)
    row, column = pairs // len(vocabulary.keys), pairs % len(vocabulary.keys)
    weights = (1 + np.log(counts)) * vocabulary.rarity[column]
    lengths = np.sqrt(np.bincount(row, weights * weights, minlength=texts))
    lengths[lengths == 0] = 1.0
    shape = (texts, len(vocabulary.keys))
    return sparse.csr_matrix(((weights / lengths[row]).astype(np.float32), (row, column)), shape=shape)


def _polarity(rows: ngrams.Rows, columns: ngrams.Rows, plain: Sequence[str], vocabulary: Vocabulary) -> Floats:
    """Return what the words' polarity adds up to, relative to the square root of their number."""
    values = vocabulary.polarity[columns] * POLARITY_STEP
    beginning = vocabulary.is_beginning[columns]
    lengths = np.sqrt([_words(text) for text in plain])
    sums = [
        np.bincount(rows, np.maximum(sign * values, 0) * (beginning == which), minlength=len(plain)) / lengths
        for which in (False, True)
        for sign in (1, -1)
    ]
    return np.column_stack(sums).astype(np.float32)


def _words(plain_text: str) -> float:
    """Return the number of words; two characters make one where the script does not divide them."""
    divided = len(plain_text.split())
    return max(1.0, len(plain_text) / 2 if tokens.is_unspaced(plain_text.lstrip(" !?#")) else divided)


def _known(pieces: ngrams.Pieces, hit: npt.NDArray[np.bool_], texts: int) -> Floats:
    """Return the share of the words that the vocabulary holds."""
    total = np.bincount(pieces.rows[pieces.words], minlength=texts)
    found = np.bincount(pieces.rows[pieces.words & hit], minlength=texts)
    return (found / np.maximum(total, 1)).astype(np.float32)
