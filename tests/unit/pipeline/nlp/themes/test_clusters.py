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


def grouped(points, min_coherence=0.2):
    return clusters.cluster(clusters.project(points), min_coherence).members


@pytest.mark.parametrize("sizes", [(30, 30), (20, 30, 40, 50), (10, 80, 20, 15, 40, 25)])
def test_it_finds_as_many_groups_as_there_are(sizes):
    points, groups = clouds(sizes)
    found = grouped(points)
    assert sorted(len(set(groups[rows])) for rows in found) == [1] * len(sizes)


def test_the_most_central_point_comes_first():
    points, groups = clouds((40, 40))
    for rows in grouped(points):
        middle = points[groups == groups[rows[0]]].mean(axis=0)
        distances = np.linalg.norm(points[rows] - middle, axis=1)
        assert distances[0] < np.median(distances)


def test_points_between_the_groups_belong_to_none():
    points, _ = clouds((40, 40, 40))
    between = (points[:40].mean(axis=0) + points[40:80].mean(axis=0)) / 2
    rows = [row for found in grouped(np.vstack([points, between])) for row in found]
    assert 120 not in rows
    assert len(rows) > 100


def test_a_cloud_without_any_parts_is_not_parted():
    points = np.random.default_rng(1).standard_normal((300, 128)) / np.arange(1, 129) ** 0.25
    assert grouped(points) == []


def test_more_points_than_a_tree_holds_are_still_all_placed():
    points, groups = clouds((600, 500, 500))
    order = np.random.default_rng(2).permutation(len(points))
    found = grouped(points[order])
    assert len(found) == 3
    assert all(len(set(groups[order][rows])) == 1 for rows in found)
    assert sum(len(rows) for rows in found) > 1300


@pytest.mark.parametrize("points", [np.zeros((0, 8)), np.zeros((1, 8)), np.zeros((20, 8)), np.ones((20, 8))])
def test_nothing_to_tell_apart_is_no_group(points):
    assert grouped(points) == []


def test_it_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        clusters.cluster(clusters.project(clouds((20, 20))[0]), 0.2, stop)


def test_a_group_whose_points_do_not_belong_together_is_counted_but_not_a_cluster():
    points, _ = clouds((40, 40, 40), directions=64)
    scattered = np.random.default_rng(3).standard_normal((60, 64)) / 8
    found = clusters.cluster(clusters.project(np.vstack([points, scattered])), 0.2)
    assert len(found.members) == 3
    assert found.incoherent >= 1
    assert all(sum(row >= 120 for row in rows) <= 5 for rows in found.members)
    assert clusters.cluster(clusters.project(points), 0.2).incoherent == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nine_tenths_of_the_points_have_the_same_clusters(seed):
    from sklearn.metrics import adjusted_rand_score  # not while tests are collected: it takes a second

    points, _ = clouds((90, 70, 60, 40, 30), spread=1.2)
    kept = np.sort(np.random.default_rng(seed).permutation(len(points))[: len(points) * 9 // 10])
    whole, part = np.full(len(points), -1), np.full(len(points), -1)
    for number, rows in enumerate(grouped(points)):
        whole[rows] = number
    for number, rows in enumerate(grouped(points[kept])):
        part[kept[rows]] = number
    assert adjusted_rand_score(whole[kept], part[kept]) >= 0.8
