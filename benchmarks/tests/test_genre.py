"""The labelled titles, and the promise about the genre of a video."""

import pytest

from analysis.pipeline.nlp.style import title_patterns
from benchmarks.quality import genre

TITLES = genre.titles()
LANGUAGES = sorted({title.language for title in TITLES})


def test_every_language_has_titles_of_most_genres():
    assert len(LANGUAGES) >= 15
    known = {name for name, _ in title_patterns.PATTERNS}
    assert {title.genre for title in TITLES} <= known | {None}
    for code in LANGUAGES:
        own = [title for title in TITLES if title.language == code]
        assert len({title.text for title in own}) == len(own) >= 12
        assert len({title.genre for title in own}) >= 12


@pytest.mark.parametrize("code", LANGUAGES)
def test_nine_of_ten_genres_are_right_and_half_are_stated_in_titles_that_chose_nothing(code):
    precision, share = genre.measure([title for title in TITLES if title.held_out and title.language == code])
    assert precision >= 0.9
    assert share >= 0.5


def test_a_wrong_genre_lowers_the_precision():
    wrong = genre.Title("How to bake bread", "en", None, "music", True)
    right = genre.Title("Bread review", "en", None, "review", True)
    assert genre.measure([wrong, right]) == (0.5, 1.0)
    assert genre.measure([genre.Title("How to bake", "en", None, None, True), right]) == (0.5, 1.0)
