"""Intervals and margins of means and shares; deterministic."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev

from analysis.pipeline import student_t


def mean_interval_95(numbers: Sequence[float], low: float, high: float) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean by Student's t, clipped to ``low`` and ``high``.

    None for fewer than two numbers. Equal numbers give an interval of width 0.
    """
    if len(numbers) < 2:
        return None
    mean = fmean(numbers)
    margin = student_t.quantile(0.975, len(numbers) - 1) * stdev(numbers) / math.sqrt(len(numbers))
    return max(low, mean - margin), min(high, mean + margin)


def share_interval_95(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of the share ``count`` of ``total``; (0, 1) if ``total`` is 0.

    Source: Wilson 1927; https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval
    """
    if not total:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share = count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    margin = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - margin), min(1.0, middle + margin)


def widen_95(
    interval: tuple[float, float], estimate: float, error: float, low: float, high: float
) -> tuple[float, float]:
    """Return the 95 % interval of ``estimate`` widened by an independent ``error``, the standard deviation of a bias.

    The errors add as squares. The result is clipped to ``low`` and ``high``.
    """
    margin = NormalDist().inv_cdf(0.975) * error
    below, above = (math.hypot(estimate - bound, margin) for bound in interval)
    return max(low, estimate - below), min(high, estimate + above)


def margin_95(mean: float, interval: tuple[float, float]) -> float:
    """Return the half-width of the 95 % interval of ``mean``: the wider side, since the other may be clipped."""
    return max(mean - interval[0], interval[1] - mean)


def certain_sign(mean: float, interval: tuple[float, float] | None, *, widened: float = 1.0) -> int:
    """Return 1 or -1 if the whole 95 % interval, ``widened`` by a factor, lies on that side of 0; else 0."""
    if interval is None or abs(mean) <= widened * margin_95(mean, interval):
        return 0
    return 1 if mean > 0 else -1


def deviation_of(mean: float, interval: tuple[float, float], count: int, error: float) -> float:
    """Return the standard deviation of ``count`` numbers whose ``mean`` has this 95 % interval by Student's t.

    ``error`` is that by which :func:`widen_95` widened the interval.
    """
    widened = NormalDist().inv_cdf(0.975) * error
    margin = math.sqrt(max(0.0, margin_95(mean, interval) ** 2 - widened**2))
    return margin * math.sqrt(count) / student_t.quantile(0.975, count - 1)
