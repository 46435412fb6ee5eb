"""Clusters of unit vectors; the number of clusters follows from the data.

Each point moves to the mean of its nearest neighbours, a few times over (mean shift), until the points of one dense
region stand close together. Regions that are nearer than a fixed distance are one cluster. Every point then belongs to
the nearest cluster that it resembles enough. Nothing is drawn at random, and the mean over many neighbours hardly
changes when a tenth of the points is left out, so the clusters hardly change either.

Sources: Fukunaga, Hostetler 1975, https://doi.org/10.1109/TIT.1975.1055330; for k nearest neighbours as the window
Duin et al. 2012, https://doi.org/10.1007/978-3-642-34166-3_51
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis.pipeline.nlp.vectors import arrays, vectors
from analysis.pipeline.progress import no_check

Ints = npt.NDArray[np.int_]

#: Principal directions kept: the rest is mostly noise and costs time.
_DIRECTIONS = 64
#: Of these, the first so many decide on the clusters: this multiple of the square root of the number of points, and at
#: least so many. Among few points the others differ from draw to draw: the themes of two draws of nine tenths of 500
#: comments agree to an ARI of 0.78 with 41 directions, 0.71 with 64 (mean of eight videos).
_DIRECTIONS_PER_ROOT = 1.8
_MIN_DIRECTIONS = 32
#: Points that decide which clusters exist; further points are only assigned. Time grows with the square of this number.
_SEEDS = 1500
#: Neighbours whose mean a point moves to: this share of the points, so that small clusters exist among few points, ...
_NEIGHBOUR_SHARE = 1 / 15
#: ... at most this multiple of the square root of their number, and at least so many or that square root.
_MAX_NEIGHBOURS = 1.5
_MIN_NEIGHBOURS = 5
#: Moves; further ones hardly change the clusters.
_MOVES = 6
#: Cosine distance below which two regions are one cluster.
_MERGE_DISTANCE = 0.3
#: A cluster has at least so many seeds, as a share of the neighbours.
_MIN_SEEDS_SHARE = 1 / 3
_MIN_SEEDS = 3
#: Minimum cosine of a member with the centre of its cluster, and how much larger it is than that with any other centre.
_MIN_SIMILARITY = 0.2
_MIN_LEAD = 0.005
#: Share of the members of a cluster that must belong together, so that it is one.
_MIN_KEPT = 0.75
#: Rows of a product of matrices that are computed together.
_ROWS = 500


@dataclass(frozen=True)
class Clusters:
    """Rows of each cluster, the most central first, and the number of clusters whose points do not belong together."""

    members: list[list[int]]
    incoherent: int = 0


def project(vectors_of_all: npt.NDArray[Any], rows: Sequence[int] | None = None) -> arrays.Float64s:
    """Return these rows, or all, as points seen from their mean, in their principal directions, at length 1."""
    chosen = np.arange(len(vectors_of_all)) if rows is None else np.array(rows, dtype=np.intp)
    if not len(chosen):
        return np.zeros((0, _DIRECTIONS))
    mean = sum(part.sum(axis=0) for part in _exact_parts(vectors_of_all, chosen)) / len(chosen)
    with threadpool_limits(1, user_api="blas"):
        if len(chosen) <= vectors_of_all.shape[1]:
            centred = np.concatenate([part - mean for part in _exact_parts(vectors_of_all, chosen)])
            left, spread, _ = np.linalg.svd(centred, full_matrices=False)
            return vectors.unit_rows_dense(left[:, :_DIRECTIONS] * spread[:_DIRECTIONS])
        products = sum((part - mean).T @ (part - mean) for part in _exact_parts(vectors_of_all, chosen))
        squares, directions = np.linalg.eigh(products)
        strongest = directions[:, np.argsort(-squares)[:_DIRECTIONS]]
        projected = np.concatenate([(part - mean) @ strongest for part in _exact_parts(vectors_of_all, chosen)])
        return vectors.unit_rows_dense(projected)


def _exact_parts(vectors_of_all: npt.NDArray[Any], chosen: Ints) -> Iterator[arrays.Float64s]:
    """Yield the chosen rows in double precision, a part at a time: all at once would be three times the memory.

    They are rounded, so that the result does not depend on the machine's last digits.
    """
    for start in range(0, len(chosen), _ROWS):
        yield vectors_of_all[chosen[start : start + _ROWS]].astype(np.float64).round(4)


def cluster(
    points: arrays.Float64s, min_coherence: float, check: Callable[[], None] = no_check, *, by_strongest: bool = False
) -> Clusters:
    """Return clusters of the rows of ``points``, which have length 1 or 0; rows in no cluster are noise.

    With ``by_strongest``, only the first columns decide where points are few. Then the columns are ordered by how much
    the points differ along them, as ``project`` returns them. Vectors of words need all columns: with fewer, their
    clusters agree less between draws (ARI 0.68 instead of 0.80).

    In a cluster the mean cosine of two different points is at least ``min_coherence``; that of two points at random is
    about 0. If there are more points than seeds, the first ones decide which clusters exist: pass them in an arbitrary
    order. ``check`` is called between the stages and may raise to stop.
    """
    if len(points) < _MIN_SEEDS:
        return Clusters([])
    directions = max(_MIN_DIRECTIONS, math.ceil(_DIRECTIONS_PER_ROOT * len(points) ** 0.5)) if by_strongest else None
    narrow = vectors.unit_rows_dense(points[:, :directions])
    # On matrices this small, more threads only wait for each other.
    with threadpool_limits(1, user_api="blas"):
        regions = _regions(narrow[:_SEEDS], check)
        if not regions:
            return Clusters([])
        similarities = np.round(_similarities(narrow, regions), 5)
    labels = similarities.argmax(axis=1)
    rows = np.arange(len(points))
    own = similarities[rows, labels]
    similarities[rows, labels] = -1.0
    belongs = (own >= _MIN_SIMILARITY) & (own >= similarities.max(axis=1) + _MIN_LEAD)
    order = np.argsort(-own, kind="stable")
    order = order[belongs[order]]
    members = [order[labels[order] == label] for label in range(len(regions))]
    coherent = [_coherent_part(rows, points, min_coherence) for rows in members]
    return Clusters([rows.tolist() for rows in coherent if len(rows)], sum(not len(rows) for rows in coherent))


def _coherent_part(rows: Ints, points: arrays.Float64s, min_coherence: float) -> Ints:
    """Return as many of ``rows``, the most central first, as belong together; none if most do not."""
    totals = points[rows].cumsum(axis=0)
    counts = np.arange(2, len(rows) + 1)
    cosines = ((totals[1:] ** 2).sum(axis=1) - counts) / (counts * (counts - 1))
    together = np.flatnonzero(cosines >= min_coherence)
    kept = int(counts[together[-1]]) if len(together) else 0
    return rows[:kept] if kept >= _MIN_KEPT * len(rows) else rows[:0]


def _regions(seeds: arrays.Float64s, check: Callable[[], None]) -> list[Ints]:
    """Return the rows of each dense region of ``seeds``."""
    # As in ``spam.duplicates``.
    from scipy.cluster import hierarchy

    count = len(seeds)
    neighbours = int(min(_NEIGHBOUR_SHARE * count, _MAX_NEIGHBOURS * count**0.5))
    neighbours = max(neighbours, min(_MIN_NEIGHBOURS, round(count**0.5)))
    moved = seeds
    for _ in range(_MOVES):
        moved = _move(moved, neighbours, check)
    # Points that cancel each other out have no direction, and no cosine distance.
    if not moved.any(axis=1).all():
        return []
    labels = hierarchy.fcluster(hierarchy.linkage(moved, "average", "cosine"), _MERGE_DISTANCE, "distance")
    check()
    regions = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    return [rows for rows in regions if len(rows) >= max(_MIN_SEEDS, _MIN_SEEDS_SHARE * neighbours)]


def _similarities(points: arrays.Float64s, regions: Sequence[Ints]) -> arrays.Float64s:
    """Return the cosine of each point with the centre of each region: of the other points, where it is one of it."""
    sums = np.array([points[rows].sum(axis=0) for rows in regions])
    found = np.asarray(points @ vectors.unit_rows_dense(sums).T)
    for column, rows in enumerate(regions):
        others = vectors.unit_rows_dense(sums[column] - points[rows])
        found[rows, column] = (points[rows] * others).sum(axis=1)
    return found


def _move(points: arrays.Float64s, neighbours: int, check: Callable[[], None]) -> arrays.Float64s:
    """Return the mean of the nearest neighbours of each point, itself included, at length 1."""
    nearest = []
    # Single precision is exact enough to rank neighbours, and twice as fast.
    single = points.astype(np.float32)
    for start in range(0, len(points), _ROWS):
        check()
        distances = -np.round(single[start : start + _ROWS] @ single.T, 5)
        nearest.append(np.argpartition(distances, neighbours - 1, axis=1)[:, :neighbours])
    columns = np.concatenate(nearest).ravel()
    rows = np.repeat(np.arange(len(points)), neighbours)
    graph = sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(points), len(points)))
    return vectors.unit_rows_dense(graph @ points)
