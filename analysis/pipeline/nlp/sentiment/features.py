"""Features of texts for the sentiment classifiers: hashed n-grams, and markers that work alike in all languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.pipeline.nlp.sentiment import markers, negation, ngrams
from analysis.pipeline.nlp.vectors import arrays, vectors
from analysis.pipeline.nlp.words import tokens

_NEGATION = markers.COLUMNS.index("negation")
#: Unit in which a word's polarity is stored.
POLARITY_STEP = 0.04
#: Keys of 32 bits are in one bucket if so many of their first bits are the same.
_BUCKET_BITS = 18
_BUCKET_SHIFT = np.uint32(32 - _BUCKET_BITS)


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

    @cached_property
    def _buckets(self) -> ngrams.Rows:
        """Return the first column of each of the equal parts into which the range of all keys is divided."""
        return np.searchsorted(self.keys, np.arange(2**_BUCKET_BITS, dtype=np.uint32) << _BUCKET_SHIFT)

    def look_up(self, keys: ngrams.Keys) -> tuple[ngrams.Rows, npt.NDArray[np.bool_]]:
        """Return the column where each key would be, and whether it is there.

        Keys are hashes, so that few are in one bucket: a ninth of the time of a binary search.
        """
        columns = self._buckets[keys >> _BUCKET_SHIFT]
        last = len(self.keys) - 1
        behind = np.flatnonzero((columns < last) & (self.keys[np.minimum(columns, last)] < keys))
        while len(behind):
            columns[behind] += 1
            behind = behind[(columns[behind] < last) & (self.keys[columns[behind]] < keys[behind])]
        columns = np.minimum(columns, last)
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
    shape = len(texts), len(vocabulary.keys)
    each = np.ones(np.count_nonzero(known), dtype=np.float32)
    counted = sparse.csr_matrix((each, (found.rows[known], columns[known])), shape=shape)  # sums what is repeated
    counted.data = (1 + np.log(counted.data)) * vocabulary.rarity[counted.indices]
    return Features(vectors.unit_rows(counted), table.astype(np.float32))


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
    listed = np.flatnonzero(vocabulary.polarity[columns])
    rows, columns = rows[listed], columns[listed]
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
