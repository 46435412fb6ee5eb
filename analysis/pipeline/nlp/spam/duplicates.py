"""Comments that are copies of each other, word for word or nearly so, in time linear in their number.

Near copies are found by MinHash over runs of letters, gathered by bands.
Source: Broder 1997, "On the resemblance and containment of documents"; Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", chapter 3.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: A shorter text may well be written by many people ("First!", "Love this song"). Letters and digits alone count.
FLOOD_CHARS = 25
#: So long, and near copies too count as copies: shorter texts differ in a word and mean something else.
NEAR_CHARS = 40
#: A Chinese, Japanese or Korean character says about as much as so many letters.
_IDEOGRAPH = 2.5
#: Letters in a run. Nine tell sentences apart that share only common words.
_RUN = 6
_BANDS, _ROWS = 10, 4
#: Near copies share so much of their runs, as estimated from the signatures: one word in ten differs.
_SAME = 0.7
_PRIME = (1 << 31) - 1

_Numbers = npt.NDArray[np.uint64]


def copies(cores: Sequence[str]) -> list[int]:
    """Return for each text the place of the first text that it is a copy of, itself included.

    ``cores`` are letters and digits alone. Empty texts are copies of nothing. The groups do not hang on the order.
    """
    first: dict[str, int] = {}
    root = [first.setdefault(core, place) if core else place for place, core in enumerate(cores)]
    long = [place for core, place in first.items() if length(core) >= NEAR_CHARS and len(core) > _RUN]
    for one, other in _near([cores[place] for place in long]):
        _join(root, long[one], long[other])
    return [_find(root, place) for place in range(len(cores))]


def length(core: str) -> float:
    """Return the length of a text in letters; an ideograph counts for several."""
    wide = sum("\u2e80" <= char <= "\ud7ff" for char in core)
    return len(core) + (_IDEOGRAPH - 1) * wide


def _near(cores: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of places whose texts are near copies; a band's bucket is compared with its first text only."""
    if len(cores) < 2:
        return []
    signatures = _signatures(cores)
    order = sorted(range(len(cores)), key=lambda place: cores[place])
    pairs = []
    for band in range(_BANDS):
        leaders: dict[bytes, int] = {}
        part = np.ascontiguousarray(signatures[:, band * _ROWS : (band + 1) * _ROWS])
        for place in order:
            leader = leaders.setdefault(part[place].tobytes(), place)
            if leader != place and np.mean(signatures[leader] == signatures[place]) >= _SAME:
                pairs.append((leader, place))
    return pairs


def _signatures(cores: Sequence[str]) -> _Numbers:
    """Return one row a text: under each of some random orders the least of the hashes of its runs."""
    codes = np.frombuffer("".join(cores).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = np.zeros(len(codes) - _RUN + 1, dtype=np.uint64)
    for step in range(_RUN):
        runs = (runs * np.uint64(1_000_003) + codes[step : len(codes) - _RUN + 1 + step]) % np.uint64(_PRIME)
    lengths = np.array([len(core) for core in cores])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    # A run that reaches into the next text belongs to none: it is given the hash of the run before the text ends.
    for start, size in zip(starts, lengths, strict=True):
        last = start + size - _RUN
        runs[last + 1 : start + size] = runs[last]
    draw = np.random.default_rng(7)
    factors = draw.integers(1, _PRIME, size=(_BANDS * _ROWS, 2), dtype=np.uint64)
    least = [np.minimum.reduceat((runs * a + b) % np.uint64(_PRIME), starts) for a, b in factors]
    return np.stack(least, axis=1)


def _find(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = root[root[place]]
        place = root[place]
    return place


def _join(root: list[int], one: int, other: int) -> None:
    low, high = sorted((_find(root, one), _find(root, other)))
    root[high] = low


def groups(cores: Sequence[str]) -> list[list[int]]:
    """Return the places of the texts that are copies of each other, one list a text that has copies."""
    gathered: defaultdict[int, list[int]] = defaultdict(list)
    for place, leader in enumerate(copies(cores)):
        if cores[place]:
            gathered[leader].append(place)
    return [places for places in gathered.values() if len(places) > 1]
