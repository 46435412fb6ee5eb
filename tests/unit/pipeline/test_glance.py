from dataclasses import asdict, replace

import pytest

from analysis.pipeline import values
from analysis.pipeline.insights import describe as codes
from analysis.wording import sentences
from tests.support import refinements, texts

NOTHING_KNOWN = values.Video(id="x" * 11, url="")


def result(video: values.Video = texts.VIDEO, comments=None, **content) -> values.Result:
    return values.Result(video, None, replace(refinements.content(), **content), comments)


def describe(found: values.Result) -> str:
    return " ".join(sentences.sentence(asdict(said)) for said in codes(found))


def of_type(name: str | None) -> values.Structure:
    return replace(refinements.content().structure, type=name)


def test_a_glance_says_what_it_is_how_long_by_whom_and_about_what():
    video = replace(NOTHING_KNOWN, channel_name="Crumb School", duration_seconds=720.0)
    subjects = [topic.name for topic in refinements.content().topics[:3]]
    expected = f"Explainer of 12 minutes by Crumb School about {subjects[0]}, {subjects[1]} and {subjects[2]}."
    assert describe(result(video, structure=of_type("explainer"))) == expected


def test_names_that_run_from_right_to_left_do_not_reorder_the_sentence():
    video = replace(NOTHING_KNOWN, channel_name="נמל")
    expected = "Video by \N{FIRST STRONG ISOLATE}נמל\N{POP DIRECTIONAL ISOLATE}."
    assert describe(result(video, topics=(), structure=of_type(None))) == expected


def test_what_is_unknown_is_left_out():
    assert describe(result(NOTHING_KNOWN, topics=(), structure=of_type(None))) == "Video."


def test_a_glance_says_how_the_video_was_received():
    video = replace(NOTHING_KNOWN, view_count=1_200_000, like_count=45_000)
    assert describe(result(video)).endswith("1,200,000 views and 45,000 likes.")


def test_views_without_likes_are_stated_alone():
    assert describe(result(replace(NOTHING_KNOWN, view_count=1))).endswith("1 view.")


@pytest.mark.parametrize(("scored", "is_stated"), [(5, False), (500, True)])
def test_a_few_scored_comments_say_nothing_of_the_reception(scored, is_stated):
    sentiment = values.CommentSentiment({"positive": 0.6, "neutral": 0.3, "negative": 0.1}, 0.5, (0.4, 0.6), scored, ())
    sentence = describe(result(NOTHING_KNOWN, comments=replace(refinements.comments()[0], sentiment=sentiment)))
    assert ("60 % are positive and 10 % negative" in sentence) is is_stated


def test_without_content_there_is_no_glance():
    assert codes(values.Result(texts.VIDEO, None, None, None)) == ()
