import numpy as np
import pytest

from analysis.pipeline.nlp.vectors.convolution import AT_ONCE, Convolution


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("tiles", [1, 3])
def test_the_result_is_that_of_the_definition(size, tiles):
    random = np.random.default_rng(size)
    weights, count = random.normal(size=(size, 6, 4)).astype(np.float32), tiles * AT_ONCE
    rows = random.normal(size=(count + size - 1, 6)).astype(np.float32)
    bias = random.normal(size=4).astype(np.float32)
    expected = bias + sum(rows[place : place + count] @ matrix for place, matrix in enumerate(weights))
    assert Convolution(weights, bias).apply(rows) == pytest.approx(expected, abs=1e-4)
