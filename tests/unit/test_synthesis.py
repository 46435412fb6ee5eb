import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analysis.pipeline import comment_analysis, content_analysis, insights, synthesis, values
from analysis.pipeline.progress import Progress
from tests import texts

FACTS = values.TranscriptFacts("manual_captions", "en", 480, 185.0, 150.0, 0.95, None, None)
CONTENT = content_analysis.analyse_content(texts.VIDEO, texts.TRANSCRIPT, depth="detailed", progress=Progress())
REPORT, FINDINGS = comment_analysis.analyse_comments(
    texts.VIDEO, texts.COMMENT_SET, depth="detailed", progress=Progress()
)


def synthesise(video=texts.VIDEO, facts=FACTS, content=CONTENT, comments=REPORT) -> values.Result:
    return synthesis.synthesise(video, facts, content, comments)


def observed(**parts) -> str:
    return "\n".join(claim.text for claim in synthesise(**parts).insights)


def advised(**parts) -> str:
    return "\n".join(claim.text for claim in synthesise(**parts).recommendations)


def with_mood(score: float, interval: tuple[float, float], n: int) -> values.CommentReport:
    shares = {"positive": 0.6, "neutral": 0.1, "negative": 0.3}
    return replace(REPORT, sentiment=values.CommentSentiment(shares, score, interval, n, ()))


def with_theme(**changes) -> values.CommentReport:
    theme = values.Theme("Loud music", ("music", "loud"), 6, -0.4, ("c004", "c005", "c006", "c007"))
    return replace(REPORT, themes=(replace(theme, **changes),))


def with_threads(count: int, rate: float, seconds: float | None = 7_200.0) -> values.CommentReport:
    return replace(
        REPORT,
        engagement=replace(REPORT.engagement, thread_count=count),
        author=replace(REPORT.author, reply_rate=rate, median_reply_seconds=seconds),
    )


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
        "total", "fetched", "analyzed", "not_scored", "languages", "sentiment", "themes", "top_comments", "author", "spam",
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
        CONTENT,
        coverage=0.123456,
        key_points=(values.KeyPoint("x", 1.23456, 2.0, 0.98765432),),
        entities=(values.Entity("Parma", None, (3.14159,)),),
    )
    found = synthesis.result_json(synthesise(content=content))["content"]
    assert found["coverage"] == 0.1235
    assert found["key_points"] == [{"text": "x", "start": 1.235, "end": 2.0, "importance": 0.9877}]
    assert found["entities"][0]["mentions"] == [3.142]


def test_what_is_no_number_becomes_null():
    facts = replace(FACTS, coverage=math.nan, speech_rate_wpm=math.inf)
    found = synthesis.result_json(synthesise(facts=facts, content=None))["transcript"]
    assert (found["coverage"], found["speech_rate_wpm"]) == (None, None)


def test_parts_that_could_not_be_had_are_null():
    found = synthesis.result_json(synthesise(facts=None, content=None, comments=None))
    assert (found["transcript"], found["content"], found["comments"]) == (None, None, None)


def test_every_claim_rests_on_a_figure_that_stands_in_the_result():
    result = synthesise(facts=replace(FACTS, source="automatic_captions"), comments=with_threads(40, 0.25))
    found = synthesis.result_json(result)
    claims = found["insights"] + found["recommendations"]
    assert len(claims) >= 4
    for claim in claims:
        assert claim["evidence"]
        for evidence in claim["evidence"]:
            assert evidence["kind"] == "comment" or _resolve(found, evidence["ref"]) is not None


def test_a_figure_in_evidence_is_the_one_in_the_result():
    result = synthesise(comments=with_mood(0.31, (0.2, 0.42), 80))
    found = synthesis.result_json(result)
    evidence = found["insights"][0]["evidence"]
    assert [(e["ref"], e["value"]) for e in evidence] == [(e["ref"], _resolve(found, e["ref"])) for e in evidence]


def _resolve(found, ref):
    for part in ref.split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


# Insights


def test_nothing_known_means_nothing_claimed():
    bare = values.Video(id="x" * 11, url="")
    result = synthesis.synthesise(bare, None, None, None)
    assert (result.insights, result.recommendations) == ((), ())


def test_no_comments_mean_no_claim_about_them():
    empty, _ = comment_analysis.analyse_comments(texts.VIDEO, values.CommentSet(()), depth="basic", progress=Progress())
    result = synthesise(comments=empty)
    assert not any("comment" in claim.text for claim in (*result.insights, *result.recommendations))


def test_a_clear_mood_is_told_with_its_interval():
    assert "The audience is positive: 60 % of 80 comments" in observed(comments=with_mood(0.31, (0.2, 0.42), 80))
    assert "The audience is negative: 30 % of 80 comments" in observed(comments=with_mood(-0.3, (-0.4, -0.2), 80))


