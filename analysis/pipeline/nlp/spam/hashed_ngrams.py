"""Words, pairs of words and pieces of words as columns of a matrix, by their MurmurHash.

Hashing needs no vocabulary, so that the training texts cannot be read back from the coefficients of a model.
Source: Weinberger et al. 2009, "Feature hashing for large scale multitask learning", https://arxiv.org/abs/0902.2206
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import mmh3
import numpy as np
from scipy import sparse

#: Columns of the two matrices.
WORD_COLUMNS, PIECE_COLUMNS = 2**14, 2**16
#: Characters of a piece, including the space before and after a word.
_PIECE_CHARS = range(2, 6)
_WORD = re.compile(r"\w+")


def words(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return one row per text with 1 where it has a word or two adjacent ones."""
    return _matrix((_words(text) for text in texts), WORD_COLUMNS)


def pieces(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return one row per text with 1 where a word of it has a run of 2 to 5 characters."""
    return _matrix((_pieces(text) for text in texts), PIECE_COLUMNS)


def _words(text: str) -> set[str]:
    found = _WORD.findall(text)
    return {*found, *(f"{first} {second}" for first, second in pairwise(found))}


def _pieces(text: str) -> set[str]:
    framed = {f" {word} " for word in text.split()}
    return {
        word[start : start + size]
        for word in framed
        for size in _PIECE_CHARS
        for start in range(max(1, len(word) - size + 1))
    }


def _matrix(rows: Iterator[set[str]], columns: int) -> sparse.csr_matrix:
    hashes = [[mmh3.hash(ngram) for ngram in row] for row in rows]
    counts = np.fromiter(map(len, hashes), np.int64, len(hashes))
    together = np.fromiter(chain.from_iterable(hashes), np.int64, counts.sum())
    places = np.unique(np.repeat(np.arange(len(hashes)) * columns, counts) + np.abs(together) % columns)
    row, column = np.divmod(places, columns)
    return sparse.csr_matrix((np.ones(len(places)), (row, column)), shape=(len(hashes), columns))
