import numpy as np
import pytest

from analysis.exceptions import CancellationRequested
from analysis.pipeline.nlp.themes import clusters


def clouds(sizes, *, directions=32, spread=0.25, seed=5):
    """Return points around one far-off middle per size, and which cloud each is of."""
    draw = np.random.default_rng(seed)
    middles = np.eye(directions)[: len(sizes)]
    groups = np.repeat(np.arange(len(sizes)), sizes)
    return middles[groups] + spread * draw.standard_normal((len(groups), directions)) / np.sqrt(directions), groups


@pytest.mark.parametrize("sizes", [(30, 30), (20, 30, 40, 50), (10, 80, 20, 15, 40, 25)])
def test_it_finds_as_many_groups_as_there_are(sizes):
    points, groups = clouds(sizes)
    found = clusters.cluster(points)
    assert sorted(len(set(groups[rows])) for rows in found) == [1] * len(sizes)


def test_the_most_central_point_comes_first():
    points, groups = clouds((40, 40))
    for rows in clusters.cluster(points):
        middle = points[groups == groups[rows[0]]].mean(axis=0)
        distances = np.linalg.norm(points[rows] - middle, axis=1)
        assert distances[0] < np.median(distances)


def test_points_between_the_groups_belong_to_none():
    points, _ = clouds((40, 40, 40))
    between = (points[:40].mean(axis=0) + points[40:80].mean(axis=0)) / 2
    rows = [row for found in clusters.cluster(np.vstack([points, between])) for row in found]
    assert 120 not in rows
    assert len(rows) > 100


def test_a_cloud_without_any_parts_is_not_parted():
    points = np.random.default_rng(1).standard_normal((300, 128)) / np.arange(1, 129) ** 0.25
    assert clusters.cluster(points) == []


def test_more_points_than_a_tree_holds_are_still_all_placed():
    points, groups = clouds((600, 500, 500))
    order = np.random.default_rng(2).permutation(len(points))
    found = clusters.cluster(points[order])
    assert len(found) == 3
    assert all(len(set(groups[order][rows])) == 1 for rows in found)
    assert sum(len(rows) for rows in found) > 1300


@pytest.mark.parametrize("points", [np.zeros((0, 8)), np.zeros((1, 8)), np.zeros((20, 8)), np.ones((20, 8))])
def test_nothing_to_tell_apart_is_no_group(points):
    assert clusters.cluster(points) == []


def test_it_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        clusters.cluster(clouds((20, 20))[0], stop)