@pytest.mark.parametrize(("interval", "n"), [((0.2, 0.42), 29), ((0.04, 0.5), 80), ((-0.1, 0.1), 500)])
def test_a_mood_is_not_told_from_few_comments_or_when_it_may_be_chance(interval, n):
    assert "The audience is" not in observed(comments=with_mood(0.2, interval, n))


def test_the_most_cited_moment_is_told_with_its_section():
    chapters = (values.Chapter("Dough", 0, 95), values.Chapter("The oven", 95, 185))
    sections = tuple(values.Section(c.title, c.start, c.end, None) for c in chapters)
    content = replace(CONTENT, structure=values.Structure(None, sections))
    assert "Viewers point to 1:42 most often, in “The oven”: 3 comments cite it." in observed(content=content)


def test_a_moment_that_two_cite_is_not_told():
    assert "point to" not in observed(comments=replace(REPORT, moments=(values.Moment(10.0, 2, ("a", "b")),)))


def test_a_theme_is_told_only_from_five_comments_on():
    assert "most about “Loud music”: 6 of" in observed(comments=with_theme())
    assert "most about" not in observed(comments=with_theme(size=4))


def test_an_author_who_answers_is_told_so():
    assert "25 % of the threads that were fetched hold a reply, half of them within 2 hours" in observed(
        comments=with_threads(40, 0.25)
    )
    assert "within" not in observed(comments=with_threads(40, 0.25, None))
    assert "The author answers" not in observed(comments=with_threads(19, 0.25))


def test_likes_are_told_by_views_only_where_both_are_known():
    assert "7.9 of 100 views left a like." in observed()
    assert "like" not in observed(video=replace(texts.VIDEO, like_count=None), comments=None)
    assert "like" not in observed(video=replace(texts.VIDEO, view_count=500), comments=None)


def test_much_spam_is_told():
    assert "9 % of the comments are spam: 9" in observed(comments=replace(REPORT, spam=values.Spam(9, 0.09, ())))
    assert "spam" not in observed(comments=replace(REPORT, spam=values.Spam(4, 0.09, ())))


# Recommendations


def test_an_unhappy_theme_is_worth_a_look():
    assert "Look into “Loud music”: 6 comments" in advised(comments=with_theme())
    assert "Look into" not in advised(comments=with_theme(sentiment=-0.1))
    assert "Look into" not in advised(comments=with_theme(sentiment=None))


def test_an_author_who_never_answers_is_told_to():
    assert "Answer some comments: of 40 threads" in advised(comments=with_threads(40, 0.0))
    assert "Answer" not in advised(comments=with_threads(10, 0.0))


def test_subtitles_are_advised_for_a_language_that_many_write_in():
    spanish = replace(REPORT, analyzed=100, languages={"en": 80, "es": 12, "undetermined": 8})
    assert "Consider subtitles in Spanish: 12 comments (12 %)" in advised(comments=spanish)
    assert "Spanish" not in advised(comments=spanish, facts=replace(FACTS, language="es-419"))
    assert "subtitles" not in advised(comments=replace(spanish, languages={"en": 91, "es": 9}))
    assert "subtitles" not in advised(comments=spanish, facts=None)


def test_a_hasty_and_a_slow_speaker_are_told_so():
    assert "Speak a little slower: 220 words a minute" in advised(facts=replace(FACTS, speech_rate_wpm=220.0))
    assert "Tighten the delivery: 80 words" in advised(facts=replace(FACTS, speech_rate_wpm=80.0))
    assert "words a minute" not in advised()


def test_chapters_are_advised_for_a_long_video_without():
    sections = tuple(values.Section(f"Part {i}", 300.0 * i, 300.0 * i + 300, None) for i in range(4))
    content = replace(CONTENT, structure=values.Structure(None, sections))
    long = replace(texts.VIDEO, duration_seconds=1_200.0)
    assert "runs for 20 minutes; 4 sections" in advised(video=long, content=content)
    assert "Set chapters" not in advised(video=replace(long, chapters=(values.Chapter("x", 0, 9),)), content=content)
    assert "Set chapters" not in advised(content=content)


def test_captions_of_ones_own_are_advised_where_there_are_none():
    assert "automatic captions" in advised(facts=replace(FACTS, source="automatic_captions"))
    unsure = replace(FACTS, source="speech_recognition", confidence=0.55)
    assert "55 % sure" in advised(facts=unsure)
    assert "captions" not in advised()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (62.9, "1:02"), (3723, "1:02:03")])
def test_positions_are_told_as_people_write_them(seconds, text):
    assert insights.clock(seconds) == text
