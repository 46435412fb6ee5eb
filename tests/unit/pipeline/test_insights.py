from dataclasses import asdict, replace

import pytest

from analysis.pipeline import insights, reliability, statistics, synthesis, values
from analysis.pipeline.insights import thresholds
from analysis.wording import sentences

VIDEO = values.Video(id="test_bread01", url="", duration_seconds=185.0, view_count=52_000, like_count=4_100)
FACTS = values.TranscriptFacts("manual_captions", "en", 480, 185.0, 150.0, 0.95, None, None)
CONTENT = values.Content(
    None, (), (), (), None, None, values.Structure(None, ()), {"pace": values.Criterion(0.9, "150 a minute")}, 1.0
)
REPORT = values.CommentReport(
    total=400,
    fetched=100,
    analyzed=100,
    by_author=0,
    scored=90,
    not_scored=10,
    languages={"en": 100},
    sentiment=None,
    themes=(),
    top_comments=(),
    author=values.AuthorActivity(0, None, None, ()),
    spam=values.Spam(0, 0.0, ()),
    engagement=values.Engagement(3.0, 1.0, 0.3, 40, 12, 60, 80.0),
    time_distribution=values.TimeDistribution(None, ()),
    moments=(),
)


def result(video=VIDEO, facts=FACTS, content=CONTENT, comments=REPORT) -> values.Result:
    return synthesis.synthesise(video, facts, content, comments)


def words(claim: values.Claim) -> str:
    return sentences.claim(asdict(claim))


def observed(**parts) -> str:
    return "\n".join(map(words, result(**parts).insights))


def advised(**parts) -> str:
    return "\n".join(map(words, result(**parts).recommendations))


def with_sentiment(score: float, interval: tuple[float, float], n: int, **more) -> values.CommentReport:
    shares = {"positive": 0.6, "neutral": 0.1, "negative": 0.3}
    return replace(REPORT, sentiment=values.CommentSentiment(shares, score, interval, n, **{"by_day": (), **more}))


def with_days(*days: tuple[str, int, float], estimated: int = 0) -> values.CommentReport:
    by_day = tuple(values.DayScore(day, n, score, estimated) for day, n, score in days)
    n = sum(day.n for day in by_day)
    sampled = (0.1 - 1.96 * 0.5 / n**0.5, 0.1 + 1.96 * 0.5 / n**0.5)
    interval = statistics.widen_95(sampled, 0.1, reliability.SCORE_ERROR, -1.0, 1.0)
    return with_sentiment(0.1, interval, n, by_day=by_day)


def with_theme(**changes) -> values.CommentReport:
    theme = values.Theme(
        "Loud music", ("music", "loud"), 12, -0.5, ("c004", "c005"), sentiment_n=11, sentiment_95=(-0.7, -0.3)
    )
    return replace(REPORT, themes=(replace(theme, **changes),))


def with_moment(**changes) -> values.CommentReport:
    moment = values.Moment(102.0, 3, ("c008", "c009", "c010"), 101.0, 103.0, 3)
    return replace(REPORT, moments=(replace(moment, **changes),))


def with_author(**changes) -> values.CommentReport:
    author = values.AuthorActivity(3, 0.0, 7_200.0, (), reply_rate_95=(0.0, 0.08))
    return replace(REPORT, author=replace(author, **changes))


def with_feedback(report=REPORT, **counts: int) -> values.CommentReport:
    """Return ``report`` with so many comments in each class of feedback; its ids are those of the examples."""
    classes = {}
    for name in values.FEEDBACK_CLASSES:
        count = counts.get(name, 0)
        ids = tuple(f"{name}{place}" for place in range(count))
        classes[name] = values.FeedbackClass(
            count,
            count / report.analyzed,
            statistics.share_interval_95(count, report.analyzed),
            ids,
            tuple(values.FeedbackExample(comment_id, "") for comment_id in ids[:5]),
        )
    return replace(report, feedback=values.Feedback(**classes))


