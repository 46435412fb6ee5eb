from analysis.pipeline import values
from analysis.pipeline.comments.threads import attach_to_threads
from tests.support import growth


def parents(*pairs):
    return [comment.parent_id for comment in attach_to_threads([values.Comment(i, "x", parent_id=p) for i, p in pairs])]


def test_replies_of_any_depth_belong_to_the_first_comment_of_their_thread():
    assert parents(("d", "c"), ("a", None), ("b", "a"), ("c", "b"), ("z", None)) == ["a", None, "a", "a", None]


def test_a_reply_to_what_was_not_fetched_keeps_the_last_known_parent():
    assert parents(("b", "a"), ("c", "b")) == ["a", "a"]


def test_parents_in_a_circle_are_survived():
    assert len(parents(("a", "b"), ("b", "a"), ("c", "c"))) == 3


def test_the_time_for_deep_threads_grows_with_their_number():
    replies = [values.Comment(str(i), "x", parent_id=str(i - 1)) for i in range(5_000, 0, -1)]

    def attach(count):
        # The last ones are the deepest thread that ends with the first comment.
        assert attach_to_threads([values.Comment("0", "x"), *replies[-count:]])[1].parent_id == "0"

    growth.assert_linear(attach, 500)
