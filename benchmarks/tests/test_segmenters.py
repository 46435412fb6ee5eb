import pytest

from benchmarks.quality import sections, segmenters

TEXT = [
    *["The telescope collects starlight and the astronomer measures the galaxy with a mirror."] * 10,
    *["The goalkeeper caught the ball and the striker missed the penalty in the stadium."] * 10,
    *["The violin leads the orchestra while the conductor counts the melody of the symphony."] * 10,
]


def test_c99_borders_fall_where_the_words_change():
    assert {10, 20} <= segmenters.c99(TEXT)


def test_text_tiling_finds_most_changes_of_words():
    found = segmenters.text_tiling(TEXT * 2)
    assert sum(min(abs(border - truth) for border in found) <= 2 for truth in (10, 20, 30, 40, 50)) >= 3
    assert len(found) <= 6


@pytest.mark.parametrize("measure", [sections.pk, sections.window_diff])
def test_the_right_borders_are_no_error_and_none_are_one(measure):
    assert measure(30, {10, 20}, {10, 20}) == 0
    assert measure(30, {10, 20}, set()) == pytest.approx(0.4)
