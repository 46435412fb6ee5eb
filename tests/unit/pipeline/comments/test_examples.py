import numpy as np
import pytest

from analysis.pipeline.comments import examples
from tests.support.texts import comment


def members(*likes):
    return [comment(row, f"text {row}", likes=count) for row, count in enumerate(likes)]


def about(*subjects):
    """Return vectors of which two are equal if the subjects are, and otherwise have nothing in common."""
    return np.eye(max(subjects) + 1, dtype=np.float32)[list(subjects)]


def ids(found):
    return [one.id for one in found]


def test_examples_stand_for_the_subjects_of_most_comments_first():
    vectors = about(0, 1, 2, 3, 4, 5, 6, 6, 6, 7, 7)
    assert ids(examples.choose(members(*[0] * 11), vectors))[:2] == ["c006", "c009"]


def test_no_subject_has_two_examples_while_another_has_none():
    vectors = about(0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4)
    assert ids(examples.choose(members(*[0] * 11), vectors)) == ["c000", "c004", "c007", "c009", "c010"]


def test_a_comment_with_many_likes_outweighs_a_few_alike():
    vectors = about(0, 1, 1, 1, 2, 3, 4, 5, 6)
    assert ids(examples.choose(members(500, *[0] * 8), vectors))[0] == "c000"


@pytest.mark.parametrize("vectors", [None, about(*[0] * 4)], ids=["without embeddings", "of a few comments"])
def test_the_most_liked_are_the_examples(vectors):
    count = 9 if vectors is None else len(vectors)
    assert ids(examples.choose(members(*range(count, 0, -1)), vectors)) == [
        f"c{row:03}" for row in range(min(5, count))
    ]


def test_no_two_examples_have_the_same_text():
    same = [comment(row, text) for row, text in enumerate(["Why?", "why? ", "How?", "When?"])]
    assert ids(examples.choose(same, about(0, 0, 1, 2))) == ["c000", "c002", "c003"]
    assert ids(examples.choose(same, None)) == ["c000", "c002", "c003"]


def test_a_long_comment_is_an_example_only_where_short_ones_are_too_few():
    said = ["long " * 70, *(f"short {row}" for row in range(5))]
    found = examples.choose([comment(row, text) for row, text in enumerate(said)], about(0, 0, 0, 1, 2, 3))
    assert ids(found) == ["c001", "c003", "c004", "c005", "c002"]
    few = examples.choose([comment(row, text) for row, text in enumerate(said[:5] + said[:1])], about(0, 1, 2, 3, 4, 0))
    assert "c000" in ids(few)


@pytest.mark.parametrize("vectors", [None, about(0, 0, 0, 1, 1, 2, 3, 4)], ids=["without embeddings", "by meaning"])
def test_the_first_example_is_in_the_language_of_the_video(vectors):
    familiar = [row in (4, 7) for row in range(8)]
    found = ids(examples.choose(members(*range(8, 0, -1)), vectors, is_familiar=familiar))
    assert found[0] == "c004"
    assert "c000" in found
    nothing = examples.choose(members(*range(8, 0, -1)), vectors, is_familiar=[False] * 8)
    assert nothing == examples.choose(members(*range(8, 0, -1)), vectors)


def test_the_first_example_belongs_to_no_other_class():
    vectors = about(0, 0, 0, 1, 2, 3, 4)
    typical = [False, True, True, True, True, True, True]
    assert ids(examples.choose(members(*[0] * 7), vectors, is_typical=typical))[0] == "c001"
    assert ids(examples.choose(members(*[0] * 7), vectors, is_typical=[False] * 7))[0] == "c000"
