"""Tests whether a mean or a share differs between two analyses by more than chance.

Two analyses of one video have most comments in common. The difference is therefore a weighted sum over three groups
that are independent of each other: comments that both analyses have with the same value, those of the first alone, and
those of the second alone. Each adds its sampling error, and for sentiment the classifier's, which is the same for all
comments of a group. What is the same in both analyses cancels out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import variance

from analysis.pipeline import student_t, values

#: Probability of calling a difference real that is chance.
LEVEL = 0.05
_DIGITS = 4
#: Degrees of freedom at which Student's t is the normal distribution to all digits that are shown.
_MANY = 1e6
Estimates = tuple[values.Estimate, values.Estimate]


@dataclass(frozen=True)
class _Group:
    #: What one comment of the group adds to the difference is this times its value.
    weight: float
    numbers: Sequence[float]


def compare_means(
    first: Mapping[str, float], second: Mapping[str, float], estimates: Estimates, error: float
) -> values.TestedDifference:
    """Return the difference of two means of values from -1 to 1, by comment id; neither is empty.

    ``error`` is the standard deviation of the classifier's bias. The test is Welch's, with that error added.
    """
    groups = _independent_groups(first, second)
    # A group of one has no variance; that of all comments stands for it.
    pooled = variance([*first.values(), *second.values()])
    variances = [variance(group.numbers) if len(group.numbers) > 1 else pooled for group in groups]
    degrees = [max(1, len(group.numbers) - 1) for group in groups]
    return _test(groups, estimates, variances, degrees, error, limit=2.0)


def compare_shares(
    first: Mapping[str, bool], second: Mapping[str, bool], estimates: Estimates, error: float = 0.0
) -> values.TestedDifference:
    """Return the difference of the shares of comments that are true, by comment id; neither is empty.

    Each group counts one more of either kind, so that a share of 0 or 1 has an error too.
    Source: Agresti and Caffo 2000, https://doi.org/10.1080/00031305.2000.10474560
    """
    groups = _independent_groups(first, second)
    shares = [(sum(group.numbers) + 1) / (len(group.numbers) + 2) for group in groups]
    return _test(groups, estimates, [share * (1 - share) for share in shares], [_MANY] * 3, error, limit=1.0)


def holm(p_values: Sequence[float | None]) -> list[bool | None]:
    """Return for each test of a family whether it is significant at ``LEVEL`` by Holm's step-down; None if not tested.

    Source: Holm 1979, https://www.jstor.org/stable/4615733
    """
    tested = sorted((p, index) for index, p in enumerate(p_values) if p is not None)
    verdicts: list[bool | None] = [None if p is None else False for p in p_values]
    for rank, (p, index) in enumerate(tested):
        if p >= LEVEL / (len(tested) - rank):
            break
        verdicts[index] = True
    return verdicts


def _independent_groups(first: Mapping[str, float], second: Mapping[str, float]) -> list[_Group]:
    shared = [value for key, value in first.items() if second.get(key) == value]
    only_first = [value for key, value in first.items() if second.get(key) != value]
    only_second = [value for key, value in second.items() if first.get(key) != value]
    weights = (1 / len(second) - 1 / len(first), -1 / len(first), 1 / len(second))
    return [_Group(weight, group) for weight, group in zip(weights, (shared, only_first, only_second), strict=True)]


def _test(
    groups: Sequence[_Group],
    estimates: Estimates,
    variances: Sequence[float],
    degrees: Sequence[float],
    error: float,
    limit: float,
) -> values.TestedDifference:
    """Return the sum of the groups with its interval and p value; the first group holds what is shared."""
    difference = sum(group.weight * sum(group.numbers) for group in groups)
    interval, p_value = None, None
    if min(estimate.n for estimate in estimates) > 1:
        sampling = [len(group.numbers) * group.weight**2 * each for group, each in zip(groups, variances, strict=True)]
        bias = error**2 * sum((len(group.numbers) * group.weight) ** 2 for group in groups)
        deviation = math.sqrt(sum(sampling) + bias)
        # Welch and Satterthwaite; the classifier's error is known and takes no degree of freedom.
        divisor = sum(term**2 / each for term, each in zip(sampling, degrees, strict=True))
        freedom = min(_MANY, deviation**4 / divisor) if divisor else _MANY
        margin = student_t.quantile(1 - LEVEL / 2, freedom) * deviation
        interval = (round(max(-limit, difference - margin), _DIGITS), round(min(limit, difference + margin), _DIGITS))
        p_value = 2 * student_t.cdf(-abs(difference) / deviation, freedom) if deviation else 1.0
    return values.TestedDifference(
        first=estimates[0],
        second=estimates[1],
        difference=round(difference, _DIGITS),
        interval_95=interval,
        p_value=None if p_value is None else float(f"{p_value:.4g}"),
        more_than_chance=None if p_value is None else p_value < LEVEL,
        shared=len(groups[0].numbers),
    )
