"""Figures about lists of numbers, without a random draw in them."""

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, stdev


def mean_interval_95(numbers: Sequence[float], low: float, high: float) -> tuple[float, float] | None:
    """Return the 95 % interval of the mean by Student's t, kept within ``low`` and ``high``.

    None for fewer than two numbers. Numbers that are all equal have an interval of no width.
    """
    if len(numbers) < 2:
        return None
    mean = fmean(numbers)
    margin = _t_quantile(len(numbers) - 1) * stdev(numbers) / math.sqrt(len(numbers))
    return max(low, mean - margin), min(high, mean + margin)


def share_interval_95(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of the share ``count`` of ``total``; (0, 1) of nothing.

    Source: Wilson 1927; https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval
    """
    if not total:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.975)
    share = count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    margin = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - margin), min(1.0, middle + margin)


def margin_95(mean: float, interval: tuple[float, float]) -> float:
    """Return how far the 95 % interval reaches from its ``mean``: the wider side, since the other may have been cut."""
    return max(mean - interval[0], interval[1] - mean)


def deviation_of(mean: float, interval: tuple[float, float], count: int) -> float:
    """Return the standard deviation of ``count`` numbers whose ``mean`` has this 95 % interval by Student's t."""
    return margin_95(mean, interval) * math.sqrt(count) / _t_quantile(count - 1)


def _t_quantile(degrees: int) -> float:
    """Return the 0.975 quantile of Student's t: exact for one and two degrees, else within 0.5 %.

    Source: Abramowitz and Stegun 1964, formula 26.7.5.
    """
    if degrees == 1:
        return 12.706
    if degrees == 2:
        return 4.303
    z = NormalDist().inv_cdf(0.975)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )
