"""Student's t distribution, without scipy: web processes compare analyses and do without its 40 MB.

Source: Press et al., "Numerical Recipes", third edition, section 6.4 (incomplete beta function by continued fraction)
"""

import math
from functools import lru_cache
from statistics import NormalDist

#: Relative precision: two digits more than any figure that is shown needs.
_PRECISION = 1e-10
#: In place of a denominator of 0.
_TINY = 1e-300


def cdf(t: float, freedom: float) -> float:
    """Return the probability of at most ``t``; ``freedom`` is at least 1, not necessarily whole."""
    if t > 0:
        return 1 - cdf(-t, freedom)
    ratio = t * t / freedom
    outer = ratio / (1 + ratio)
    a, b = freedom / 2, 0.5
    # With math.log1p small values of t keep their digits, also with many degrees of freedom.
    log_front = b * math.log(outer) - a * math.log1p(ratio) if outer else -math.inf
    front = math.exp(log_front + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
    # The continued fraction converges quickly on one side of the mean, its mirror image on the other.
    if 1 - outer < (a + 1) / (a + b + 2):
        return front * _continued_fraction(a, b, 1 - outer) / a / 2
    return (1 - front * _continued_fraction(b, a, outer) / b) / 2


@lru_cache(10_000)
def quantile(probability: float, freedom: float) -> float:
    """Return the ``t`` that is not exceeded with ``probability``, 0.5 to 1 exclusive."""
    # Newton's method approaches from below: to the right of 0 the distribution function is concave, and the normal
    # distribution has the smaller quantiles.
    t, step = NormalDist().inv_cdf(probability), math.inf
    while step > _PRECISION * t:
        step = (probability - cdf(t, freedom)) / _density(t, freedom)
        t += step
    return t


def _density(t: float, freedom: float) -> float:
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return math.exp(log_scale - (freedom + 1) / 2 * math.log1p(t * t / freedom))


def _continued_fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    numerator, denominator = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result, change, m = denominator, 0.0, 0
    while abs(change - 1) > _PRECISION:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for coefficient in (even, odd):
            denominator = 1 / _not_zero(1 + coefficient * denominator)
            numerator = _not_zero(1 + coefficient / numerator)
            change *= denominator * numerator
        result *= change
    return result


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
