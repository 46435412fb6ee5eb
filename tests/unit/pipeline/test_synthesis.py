import dataclasses
import json
import math
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args, get_type_hints

from analysis.pipeline import comment_analysis, synthesis, values
from analysis.pipeline.progress import Progress
from tests.support import refinements, texts

FACTS = values.TranscriptFacts("manual_captions", "en", 480, 185.0, 150.0, 0.95, None, None)
#: Stands for what the analyses give; None stands for no result.
ANALYSED = object()


def synthesise(video=texts.VIDEO, facts=FACTS, content=ANALYSED, comments=ANALYSED) -> values.Result:
    content = refinements.content() if content is ANALYSED else content
    comments = refinements.comments()[0] if comments is ANALYSED else comments
    return synthesis.synthesise(video, facts, content, comments)


# The result as JSON


def test_the_result_has_the_parts_of_the_contract():
    found = synthesis.result_json(synthesise())
    assert list(found) == [
        "video", "transcript", "content", "comments", "insights", "recommendations", "custom_answers"
    ]  # fmt: skip
    assert {
        "id", "url", "title", "description", "duration_seconds", "view_count", "like_count", "comment_count", "channel_id",
        "channel_name", "channel_subscriber_count", "published_at", "tags", "category", "language", "thumbnail_url",
        "chapters", "availability",
    } == set(found["video"])  # fmt: skip
    assert {
        "source", "language", "word_count", "duration_seconds", "speech_rate_wpm", "coverage", "confidence", "model",
        "language_confidence",
    } == set(found["transcript"])  # fmt: skip
    assert {
        "summary", "key_points", "topics", "keywords", "entities", "sentiment", "structure", "quality", "coverage",
    } <= set(found["content"])  # fmt: skip
    assert {
        "total", "fetched", "analyzed", "by_author", "scored", "not_scored", "languages", "sentiment", "themes", "top_comments", "author", "spam",
        "engagement", "time_distribution", "moments",
    } <= set(found["comments"])  # fmt: skip


def test_the_result_is_the_same_after_a_journey_through_json():
    found = synthesis.result_json(synthesise())
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_times_are_told_in_utc_with_milliseconds():
    video = replace(texts.VIDEO, published_at=datetime(2026, 5, 2, 8, 0, tzinfo=UTC))
    assert synthesis.result_json(synthesise(video))["video"]["published_at"] == "2026-05-02T08:00:00.000Z"


def test_scores_have_four_digits_and_seconds_three():
    content = replace(
        refinements.content(),
        coverage=0.123456,
        key_points=(values.KeyPoint("x", 1.23456, 2.0, 0.98765432),),
        entities=(values.Entity("Parma", None, (3.14159,)),),
    )
    found = synthesis.result_json(synthesise(content=content))["content"]
    assert found["coverage"] == 0.1235
    assert found["key_points"] == [{"text": "x", "start": 1.235, "end": 2.0, "importance": 0.9877}]
    assert found["entities"][0]["mentions"] == [3.142]


def test_every_fraction_named_after_seconds_or_a_position_has_the_type_of_seconds():
    for shape in filter(dataclasses.is_dataclass, vars(values.result).values()):
        for name, hint in get_type_hints(shape).items():
            if float in (hint, *get_args(hint)) and ("seconds" in name or name in {"start", "end"}):
                assert name in synthesis.SECONDS, f"{shape.__name__}.{name} is a float, not Seconds"


def test_what_is_no_number_becomes_null():
    facts = replace(FACTS, coverage=math.nan, speech_rate_wpm=math.inf)
    found = synthesis.result_json(synthesise(facts=facts, content=None))["transcript"]
    assert (found["coverage"], found["speech_rate_wpm"]) == (None, None)


def test_parts_that_could_not_be_had_are_null():
    found = synthesis.result_json(synthesise(facts=None, content=None, comments=None))
    assert (found["transcript"], found["content"], found["comments"]) == (None, None, None)


def test_moments_meet_what_is_said_there_and_their_section():
    sections = (values.Section("Dough", 0, 95), values.Section("The oven", 95, 185))
    content = replace(refinements.content(), structure=values.Structure(None, sections))
    result = synthesis.synthesise(texts.VIDEO, FACTS, content, refinements.comments()[0], texts.TRANSCRIPT)
    moment = synthesis.result_json(result)["comments"]["moments"][0]
    assert (moment["seconds"], moment["section"], moment["section_title"]) == (102.0, 1, "The oven")
    assert "oven" in moment["quote"]["text"]
    assert any(sentence.code == "quote" for claim in result.insights for sentence in claim.sentences)


def test_nothing_known_means_nothing_claimed():
    bare = values.Video(id="x" * 11, url="")
    result = synthesis.synthesise(bare, None, None, None)
    assert (result.insights, result.recommendations) == ((), ())


def test_no_comments_mean_no_claim_about_them():
    nothing = values.CommentSet((), total=0)
    empty, _ = comment_analysis.analyse_comments(texts.VIDEO, nothing, depth="basic", progress=Progress())
    result = synthesise(comments=empty)
    claims = (*result.insights, *result.recommendations)
    assert not any(evidence.ref.startswith("comment") for claim in claims for evidence in claim.evidence)
