"""Groups of points that lie together in the space of meaning, their number told by the points themselves.

The points are divided at every level of a tree (Ward's), each division settled by spherical k-means, and that division
is taken whose groups stand apart most clearly beyond what chance would give: beyond the same division of points drawn
from one cloud of the same spread. A point that is hardly nearer to its group than to the next belongs to none.
Sources: Ward 1963, https://doi.org/10.2307/2282967; Dhillon, Modha 2001, https://doi.org/10.1023/A:1007612920971;
the comparison with a featureless cloud after Tibshirani, Walther, Hastie 2001, https://doi.org/10.1111/1467-9868.00293
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster import hierarchy
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int_]

#: Directions kept, those in which the points differ most: the rest is mostly noise, and costs time.
_DIRECTIONS = 64
#: Points that the tree is grown from; more are only assigned. A tree needs room for the square of their number.
_TREE_POINTS = 1500
#: No more groups are looked for, nor more than the square root of the number of points and this.
_MOST_GROUPS = 40
_SPARE_GROUPS = 2
#: Rounds of k-means; it hardly ever needs half of them.
_ROUNDS = 20
#: Points that are parted hardly more clearly than by chance are of one kind. Chance itself varies about so much.
_LEAST_MARGIN = 0.01
#: Divisions whose margins differ by less, times the number of points, are equally clear.
_TIE = 0.2
#: Clouds drawn to learn what chance gives.
_CLOUDS = 5
#: A point belongs to its group when it is this clearly nearer to it than to the next, relative to chance's mean.
_CLEAR_SHARE = 0.5
#: ... and nearer to its middle than this share of the points of chance's groups are.
_STRAY_SHARE = 0.05


@dataclass(frozen=True)
class _Division:
    """Points parted into groups: the group of each, and how clearly each belongs to it."""

    groups: Ints
    #: Cosine of each point with the middle of its group, -1 to 1.
    closeness: Floats
    #: How much nearer its own group is than the next one, -1 to 1 (the silhouette, of the groups' middles).
    clearness: Floats


def gather(points: npt.NDArray[Any], check: Callable[[], None] = lambda: None) -> list[list[int]]:
    """Return groups of rows of ``points``, each with its most central row first; rows in no group are noise.

    Where there are more points than a tree can hold, the first ones decide what groups there are: give them in an
    order that means nothing.
    """
    if len(points) < 2:
        return []
    # More threads than one only wait for each other on matrices this small, most of all on a busy machine.
    with threadpool_limits(1, user_api="blas"):
        return _gather(points, check)


def _gather(points: npt.NDArray[Any], check: Callable[[], None]) -> list[list[int]]:
    # Rounded, so that the last digits of two machines do not part ways.
    directed, spread = _directions(np.array(points, dtype=np.float64).round(4))
    seeds = _unit(directed[:_TREE_POINTS])
    found, by_chance = _clearest(seeds, spread, check)
    if found.clearness.mean() < by_chance.clearness.mean() + _LEAST_MARGIN:
        return []
    settled = _settle(_unit(directed), _middles(seeds, found.groups))
    clear = settled.clearness >= _CLEAR_SHARE * by_chance.clearness.mean()
    near = settled.closeness >= np.quantile(by_chance.closeness, _STRAY_SHARE)
    return _members(settled, clear & near)


def _directions(points: Floats) -> tuple[Floats, Floats]:
    """Return the points seen from their middle, along the directions of most spread, and the spread along each."""
    centred = points - points.mean(axis=0)
    if len(points) <= points.shape[1]:
        places, spread, _ = np.linalg.svd(centred, full_matrices=False)
        return places[:, :_DIRECTIONS] * spread[:_DIRECTIONS], spread[:_DIRECTIONS]
    squares, directions = np.linalg.eigh(centred.T @ centred)
    strongest = np.argsort(-squares)[:_DIRECTIONS]
    return centred @ directions[:, strongest], np.sqrt(np.maximum(squares[strongest], 0.0))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths < 1e-9, 1.0, lengths)


def _clearest(points: Floats, spread: Floats, check: Callable[[], None]) -> tuple[_Division, _Division]:
    """Return the division that is clearest beyond chance, and chance's own of as many groups, its clouds together."""
    tree = _Tree(points)
    draws = np.random.default_rng(0).standard_normal((_CLOUDS, len(points), len(spread))) * spread
    chance = [_Tree(_unit(cloud)) for cloud in draws]
    most = min(_MOST_GROUPS, int(len(points) ** 0.5) + _SPARE_GROUPS)
    found, by_chance = [], []
    for count in range(2, most + 1):
        check()
        found.append(tree.divided(count))
        by_chance.append(_together([cloud.divided(count) for cloud in chance]))
    margins = [one.clearness.mean() - other.clearness.mean() for one, other in zip(found, by_chance, strict=True)]
    # Of divisions that are as clear, the finest: what is named apart can still be read together.
    as_good = np.flatnonzero(np.round(margins, 6) >= round(max(margins), 6) - _TIE / len(points))
    return found[as_good[-1]], by_chance[as_good[-1]]


def _together(divisions: Sequence[_Division]) -> _Division:
    return _Division(
        *(np.concatenate([getattr(division, field.name) for division in divisions]) for field in fields(_Division))
    )


class _Tree:
    """Points joined two and two until all are one (Ward's tree), to be parted at any level."""

    def __init__(self, points: Floats) -> None:
        self._points = points
        self._joints = hierarchy.linkage(points, "ward")

    def divided(self, count: int) -> _Division:
        """Return the division into about ``count`` groups that k-means comes to from the tree's."""
        groups = hierarchy.fcluster(self._joints, count, "maxclust")
        return _settle(self._points, _middles(self._points, groups))


def _settle(points: Floats, middles: Floats) -> _Division:
    """Return the division that k-means comes to from ``middles``."""
    groups = (points @ middles.T).argmax(axis=1)
    for _ in range(_ROUNDS):
        middles = _middles(points, groups)
        moved = (points @ middles.T).argmax(axis=1)
        if np.array_equal(moved, groups):
            break
        groups = moved
    return _judged(points, groups)


def _middles(points: Floats, groups: Ints) -> Floats:
    """Return the middle of each group at length 1; a group that has lost its points is left out."""
    _, dense = np.unique(groups, return_inverse=True)
    members = sparse.csr_matrix((np.ones(len(points)), (dense, np.arange(len(points)))))
    return _unit(members @ points)


def _judged(points: Floats, groups: Ints) -> _Division:
    _, dense = np.unique(groups, return_inverse=True)
    likeness = points @ _middles(points, dense).T
    rows = np.arange(len(points))
    own = likeness[rows, dense]
    likeness[rows, dense] = -1.0
    near, far = 1 - own, 1 - likeness.max(axis=1)
    return _Division(dense, own, (far - near) / np.maximum(np.maximum(near, far), 1e-9))


def _members(division: _Division, belongs: npt.NDArray[np.bool_]) -> list[list[int]]:
    # Rounded, so that the last digits of two machines do not part ways.
    order = np.argsort(-np.round(division.closeness, 5), kind="stable")
    groups: list[list[int]] = [[] for _ in range(int(division.groups.max()) + 1)]
    for row in order:
        if belongs[row]:
            groups[division.groups[row]].append(int(row))
    return [group for group in groups if group]
