import random
from statistics import fmean

import pytest

from analysis.pipeline import values
from analysis.pipeline.comparison import differences

ANY = values.Estimate(0.0, None, 100)


def numbers(prefix, *given):
    return {f"{prefix}{index}": number for index, number in enumerate(given)}


def compare(first, second, error=0.0, how=differences.compare_means):
    estimates = tuple(values.Estimate(fmean(side.values()), None, len(side)) for side in (first, second))
    return how(first, second, estimates, error)


def test_the_test_of_two_samples_without_a_common_comment_is_welchs():
    # Source: R's t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
    first = numbers("a", 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    second = numbers("b", 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    found = compare({key: n / 10 for key, n in first.items()}, {key: n / 10 for key, n in second.items()})
    assert (found.difference, found.p_value, found.more_than_chance) == (0.158, pytest.approx(0.07939, abs=1e-5), False)
    assert found.interval_95 == (pytest.approx(-0.0205, abs=1e-4), pytest.approx(0.3365, abs=1e-4))


def test_the_error_of_the_classifier_makes_a_certain_difference_uncertain():
    first, second = numbers("a", *[0.1, 0.2] * 500), numbers("b", *[0.3, 0.4] * 500)
    assert compare(first, second).more_than_chance
    widened = compare(first, second, error=0.1)
    # 1.96 times the root of two errors of 0.1.
    assert widened.interval_95 == (pytest.approx(0.2 - 0.2774, abs=1e-3), pytest.approx(0.2 + 0.2774, abs=1e-3))
    assert not widened.more_than_chance


def test_comments_in_both_analyses_cancel_out():
    first = numbers("a", *[0.5, -0.5] * 100)
    found = compare(first, dict(first), error=0.1)
    assert (found.difference, found.interval_95, found.p_value, found.more_than_chance) == (0.0, (0.0, 0.0), 1.0, False)
    # Half of the second are new, and so half of the classifier's error counts, in each group.
    found = compare(first, {**first, **numbers("b", *[0.5, -0.5] * 100)}, error=0.1)
    assert found.interval_95[1] == pytest.approx(1.96 * 0.1 * 0.5**0.5, abs=0.02)
    assert found.shared == 200


def test_a_comment_that_was_read_differently_is_not_shared():
    found = compare(numbers("a", 0.5, 0.1, -0.2), numbers("a", 0.5, 0.1, 0.9))
    assert found.shared == 2


@pytest.mark.parametrize("count", [0, 1])
def test_one_comment_is_not_tested(count):
    found = compare(numbers("a", 0.5), numbers("a", *[0.5] * count, 0.25))
    assert (found.interval_95, found.p_value, found.more_than_chance) == (None, None, None)


def test_a_share_of_zero_has_an_error():
    nothing = {f"a{index}": False for index in range(20)}
    found = compare(nothing, {f"b{index}": False for index in range(20)}, how=differences.compare_shares)
    assert found.difference == 0
    assert found.interval_95 == (pytest.approx(-0.129, abs=5e-3), pytest.approx(0.129, abs=5e-3))


def test_shares_of_large_samples_differ_by_more_than_chance():
    first = {f"a{index}": index < 100 for index in range(1000)}
    second = {f"b{index}": index < 150 for index in range(1000)}
    found = compare(first, second, how=differences.compare_shares)
    # The normal approximation: 0.05 with a standard error of 0.01475.
    assert (found.difference, found.p_value) == (0.05, pytest.approx(0.00072, abs=1e-4))


def test_no_difference_is_found_in_one_of_twenty_cases():
    """Samples with half of their comments in common, whose true means are the same."""
    chance = random.Random(20261128)
    found = as_independent = 0
    for _ in range(400):
        shared = numbers("s", *(chance.uniform(-1, 1) for _ in range(40)))
        first = shared | numbers("a", *(chance.uniform(-1, 1) for _ in range(40)))
        second = shared | numbers("b", *(chance.uniform(-1, 1) for _ in range(60)))
        found += bool(compare(first, second).more_than_chance)
        # Control: no comment is known to be in both.
        renamed = {f"other {key}": number for key, number in second.items()}
        as_independent += bool(compare(first, renamed).more_than_chance)
    assert 10 <= found <= 32
    assert as_independent < found / 2


def test_several_tests_are_corrected_by_holm():
    assert differences.holm([0.04, 0.01, None, 0.02]) == [True, True, None, True]
    assert differences.holm([0.04, 0.03, 0.02]) == [False, False, False]
    assert differences.holm([]) == []
