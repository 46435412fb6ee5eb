"""The two classic ways to divide a text by its words, as baselines, written after their papers."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.words import stems, tokens

Floats = npt.NDArray[np.float64]

#: TextTiling: words of a token sequence, sequences on either side of a gap, and rounds of smoothing.
_SEQUENCE, _SIDE, _ROUNDS = 20, 10, 1
#: C99: sentences on each side of the rank mask, and how many deviations above the mean gradient to stop at.
_MASK, _DEVIATIONS = 5, 1.2


def _words(sentence: str) -> list[str]:
    return [stems.stem(word, "en") for word in tokens.content_words(sentence, "en")]


def text_tiling(sentences: Sequence[str]) -> set[int]:
    """Return the sentences that begin a section.

    Source: Hearst 1997, "TextTiling", https://aclanthology.org/J97-1003/ (block comparison; a gap is a border where its
    depth exceeds the mean by minus half a deviation, moved to the nearest sentence).
    """
    # Small words take room in a sequence, though they do not count.
    lines = [tokens.tokens(sentence) for sentence in sentences]
    ends = np.cumsum([len(line) for line in lines])
    stream = [word for line in lines for word in line]
    sequences = [
        Counter(_words(" ".join(stream[start : start + _SEQUENCE]))) for start in range(0, len(stream), _SEQUENCE)
    ]
    scores = np.array([_lexical_score(sequences, gap) for gap in range(1, len(sequences))])
    for _ in range(_ROUNDS):
        padded = np.pad(scores, 1, mode="edge")
        scores = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    depths = np.array([_depth(scores, gap) for gap in range(len(scores))])
    if not depths.size:
        return set()
    cutoff = depths.mean() - depths.std() / 2
    peaks = [gap for gap, depth in enumerate(depths) if depth > 0 and depth == depths[max(0, gap - 2) : gap + 3].max()]
    deep = [gap for gap in peaks if depths[gap] > cutoff]
    return {int(np.abs(ends - (gap + 1) * _SEQUENCE).argmin()) + 1 for gap in deep} - {len(sentences)}


def _lexical_score(sequences: Sequence[Counter[str]], gap: int) -> float:
    left = sum(sequences[max(0, gap - _SIDE) : gap], Counter[str]())
    right = sum(sequences[gap : gap + _SIDE], Counter[str]())
    both = sum(left[word] * right[word] for word in left)
    lengths = sum(n * n for n in left.values()) * sum(n * n for n in right.values())
    return both / lengths**0.5 if lengths else 0.0


def _depth(scores: Floats, gap: int) -> float:
    """Return how far the score falls to ``gap`` from the peaks on both sides."""
    left = right = gap
    while left > 0 and scores[left - 1] >= scores[left]:
        left -= 1
    while right < len(scores) - 1 and scores[right + 1] >= scores[right]:
        right += 1
    return float(scores[left] + scores[right] - 2 * scores[gap])


def c99(sentences: Sequence[str]) -> set[int]:
    """Return the sentences that begin a section.

    Source: Choi 2000, https://aclanthology.org/A00-2004/ (rank mask 11 x 11, threshold 1.2).
    """
    ranks = _ranks(_cosines([Counter(_words(sentence)) for sentence in sentences]))
    sums = np.pad(ranks.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    borders = [0, len(sentences)]
    order: list[int] = []
    densities = [_block(sums, 0, len(sentences)) / len(sentences) ** 2]
    while len(borders) <= len(sentences):
        density, place = _densest(sums, borders)
        borders = sorted([*borders, place])
        order.append(place)
        densities.append(density)
    gradients = np.diff(densities)
    smooth = np.convolve(np.pad(gradients, 2, mode="edge"), (1, 2, 4, 2, 1), "valid") / 10
    over = np.flatnonzero(smooth > smooth.mean() + _DEVIATIONS * smooth.std())
    return set(order[: int(over[-1]) + 1]) if over.size else set()


def _cosines(lines: Sequence[Counter[str]]) -> Floats:
    words = {word: column for column, word in enumerate(sorted({word for line in lines for word in line}))}
    rows = np.zeros((len(lines), len(words)))
    for row, line in enumerate(lines):
        for word, number in line.items():
            rows[row, words[word]] = number
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(lengths == 0, 1.0, lengths)
    return rows @ rows.T


def _ranks(cosines: Floats) -> Floats:
    """Return for each pair the share of its neighbours in the mask that are less alike."""
    size = len(cosines)
    ranks = np.zeros_like(cosines)
    for row in range(size):
        for column in range(size):
            near = cosines[max(0, row - _MASK) : row + _MASK + 1, max(0, column - _MASK) : column + _MASK + 1]
            ranks[row, column] = (near < cosines[row, column]).sum() / max(1, near.size - 1)
    return ranks


def _densest(sums: Floats, borders: Sequence[int]) -> tuple[float, int]:
    """Return the highest mean rank within sections that one more border can make, and that border."""
    sections = list(pairwise(borders))
    inside = sum(_block(sums, first, stop) for first, stop in sections)
    area = sum((stop - first) ** 2 for first, stop in sections)
    return max(
        (
            (inside - _block(sums, first, stop) + _block(sums, first, place) + _block(sums, place, stop))
            / (area - (stop - first) ** 2 + (place - first) ** 2 + (stop - place) ** 2),
            -place,
            place,
        )
        for first, stop in sections
        for place in range(first + 1, stop)
    )[::2]


def _block(sums: Floats, first: int, stop: int) -> float:
    """Return the sum of the ranks between the sentences from ``first`` to before ``stop``."""
    return float(sums[stop, stop] - sums[first, stop] - sums[stop, first] + sums[first, first])
