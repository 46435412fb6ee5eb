"""Clusters of unit vectors; the number of clusters follows from the data.

Ward's tree gives an initial partition for every number of clusters, and spherical k-means refines each. The partition
with the clearest separation beyond chance is chosen: beyond that of the same partition of random points with the same
spread. A point hardly nearer to its own cluster than to the next one belongs to none.
Sources: Ward 1963, https://doi.org/10.2307/2282967; Dhillon, Modha 2001, https://doi.org/10.1023/A:1007612920971;
the comparison with random points after Tibshirani, Walther, Hastie 2001, https://doi.org/10.1111/1467-9868.00293
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster import hierarchy
from threadpoolctl import threadpool_limits

from analysis.pipeline.nlp.vectors import arrays, vectors

Ints = npt.NDArray[np.int_]

#: Principal directions kept: the rest is mostly noise and costs time.
_DIRECTIONS = 64
#: Points in the tree; further points are only assigned. The tree's memory grows with the square of this number.
_TREE_POINTS = 1500
#: Maximum number of clusters, and also the square root of the number of points plus a constant.
_MAX_CLUSTERS = 40
_EXTRA_CLUSTERS = 2
#: Iterations of k-means; it rarely needs half of them.
_ITERATIONS = 20
#: Minimum separation beyond chance, about as much as chance itself varies.
_MIN_MARGIN = 0.01
#: Margins that differ by less than this, divided by the number of points, are equal.
_TIE = 0.2
#: Samples of random points.
_RANDOM_SAMPLES = 5
#: A member's silhouette is at least this share of the mean silhouette of random points, ...
_SILHOUETTE_SHARE = 0.5
#: ... and its similarity to the centroid lies above this quantile of that of random points.
_SIMILARITY_QUANTILE = 0.05


@dataclass(frozen=True)
class _Partition:
    """The cluster of each point, and how clearly each point belongs to it."""

    labels: Ints
    #: Cosine of each point with its centroid, -1 to 1.
    similarity: arrays.Float64s
    #: Simplified silhouette, from distances to centroids, -1 to 1.
    silhouette: arrays.Float64s


def cluster(points: npt.NDArray[Any], check: Callable[[], None] = lambda: None) -> list[list[int]]:
    """Return clusters of rows of ``points``, each with its most central row first; rows in no cluster are noise.

    If there are more points than the tree holds, the first ones decide which clusters exist: pass them in an arbitrary
    order. ``check`` is called between the stages and may raise to stop.
    """
    if len(points) < 2:
        return []
    # On matrices this small, more threads only wait for each other.
    with threadpool_limits(1, user_api="blas"):
        # Rounded, so that the result does not depend on the machine's last digits.
        projected, spread = _project(np.array(points, dtype=np.float64).round(4))
        seeds = vectors.unit_rows_dense(projected[:_TREE_POINTS])
        best, random = _best_partition(seeds, spread, check)
        if best.silhouette.mean() < random.silhouette.mean() + _MIN_MARGIN:
            return []
        final = _refine(vectors.unit_rows_dense(projected), _centroids(seeds, best.labels))
    belongs = final.silhouette >= _SILHOUETTE_SHARE * random.silhouette.mean()
    belongs &= final.similarity >= np.quantile(random.similarity, _SIMILARITY_QUANTILE)
    order = np.argsort(-np.round(final.similarity, 5), kind="stable")
    order = order[belongs[order]]
    members = [order[final.labels[order] == label].tolist() for label in range(int(final.labels.max()) + 1)]
    return [rows for rows in members if rows]


def _project(points: arrays.Float64s) -> tuple[arrays.Float64s, arrays.Float64s]:
    """Return the centred points in their principal directions, and the spread along each direction."""
    centred = points - points.mean(axis=0)
    if len(points) <= points.shape[1]:
        left, spread, _ = np.linalg.svd(centred, full_matrices=False)
        return left[:, :_DIRECTIONS] * spread[:_DIRECTIONS], spread[:_DIRECTIONS]
    squares, directions = np.linalg.eigh(centred.T @ centred)
    strongest = np.argsort(-squares)[:_DIRECTIONS]
    return centred @ directions[:, strongest], np.sqrt(np.maximum(squares[strongest], 0.0))


def _best_partition(
    points: arrays.Float64s, spread: arrays.Float64s, check: Callable[[], None]
) -> tuple[_Partition, _Partition]:
    """Return the partition with the largest margin over chance, and the random points' partitions of that size."""
    draws = np.random.default_rng(0).standard_normal((_RANDOM_SAMPLES, len(points), len(spread))) * spread
    samples = [vectors.unit_rows_dense(draw) for draw in draws]
    tree, sample_trees = hierarchy.linkage(points, "ward"), [hierarchy.linkage(sample, "ward") for sample in samples]
    partitions, randoms = [], []
    for count in range(2, min(_MAX_CLUSTERS, int(len(points) ** 0.5) + _EXTRA_CLUSTERS) + 1):
        check()
        partitions.append(_cut(points, tree, count))
        cuts = [_cut(sample, sample_tree, count) for sample, sample_tree in zip(samples, sample_trees, strict=True)]
        columns = zip(*((cut.labels, cut.similarity, cut.silhouette) for cut in cuts), strict=True)
        randoms.append(_Partition(*map(np.concatenate, columns)))
    margins = [one.silhouette.mean() - other.silhouette.mean() for one, other in zip(partitions, randoms, strict=True)]
    # Of equal margins, the most clusters: themes that are split can still be read together.
    equal = np.flatnonzero(np.round(margins, 6) >= round(max(margins), 6) - _TIE / len(points))
    return partitions[equal[-1]], randoms[equal[-1]]


def _cut(points: arrays.Float64s, tree: arrays.Float64s, count: int) -> _Partition:
    """Return the tree's partition into about ``count`` clusters, refined."""
    return _refine(points, _centroids(points, hierarchy.fcluster(tree, count, "maxclust")))


def _refine(points: arrays.Float64s, centroids: arrays.Float64s) -> _Partition:
    """Return the partition that spherical k-means reaches from ``centroids``."""
    labels = (points @ centroids.T).argmax(axis=1)
    for _ in range(_ITERATIONS):
        moved = (points @ _centroids(points, labels).T).argmax(axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    _, labels = np.unique(labels, return_inverse=True)
    similarities = points @ _centroids(points, labels).T
    rows = np.arange(len(points))
    own = similarities[rows, labels]
    similarities[rows, labels] = -1.0
    near, far = 1 - own, 1 - similarities.max(axis=1)
    return _Partition(labels, own, (far - near) / np.maximum(np.maximum(near, far), 1e-9))


def _centroids(points: arrays.Float64s, labels: Ints) -> arrays.Float64s:
    """Return the centroid of each cluster at length 1; empty clusters are left out."""
    _, dense = np.unique(labels, return_inverse=True)
    members = sparse.csr_matrix((np.ones(len(points)), (dense, np.arange(len(points)))))
    return vectors.unit_rows_dense(members @ points)
