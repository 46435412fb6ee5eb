"""Pages state which comments were not judged, and which languages are."""

from analysis.wording import unjudged


def test_many_comments_in_other_languages_are_named_with_the_languages_that_are_judged():
    found = unjudged.describe({"en": 6, "he": 3, "el": 1, "undetermined": 2})
    assert (found["number"], found["languages"]) == (4, "Hebrew and Greek")
    assert "Turkish" in found["judged"]
    assert "Hebrew" not in found["judged"]


def test_a_few_are_not_mentioned():
    assert unjudged.describe({"en": 40, "fy": 1, "undetermined": 9}) == {}
    assert unjudged.describe({}) == {}
