"""Cutting sound where nobody speaks."""

import numpy as np
import pytest

from analysis.sources import cut_points
from tests.support import sounds


def loud(seconds):
    return 0.5 * np.sin(2 * np.pi * 200 * np.arange(int(seconds * sounds.RATE)) / sounds.RATE)


def cuts(tmp_path, samples, every_seconds):
    return cut_points.find_cuts(sounds.write(tmp_path / "sound.wav", samples).path, every_seconds=every_seconds)


def hushed(seconds, *quiet):
    """Return loud sound that is quiet for a second around each given place."""
    samples = loud(seconds)
    for place in quiet:
        samples[int((place - 0.5) * sounds.RATE) : int((place + 0.5) * sounds.RATE)] *= 0.01
    return samples


def test_stereo_is_cut_in_the_same_places(tmp_path):
    samples = hushed(70, 18, 36, 59)
    both = np.stack([samples, -samples], axis=1)
    assert cuts(tmp_path, both, every_seconds=20) == pytest.approx((18, 36, 59), abs=0.5)


def test_it_cuts_in_the_pause_that_is_nearest_to_the_mark(tmp_path):
    found = cuts(tmp_path, hushed(70, 5, 18, 23, 36, 41, 59, 68), every_seconds=20)
    assert found == pytest.approx((18, 36, 59), abs=0.5)


def test_silence_is_cut_at_the_mark(tmp_path):
    assert cuts(tmp_path, np.zeros(51 * sounds.RATE), every_seconds=20) == pytest.approx((20, 40), abs=0.2)


def test_sound_that_is_short_enough_is_not_cut(tmp_path):
    assert cuts(tmp_path, loud(29), every_seconds=20) == ()
    assert len(cuts(tmp_path, loud(31), every_seconds=20)) == 1


def test_the_last_part_is_neither_tiny_nor_huge(tmp_path):
    edges = (0.0, *cuts(tmp_path, loud(95), every_seconds=20), 95.0)
    lengths = np.diff(edges)
    assert lengths.min() >= 10
    assert lengths.max() <= 30