def with_spam(count: int) -> values.CommentReport:
    kinds = {"asks for subscribers": count - 1, "reads like spam": 1}
    return replace(REPORT, spam=values.Spam(count, count / 100, ("s1", "s2"), kinds))


#: A report to which nearly every rule applies.
RICH = replace(
    with_sentiment(0.31, (0.2, 0.42), 80),
    themes=with_theme().themes,
    moments=with_moment(
        commenters=6,
        sentiment=0.5,
        sentiment_n=6,
        sentiment_95=(0.3, 0.7),
        quote=values.Quote("It rises!", 101.0, 104.0),
    ).moments,
    author=with_author(questions=20, questions_answered=2, unanswered_ids=("c1",)).author,
    spam=with_spam(20).spam,
    languages={"en": 60, "es": 40},
    feedback=with_feedback(complaints=9, corrections=5, requests=12).feedback,
)


def test_every_claim_rests_on_figures_that_stand_in_the_result():
    found = synthesis.result_json(
        result(facts=replace(FACTS, source="automatic_captions", coverage=0.3), comments=RICH)
    )
    claims = found["insights"] + found["recommendations"]
    assert len(claims) >= 15
    for claim in claims:
        assert claim["evidence"]
        for evidence in claim["evidence"]:
            if evidence["kind"] == "figure":
                assert resolve(found, evidence["ref"]) == evidence["value"]
            elif evidence["kind"] != "comment":
                assert resolve(found, evidence["ref"]) is not None


def resolve(found, ref):
    for part in ref.split("."):
        found = found[int(part)] if isinstance(found, list) else found[part]
    return found


def test_every_bound_says_why_it_lies_there():
    bounds = [bound for bound in vars(thresholds).values() if isinstance(bound, thresholds.Threshold)]
    assert len(bounds) > 20
    assert all(len(bound.reason) > 20 for bound in bounds)


# Observations


def test_a_clear_sentiment_is_reported_with_its_interval():
    assert "The audience is positive: 60 % of 80 scored comments" in observed(
        comments=with_sentiment(0.31, (0.2, 0.42), 80)
    )
    assert "The audience is negative: 30 % of 80 scored comments" in observed(
        comments=with_sentiment(-0.3, (-0.4, -0.2), 80)
    )


@pytest.mark.parametrize(
    ("score", "interval", "n"),
    [(0.31, (0.2, 0.42), 29), (0.2, (-0.01, 0.41), 80), (0.0, (-0.1, 0.1), 500), (0.02, (0.01, 0.03), 9_000)],
)
def test_a_sentiment_is_not_reported_from_few_comments_when_it_may_be_chance_or_is_next_to_nothing(score, interval, n):
    assert "The audience is" not in observed(comments=with_sentiment(score, interval, n))


def test_a_sentiment_is_not_reported_where_most_comments_could_not_be_scored():
    few = replace(with_sentiment(0.31, (0.2, 0.42), 40, share_scored=0.4), not_scored=60)
    assert "The audience is" not in observed(comments=few)
    assert "is not reported: 60 % of the comments could not be scored" in observed(comments=few)
    assert "is not reported" not in observed(comments=replace(few, analyzed=20, not_scored=12, languages={}))


def test_a_sentiment_that_falls_is_reported_with_both_halves():
    falling = with_days(("2026-05-02", 50, 0.4), ("2026-05-03", 50, 0.35), ("2026-05-09", 100, -0.1))
    assert (
        "The audience's sentiment falls: mean +0.38 of 100 comments until 3 May 2026, −0.10 of 100 from 9 May 2026 on."
        in observed(comments=falling)
    )


@pytest.mark.parametrize(
    "report",
    [
        with_days(("2026-05-02", 100, 0.15), ("2026-05-03", 100, 0.05)),
        with_days(("2026-05-02", 200, 0.4), ("2026-05-03", 10, -0.4)),
        with_days(("2026-05-02", 200, 0.4)),
        with_days(("2026-05-02", 100, 0.4), ("2026-05-03", 100, -0.1), estimated=90),
    ],
    ids=["small difference", "few later ones", "one day", "days are estimates"],
)
def test_a_trend_that_may_be_chance_is_not_reported(report):
    assert "The audience's sentiment" not in observed(comments=report)


