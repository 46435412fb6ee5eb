"""Features of texts for the sentiment classifiers: hashed n-grams, and markers that work alike in all languages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.pipeline.nlp.sentiment import markers, negation, ngrams
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words import tokens

_NEGATION = markers.COLUMNS.index("negation")
#: Unit in which a word's polarity is stored.
POLARITY_STEP = 0.04


@dataclass(frozen=True)
class Vocabulary:
    """The known n-grams, sorted by their hashed keys."""

    keys: ngrams.Keys
    #: Inverse document frequency in the training texts; 0 for n-grams known from a polarity lexicon only.
    rarity: arrays.Float32s
    #: Polarity in a lexicon, in units of ``POLARITY_STEP``: positive, negative, or 0 for most.
    polarity: npt.NDArray[np.int8]
    #: Whether the n-gram is the beginning of a word rather than a whole word.
    is_beginning: npt.NDArray[np.bool_]

    def look_up(self, keys: ngrams.Keys) -> tuple[ngrams.Rows, npt.NDArray[np.bool_]]:
        """Return the column where each key would be, and whether it is there."""
        columns = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return columns, self.keys[columns] == keys


@dataclass(frozen=True)
class Features:
    """Features of some texts, one row per text."""

    #: TF-IDF of the n-grams; rows of length 1, empty where no n-gram is known.
    ngrams: sparse.csr_matrix
    #: The columns of ``markers``; a constant; four sums of polarity (positive words, negative words, positive and
    #: negative beginnings of words); these sums again if the text is negated; the sums of the negated words alone.
    markers: arrays.Float32s


def extract(texts: Sequence[str], english: Sequence[bool], vocabulary: Vocabulary) -> Features:
    """Return the features of ``texts``; ``english`` says for which texts VADER's English lexicon applies."""
    plain = [normalise(text) for text in texts]
    found = ngrams.extract(plain)
    columns, known = vocabulary.look_up(found.keys)
    shown = markers.measure_all(texts, plain, english)
    polarity = _sum_polarity(found.rows[known], columns[known], plain, vocabulary)
    negated = ngrams.extract([negation.negated_words(text) for text in plain])
    negated_columns, negated_known = vocabulary.look_up(negated.keys)
    negated_polarity = _sum_polarity(negated.rows[negated_known], negated_columns[negated_known], plain, vocabulary)
    constant = np.ones((len(texts), 1), dtype=np.float32)
    table = np.hstack([shown, constant, polarity, polarity * shown[:, [_NEGATION]], negated_polarity])
    size = len(vocabulary.keys)
    pairs, counts = np.unique(found.rows[known] * size + columns[known], return_counts=True)
    row, column = pairs // size, pairs % size
    weights = (1 + np.log(counts)) * vocabulary.rarity[column]
    lengths = np.sqrt(np.bincount(row, weights * weights, minlength=len(texts)))
    lengths[lengths == 0] = 1.0
    tf_idf = (weights / lengths[row]).astype(np.float32)
    return Features(
        sparse.csr_matrix((tf_idf, (row, column)), shape=(len(texts), size)),
        table.astype(np.float32),
    )


def has_listed_words(found: Features) -> npt.NDArray[np.bool_]:
    """Return for each text whether a polarity lexicon lists one of its words."""
    first = len(markers.COLUMNS) + 1  # after the constant
    return np.asarray(found.markers[:, first] + found.markers[:, first + 1] > 0)


def normalise(text: str) -> str:
    """Return the words and signs of ``text``; a phrase that negates something bad becomes one word."""
    return negation.replace_negated_badness(ngrams.normalise(text))


def _sum_polarity(
    rows: ngrams.Rows, columns: ngrams.Rows, plain: Sequence[str], vocabulary: Vocabulary
) -> arrays.Float32s:
    """Return the sums of the words' polarity, divided by the square root of the number of words."""
    polarity = vocabulary.polarity[columns] * POLARITY_STEP
    beginning = vocabulary.is_beginning[columns]
    # In scripts without spaces, two characters count as one word.
    lengths = np.sqrt(
        [max(1.0, len(text) / 2 if tokens.is_unspaced(text.lstrip(" !?#")) else len(text.split())) for text in plain]
    )
    sums = [
        np.bincount(rows, np.maximum(sign * polarity, 0) * (beginning == which), minlength=len(plain)) / lengths
        for which in (False, True)
        for sign in (1, -1)
    ]
    return np.column_stack(sums).astype(np.float32)
