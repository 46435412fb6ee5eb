"""Vectors as they are stored: 16-bit numbers, and their signs for a first, rough comparison."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.pipeline.nlp.vectors import arrays


class Packed(NamedTuple):
    """A vector: its numbers as little-endian 16-bit floats, and a bit for each that is positive."""

    numbers: bytes
    signs: bytes


def pack(rows: arrays.Float32s) -> list[Packed]:
    """Return each row of ``rows`` packed."""
    halves, signs = rows.astype("<f2"), np.packbits(rows > 0, axis=1)
    return [Packed(half.tobytes(), sign.tobytes()) for half, sign in zip(halves, signs, strict=True)]


def mean_rows(rows: arrays.Float32s, starts: Sequence[float], windows: Sequence[float]) -> arrays.Float32s:
    """Return the mean, of length 1, of the rows that begin in each window.

    ``starts`` are the seconds at which the rows begin, ``windows`` those at which the windows do; both are ascending. A
    window in which none begins has the row that goes on in it.
    """
    firsts = np.searchsorted(starts, windows, side="left")
    means = np.empty((len(windows), rows.shape[1]), dtype=np.float32)
    for number, first in enumerate(firsts):
        stop = firsts[number + 1] if number + 1 < len(windows) else len(rows)
        if stop <= first:
            first = max(0, bisect_right(starts, windows[number]) - 1)
            stop = first + 1
        means[number] = rows[first:stop].mean(axis=0)
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return np.asarray(means / np.where(lengths < 1e-9, 1.0, lengths), dtype=np.float32)