def test_the_most_cited_moment_is_reported_with_its_section_and_what_is_said():
    quote = values.Quote("Look how it rises.", 101.0, 104.0)
    report = with_moment(section=1, section_title="The oven", quote=quote)
    claims = [words(claim) for claim in insights.observe(values.Result(VIDEO, None, None, report))]
    assert "Viewers cite 1:42 most often, in “The oven”: 3 people cite it. Quote: “Look how it rises.”" in claims


def test_a_moment_that_two_people_cite_is_not_reported():
    assert "most often" not in observed(comments=with_moment(count=9, commenters=2))


def test_a_theme_is_reported_only_from_five_comments_on():
    assert "most frequent theme is “Loud music”: 12 of" in observed(comments=with_theme())
    assert "most frequent theme" not in observed(comments=with_theme(size=4))


def test_an_author_who_answers_is_reported():
    often = with_author(reply_rate=0.25, reply_rate_95=(0.15, 0.4))
    assert "25 % of the threads that were fetched hold a reply, half of them within 2 hours" in observed(comments=often)
    slow = replace(often, author=replace(often.author, median_reply_seconds=None))
    assert "within" not in observed(comments=slow)
    few = replace(often, engagement=replace(often.engagement, thread_count=19))
    assert "The author answers" not in observed(comments=few)


def test_likes_are_reported_by_views_only_where_both_are_known():
    assert "7.9 of 100 views led to a like." in observed()
    assert "like" not in observed(video=replace(VIDEO, like_count=None), comments=None)
    assert "like" not in observed(video=replace(VIDEO, view_count=500), comments=None)


def test_much_spam_is_reported_with_its_commonest_kind():
    assert (
        "20 % of the comments are spam: 20 are excluded from every figure. Most frequent: asks for subscribers (19)."
        in (observed(comments=with_spam(20)))
    )
    assert "spam" not in observed(comments=with_spam(6))


def test_a_video_with_little_speech_is_said_to_be_one():
    assert "covers 30 % of the video" in observed(facts=replace(FACTS, coverage=0.3))
    assert "content analysis covers" not in observed()


# Recommendations


def test_an_unhappy_theme_is_worth_a_look():
    assert "Look into “Loud music”: 12 comments" in advised(comments=with_theme())


@pytest.mark.parametrize(
    "changes",
    [
        {"sentiment": -0.2, "sentiment_95": (-0.45, 0.05)},
        {"sentiment": -0.2, "sentiment_95": (-0.38, -0.02)},
        {"sentiment": None, "sentiment_95": None},
        {"sentiment_n": 7},
        {"size": 4},
    ],
    ids=["may be chance", "may be chance among many themes", "not scored", "few scored", "small"],
)
def test_a_theme_is_not_called_unhappy_without_proof(changes):
    assert "Look into" not in advised(comments=with_theme(**changes))


def test_a_small_section_has_recommendations_from_its_feedback():
    small = replace(REPORT, fetched=9, analyzed=9, scored=9, not_scored=0, languages={"en": 9})
    found = result(comments=with_feedback(small, complaints=3, requests=2, questions=2, praise=4)).recommendations
    assert [words(claim) for claim in found if "of 9 comments" in words(claim)] == [
        "Look into the complaints: 3 of 9 comments complain.",
        "Consider the requests: 2 of 9 comments ask for something.",
        "See the questions: 2 of 9 comments ask one.",
    ]
    assert [one.ref for one in found[0].evidence if one.kind == "comment"] == [f"complaints{n}" for n in range(3)]


def test_feedback_that_may_be_an_exception_is_no_recommendation():
    assert "complain" not in advised(comments=with_feedback(complaints=1))
    assert "complain" not in advised(comments=with_feedback(complaints=4))
    assert "4 of 100" not in advised(comments=with_feedback(requests=4))
    assert "5 of 100 comments point out a mistake" in advised(comments=with_feedback(corrections=5))


