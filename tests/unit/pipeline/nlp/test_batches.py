"""Batches of texts are limited by their characters."""

import pytest

from analysis.pipeline.nlp import batches


@pytest.mark.parametrize(
    ("lengths", "sizes"),
    [
        ([], []),
        ([400, 600, 1], [2, 1]),
        ([5_000, 1, 5_000], [1, 1, 1]),  # a longer text is a batch of its own
        ([0] * 25, [10, 10, 5]),  # empty texts cost something too
    ],
)
def test_a_batch_has_one_text_or_no_more_than_the_characters_allowed(lengths, sizes):
    texts = ["a" * length for length in lengths]
    found = [texts[rows] for rows in batches.by_length(texts, 1_000)]
    assert [len(batch) for batch in found] == sizes
    assert [text for batch in found for text in batch] == texts
