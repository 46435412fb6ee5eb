"""Vectors of texts from the words that they share, for themes without embeddings.

A truncated singular value decomposition of the TF-IDF rows (latent semantic analysis) brings texts together whose words
occur in the same texts. It starts from fixed numbers.
Sources: Deerwester et al. 1990, https://doi.org/10.1002/(SICI)1097-4571(199009)41:6%3C391::AID-ASI1%3E3.0.CO;2-9; the
decomposition by random projection: Halko, Martinsson, Tropp 2011, https://doi.org/10.1137/090771806
"""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis.pipeline.nlp.vectors import arrays, vectors
from analysis.pipeline.progress import checked, no_check

#: Dimensions of a vector, and further directions of the projection that make them exact.
_DIMENSIONS = 64
_EXTRA_DIRECTIONS = 10
#: Repetitions of the projection; more hardly change the vectors.
_REPETITIONS = 4
#: Words that count: those in most texts, of the words in at least two.
_MAX_WORDS = 20_000


def embed_words(words: Sequence[Sequence[str]], check: Callable[[], None] = no_check) -> arrays.Float64s:
    """Return a row of length 1 for each text, given by its words; of length 0 if it shares no word with another text.

    ``check`` is called between the stages and may raise to stop.
    """
    matrix = _tf_idf(words, check)
    directions = min(_DIMENSIONS, *matrix.shape)
    if directions < 1:
        return np.zeros((len(words), 1))
    with threadpool_limits(1, user_api="blas"):
        rows = matrix @ _right_directions(matrix, directions, check)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return vectors.unit_rows_dense(np.where(lengths < 1e-6, 0.0, rows))


def _tf_idf(words: Sequence[Sequence[str]], check: Callable[[], None]) -> sparse.csr_matrix:
    """Return one row of length 1 (or 0) per text, without the words of one text only."""
    texts_with: Counter[str] = Counter()
    for row in checked(words, check):
        texts_with.update(set(row))
    shared = [word for word in checked(texts_with, check) if texts_with[word] > 1]
    # Not sorted(): that is one call, which would keep the other threads waiting.
    kept = heapq.nsmallest(_MAX_WORDS, shared, key=lambda word: (-texts_with[word], word))
    column = {word: index for index, word in enumerate(sorted(kept))}
    weights: list[arrays.Float64s] = [np.zeros(0)]
    columns: list[npt.NDArray[np.intp]] = [np.zeros(0, np.intp)]
    for row in checked(words, check):
        counts = sorted((column[word], word, count) for word, count in Counter(row).items() if word in column)
        rarities = np.array([(1 + len(words)) / (1 + texts_with[word]) for _, word, _ in counts])
        weights.append((1 + np.log([count for _, _, count in counts])) * (1 + np.log(rarities)))
        columns.append(np.array([index for index, _, _ in counts], np.intp))
    ends = np.cumsum([len(row) for row in columns])
    parts = np.concatenate(weights), np.concatenate(columns), ends
    return vectors.unit_rows(sparse.csr_matrix(parts, shape=(len(words), len(column))))


def _right_directions(matrix: sparse.csr_matrix, count: int, check: Callable[[], None]) -> arrays.Float64s:
    """Return the ``count`` strongest right singular vectors of ``matrix``, one per column."""
    width = min(count + _EXTRA_DIRECTIONS, *matrix.shape)
    projected = matrix @ np.random.default_rng(0).standard_normal((matrix.shape[1], width))
    for _ in range(_REPETITIONS):
        check()
        basis, _ = np.linalg.qr(projected)
        back, _ = np.linalg.qr(matrix.T @ basis)
        check()
        projected = matrix @ back
    basis, _ = np.linalg.qr(projected)
    check()
    _, _, right = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return np.asarray(right[:count].T)
