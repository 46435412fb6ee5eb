"""TF-IDF vectors of texts, and operations on vectors."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.pipeline.nlp.vectors import arrays


def tf_idf(documents: Sequence[Sequence[str]], *, min_documents: int = 1) -> tuple[sparse.csr_matrix, list[str]]:
    """Return one row of length 1 (or 0) per document, and the word of each column, in alphabetical order.

    A word is weighted by the logarithm of its count in the document and by its inverse document frequency.
    """
    counts = [Counter(document) for document in documents]
    documents_with = Counter(word for count in counts for word in count)
    words = sorted(word for word, number in documents_with.items() if number >= min_documents)
    column = {word: index for index, word in enumerate(words)}
    entries = [
        (row, column[word], (1 + np.log(number)) * (1 + np.log((1 + len(counts)) / (1 + documents_with[word]))))
        for row, count in enumerate(counts)
        for word, number in sorted(count.items())
        if word in column
    ]
    rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(len(counts), len(words)), dtype=np.float64)
    return unit_rows(matrix), words


def unit_rows(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return ``matrix`` with every row of length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ matrix)


def weight_by_rarity(counts: sparse.csr_matrix, rarity: arrays.Float64s) -> sparse.csr_matrix:
    """Return the counts multiplied by the rarity of each column, each row of length 1."""
    return unit_rows(counts @ sparse.diags(rarity))


def unit_rows_dense(rows: arrays.Float64s) -> arrays.Float64s:
    """Return ``rows`` with every row of length 1; rows of almost no length stay as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths < 1e-9, 1.0, lengths))


def centroid(matrix: sparse.csr_matrix) -> arrays.Float64s:
    """Return the mean row scaled to length 1; all zeros for an empty matrix."""
    mean = np.asarray(matrix.mean(axis=0)).ravel() if matrix.shape[0] and matrix.shape[1] else np.zeros(matrix.shape[1])
    length = float(np.sqrt(mean @ mean))
    return mean / length if length else mean


def similarities(matrix: sparse.csr_matrix, row: arrays.Float64s) -> arrays.Float64s:
    """Return the cosine of every row of ``matrix`` with ``row``."""
    return np.asarray(matrix @ row).ravel()
