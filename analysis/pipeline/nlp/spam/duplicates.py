"""Texts that are equal or nearly equal, in time linear in their number.

Near duplicates are found by MinHash over runs of characters, with banding.
Source: Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", chapter 3.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.pipeline.progress import checked, no_check

#: Many people may write a shorter text independently ("First!", "Love this song"). Letters and digits only.
DUPLICATE_CHARS = 25
#: From this length on, near duplicates count as duplicates: shorter texts that differ in a word differ in meaning.
NEAR_DUPLICATE_CHARS = 40
#: Letters that a Chinese, Japanese or Korean character counts as.
_IDEOGRAPH_LETTERS = 2.5
#: Characters in a run; with fewer, different sentences of common words would look alike.
_RUN_CHARS = 6
_BANDS, _BAND_ROWS = 10, 4
#: Estimated share of equal runs from which two texts are near duplicates: about one word in ten differs.
_MIN_SIMILARITY = 0.7
#: Runs whose permutations are computed together: few enough for the processor's cache.
_RUNS_AT_ONCE = 1_000
_PRIME = (1 << 31) - 1


def group(keys: Sequence[str], *, check: Callable[[], None] = no_check) -> list[list[int]]:
    """Return groups of indexes of duplicate texts, each with at least two members.

    ``keys`` are texts reduced to letters and digits. Empty ones have no duplicates. The order of the texts is
    irrelevant. ``check`` is called while they are compared and may raise to stop.
    """
    # It loads all of scipy's linear algebra, which a worker needs with its first analysis only.
    from scipy.sparse import csgraph

    same: defaultdict[str, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        if key:
            same[key].append(row)
    distinct = list(same)
    long = [
        index
        for index, key in checked(enumerate(distinct), check)
        if weighted_length(key) >= NEAR_DUPLICATE_CHARS and len(key) > _RUN_CHARS
    ]
    pairs = np.empty((0, 2), int)
    if len(long) > 1:
        pairs = np.array(long)[_near_pairs([distinct[index] for index in long], check)]
    graph = sparse.coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(distinct), len(distinct)))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    if distinct:
        for key, label in zip(distinct, csgraph.connected_components(graph, directed=False)[1].tolist(), strict=True):
            groups[label] += same[key]
    return sorted(sorted(rows) for rows in groups.values() if len(rows) > 1)


def weighted_length(key: str) -> float:
    """Return the length of a text in letters; an ideograph counts as several."""
    wide = sum("\u2e80" <= char <= "\ud7ff" for char in key)
    return len(key) + (_IDEOGRAPH_LETTERS - 1) * wide


def _near_pairs(keys: Sequence[str], check: Callable[[], None]) -> npt.NDArray[np.intp]:
    """Return pairs of indexes of near duplicates, one row per pair; in each bucket the first text is compared only."""
    signatures = _signatures(keys, check)
    order = sorted(range(len(keys)), key=lambda row: keys[row])
    pairs = []
    for band in range(_BANDS):
        leaders: dict[bytes, int] = {}
        part = np.ascontiguousarray(signatures[:, band * _BAND_ROWS : (band + 1) * _BAND_ROWS])
        for row in order:
            leader = leaders.setdefault(part[row].tobytes(), row)
            if leader != row and np.mean(signatures[leader] == signatures[row]) >= _MIN_SIMILARITY:
                pairs.append((leader, row))
    return np.array(pairs, dtype=np.intp).reshape(-1, 2)


def _signatures(keys: Sequence[str], check: Callable[[], None]) -> npt.NDArray[np.uint64]:
    """Return one row per text: the smallest hash of its runs under each of several random permutations."""
    pieces = [_pieces(key) for key in keys]
    factors = np.random.default_rng(7).integers(1, _PRIME, size=(_BANDS * _BAND_ROWS, 2), dtype=np.uint64)
    parts = checked(_parts(chain.from_iterable(pieces)), check)
    smallest = np.concatenate([_smallest_hashes(part, factors) for part in parts])
    firsts = np.cumsum([0, *map(len, pieces[:-1])])
    return np.asarray(np.minimum.reduceat(smallest, firsts, axis=0))


def _smallest_hashes(texts: Sequence[str], factors: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return one row per text: the smallest hash of its runs with each of the ``factors``."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = np.zeros(len(codes) - _RUN_CHARS + 1, dtype=np.uint64)
    for step in range(_RUN_CHARS):
        runs = (runs * np.uint64(1_000_003) + codes[step : step + len(runs)]) % np.uint64(_PRIME)
    starts = np.cumsum([0, *map(len, texts)])
    # Runs across the border of two texts belong to neither.
    own = np.concatenate([np.arange(start, stop - _RUN_CHARS + 1) for start, stop in pairwise(starts)])
    firsts = starts[:-1] - np.arange(len(texts)) * (_RUN_CHARS - 1)
    hashed = (runs[own] * factors[:, :1] + factors[:, 1:]) % np.uint64(_PRIME)
    return np.asarray(np.minimum.reduceat(hashed, firsts, axis=1).T)


def _pieces(key: str) -> list[str]:
    """Return the parts of a long text that are hashed one by one; together they have all its runs."""
    starts = range(0, len(key) - _RUN_CHARS + 1, _RUNS_AT_ONCE)
    return [key[start : start + _RUNS_AT_ONCE + _RUN_CHARS - 1] for start in starts]


def _parts(texts: Iterable[str]) -> Iterator[Sequence[str]]:
    """Yield consecutive texts whose runs are hashed together."""
    part: list[str] = []
    for text in texts:
        if part and sum(map(len, part)) + len(text) > _RUNS_AT_ONCE:
            yield part
            part = []
        part.append(text)
    if part:
        yield part
