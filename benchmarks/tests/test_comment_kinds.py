"""Every fourth of the own comments of kinds that are easily misread, as ``make evaluate`` measures all of them."""

import pytest

from benchmarks.quality import comment_kinds

#: Shares that were reached on the sample, and one comment more.
MOST_WRONG = {
    "complaint": 0.05,
    "praise": 0.1,
    "rival": 0.14,
    "winner": 0.1,
    "not scored": 0.14,
    "emoji": 0.07,
    "neutral": 0.14,
}


@pytest.fixture(scope="module")
def judged():
    return comment_kinds.judge(comment_kinds.read()[::4])


@pytest.mark.parametrize("kind", MOST_WRONG)
def test_few_comments_of_a_kind_get_the_label_that_they_must_not_get(judged, kind):
    own = [one for one in judged if one.kind == kind]
    worst = comment_kinds.WORST.get(kind)
    wrong = [one.text for one in own if (one.shown == worst if worst else one.shown != one.meant)]
    assert len(own) >= 10
    assert len(wrong) <= MOST_WRONG[kind] * len(own), wrong


def test_idioms_are_right_or_unsure(judged):
    own = [one for one in judged if one.kind == "idiom"]
    wrong = [one.text for one in own if one.shown != one.meant and one.confidence >= 0.6]
    assert len(wrong) <= 0.15 * len(own), wrong


def test_nine_of_ten_sure_labels_are_right(judged):
    sure = [one for one in judged if one.confidence > 0.9]
    assert len(sure) >= 20
    assert sum(one.shown == one.meant for one in sure) >= 0.9 * len(sure)


def test_praise_of_a_rival_is_seldom_shown_as_praise(judged):
    rivals = [one for one in judged if one.kind == "rival"]
    assert sum("praise" in one.feedback for one in rivals) <= 0.15 * len(rivals)
