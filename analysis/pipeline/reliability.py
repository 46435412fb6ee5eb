"""Intervals of figures made of many predictions, the error of the classifier included.

More comments make the sampling error small, and leave the classifier's: on a set of comments that it was not trained
on, the share that it shows of each label differs from the true one. The differences are those between rows and columns
of the confusion matrices of labelled sets, rounded up; ``make evaluate`` measures them ("shown minus true").
"""

from collections.abc import Sequence
from statistics import fmean

from analysis.pipeline import statistics

#: Standard deviation of the difference between shown and true share, over the sets that did not train.
SHARE_ERROR = {"positive": 0.06, "neutral": 0.09, "negative": 0.05}
#: The same of the mean score.
SCORE_ERROR = 0.10


def score_interval_95(scores: Sequence[float]) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean of ``scores``; None for fewer than two."""
    interval = statistics.mean_interval_95(scores, -1.0, 1.0)
    return interval and statistics.widen_95(interval, fmean(scores), SCORE_ERROR, -1.0, 1.0)


def share_interval_95(label: str, count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of the share ``count`` of ``total`` of a label."""
    interval = statistics.share_interval_95(count, total)
    return statistics.widen_95(interval, count / total, SHARE_ERROR[label], 0.0, 1.0) if total else interval
