import pytest

from analysis.pipeline import reliability, statistics
from analysis.pipeline.nlp.sentiment import LABELS


def width(interval):
    return interval[1] - interval[0]


def test_more_comments_do_not_narrow_an_interval_below_the_error_of_the_classifier():
    few = reliability.score_interval_95([0.2, -0.4, 0.6, 0.0] * 5)
    many = reliability.score_interval_95([0.2, -0.4, 0.6, 0.0] * 5_000)
    assert width(few) > width(many) > 2 * 1.9 * reliability.SCORE_ERROR


@pytest.mark.parametrize("label", LABELS)
def test_the_interval_of_a_share_holds_wilsons_and_the_error_of_the_classifier(label):
    low, high = statistics.share_interval_95(300, 1_000)
    wider = reliability.share_interval_95(label, 300, 1_000)
    assert wider[0] < low < high < wider[1]
    assert width(reliability.share_interval_95(label, 300_000, 1_000_000)) > 2 * 1.9 * reliability.SHARE_ERROR[label]


def test_intervals_stay_within_their_bounds():
    assert reliability.share_interval_95("positive", 0, 40)[0] == 0
    assert reliability.share_interval_95("positive", 40, 40)[1] == 1
    assert reliability.share_interval_95("positive", 0, 0) == (0, 1)
    assert reliability.score_interval_95([1.0, 1.0])[1] == 1
    assert reliability.score_interval_95([0.5]) is None


def test_the_spread_of_the_scores_can_be_told_from_a_widened_interval():
    scores = [0.2, -0.4, 0.6, 0.0] * 50
    interval = reliability.score_interval_95(scores)
    found = statistics.deviation_of(0.1, interval, len(scores), reliability.SCORE_ERROR)
    assert found == pytest.approx(0.361, abs=0.01)
