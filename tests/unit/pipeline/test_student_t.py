import pytest
from scipy.special import stdtr, stdtrit

from analysis.pipeline import student_t

FREEDOMS = [1, 1.5, 2, 3, 7.25, 30, 400, 12_345.6, 1e6]


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_the_distribution_function_is_that_of_scipy(freedom):
    for t in (-40.0, -8.0, -3.2, -1.96, -0.5, -1e-3, 0.0, 1e-9, 0.7, 2.5, 12.0):
        assert student_t.cdf(t, freedom) == pytest.approx(stdtr(freedom, t), rel=1e-7, abs=1e-300)


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975, 0.999])
def test_the_quantile_is_that_of_scipy(freedom, probability):
    assert student_t.quantile(probability, freedom) == pytest.approx(stdtrit(freedom, probability), rel=1e-7)


def test_an_extreme_value_has_probability_zero():
    assert student_t.cdf(-1e100, 5) == pytest.approx(0)
    assert student_t.cdf(1e100, 5) == 1
