import pytest

from analysis.pipeline import statistics


def test_the_interval_of_a_mean_narrows_with_the_numbers():
    few, many = [0.1, 0.5, -0.3, 0.2], [0.1, 0.5, -0.3, 0.2] * 25
    low, high = statistics.mean_interval_95(few, -1, 1)
    # Student's t for three degrees of freedom is 3.182.
    assert (low, high) == (
        pytest.approx(0.125 - 3.182 * 0.3304 / 2, abs=0.005),
        pytest.approx(0.125 + 3.182 * 0.3304 / 2, abs=0.005),
    )
    narrow = statistics.mean_interval_95(many, -1, 1)
    assert narrow[1] - narrow[0] < (high - low) / 4
    assert statistics.mean_interval_95([0.9, -0.9], -1, 1) == (-1, 1)


def test_the_interval_of_a_share_is_wilsons():
    # Source: Newcombe 1998, table I: 15 of 148 has 0.0624 to 0.1605.
    assert statistics.share_interval_95(15, 148) == (pytest.approx(0.0624, abs=1e-4), pytest.approx(0.1605, abs=1e-4))
    assert statistics.share_interval_95(0, 20) == (pytest.approx(0), pytest.approx(0.1611, abs=1e-4))
    assert statistics.share_interval_95(0, 0) == (0, 1)