@pytest.mark.parametrize("activity", [{"questions": 3, "questions_answered": 1}, {"questions": 20}])
def test_questions_are_left_to_the_advice_to_answer_and_to_authors_who_do(activity):
    assert "See the questions" not in advised(comments=with_feedback(with_author(**activity), questions=9))


def test_a_favourite_moment_is_worth_showing_and_a_disliked_one_a_second_look():
    glad = with_moment(commenters=6, sentiment=0.5, sentiment_n=6, sentiment_95=(0.3, 0.7))
    assert "Feature 1:42 in a short" in advised(comments=glad)
    cross = with_moment(commenters=6, sentiment=-0.5, sentiment_n=6, sentiment_95=(-0.7, -0.3))
    assert "Review 1:42: 6 people cite it" in advised(comments=cross)
    unsure = with_moment(commenters=6, sentiment=0.5, sentiment_n=6, sentiment_95=(-0.1, 1.0))
    assert "1:42" not in advised(comments=unsure)


def test_an_author_who_never_answers_is_advised_to():
    assert "Answer some comments: of 40 threads" in advised(comments=with_author())
    maybe = with_author(reply_rate_95=(0.0, 0.16))
    assert "Answer" not in advised(comments=maybe)


def test_open_questions_are_reported_before_open_comments():
    asked = with_author(questions=20, questions_answered=2, unanswered_ids=("c1", "c2"))
    assert "Answer questions: of 20 threads that begin with one, 2 hold an answer" in advised(comments=asked)
    assert "Answer" not in advised(comments=with_author(questions=20, questions_answered=15))


def test_where_no_replies_were_fetched_nothing_is_said_of_answers():
    asked = with_author(questions=20, questions_answered=0)
    without = replace(asked, engagement=replace(asked.engagement, reply_count=0))
    assert "Answer" not in advised(comments=without)


def test_much_spam_is_to_be_held_back():
    assert "Hold suspicious comments for review" in advised(comments=with_spam(20))
    assert "Hold" not in advised(comments=with_spam(6))


def test_subtitles_are_advised_for_a_language_that_many_write_in():
    spanish = replace(REPORT, analyzed=100, languages={"en": 80, "es": 12, "undetermined": 8})
    assert "Consider subtitles in Spanish: 12 comments (12 %)" in advised(comments=spanish)
    assert "Spanish" not in advised(comments=spanish, facts=replace(FACTS, language="es-419"))
    assert "subtitles" not in advised(comments=replace(spanish, languages={"en": 91, "es": 9}))
    assert "subtitles" not in advised(comments=spanish, facts=None)


@pytest.mark.parametrize("rate", [60.0, 150.0, 235.0, 400.0])
def test_nobody_is_advised_to_speak_faster_or_slower(rate):
    assert "words per minute" not in advised(facts=replace(FACTS, speech_rate_wpm=rate))


def test_chapters_are_advised_for_a_long_video_without():
    sections = tuple(values.Section(f"Part {i}", 300.0 * i, 300.0 * i + 300) for i in range(4))
    content = replace(CONTENT, structure=values.Structure(None, sections))
    long = replace(VIDEO, duration_seconds=1_200.0)
    assert "runs for 20 minutes; 4 sections" in advised(video=long, content=content)
    assert "Set chapters" not in advised(video=replace(long, chapters=(values.Chapter("x", 0, 9),)), content=content)
    assert "Set chapters" not in advised(content=content)


def test_captions_of_ones_own_are_advised_where_there_are_none():
    assert "automatic captions" in advised(facts=replace(FACTS, source="automatic_captions"))
    unsure = replace(FACTS, source="speech_recognition", confidence=0.55)
    assert "confidence is 55 %" in advised(facts=unsure)
    assert "captions" not in advised()


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (62.9, "1:02"), (3723, "1:02:03")])
def test_durations_are_written_as_people_write_them(seconds, text):
    assert values.format_timecode(seconds) == text
