import json
import random
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exceptions import CancellationRequested, CommentExtractionFailed
from analysis.pipeline import comment_analysis, values
from analysis.pipeline.progress import Progress
from tests.support import texts
from tests.support.texts import comment, reply_of_author


def analyse(*comments, video=texts.VIDEO, total=None, depth="detailed", progress=None):
    return comment_analysis.analyse_comments(
        video, values.CommentSet(comments, total), depth=depth, progress=progress or Progress()
    )


def report(*comments, **more):
    return analyse(*comments, **more)[0]


BY_AUTHOR = {one.id for one in texts.COMMENTS if one.is_author or one.author_channel_id == texts.AUTHOR_ID}


@pytest.fixture(scope="module")
def talk():
    return analyse(*texts.COMMENTS, total=1_234)


def test_there_is_one_result_per_comment_in_their_order(talk):
    assert [result.comment_id for result in talk[1]] == [comment.id for comment in texts.COMMENTS]


def test_it_counts_what_was_fetched_and_what_was_left_after_spam(talk):
    found = talk[0]
    assert (found.total, found.fetched, found.spam.count) == (1_234, 41, 4)
    assert (found.analyzed, found.by_author) == (37 - len(BY_AUTHOR), len(BY_AUTHOR))
    assert found.spam.ratio == pytest.approx(4 / 41)
    assert found.spam.comment_ids == ("c036", "c037", "c038", "c039")


def test_spam_is_marked_with_its_reason_and_counted_nowhere(talk):
    result = next(f for f in talk[1] if f.comment_id == "c036")
    assert (result.is_spam, result.theme) == (True, None)
    assert result.spam_reason
    assert not {"c036", "c037"} & {top.id for top in talk[0].top_comments}


def test_comments_are_scored_in_each_language_with_their_confidence(talk):
    by_id = {result.comment_id: result for result in talk[1]}
    for comment_id, code in (("c021", "es"), ("c023", "de"), ("c025", "ar"), ("c026", "ja"), ("c029", "zh")):
        result = by_id[comment_id]
        assert (result.language, result.sentiment != "not_scored") == (code, True)
        assert 1 / 3 <= result.sentiment_confidence <= 1
        assert 0 < result.language_confidence <= 1


def test_comments_in_a_language_that_is_not_supported_are_not_scored():
    found, (result,) = analyse(comment(1, "Πολύ ωραίο βίντεο, σας ευχαριστώ"))
    assert (result.language, result.sentiment, result.sentiment_score) == ("el", "not_scored", None)
    assert (result.sentiment_confidence, found.not_scored) == (None, 1)


def test_languages_are_counted_and_the_undetermined_ones_are_said_to_be_so(talk):
    languages = talk[0].languages
    assert next(iter(languages)) == "en"
    assert languages["es"] == 2
    assert languages["undetermined"] >= 2
    assert sum(languages.values()) == talk[0].analyzed


def test_the_sentiment_is_that_of_the_audience():
    found = report(comment(1, "I love this bread"), reply_of_author(2, "I hate my oven, it is horrible and awful", 1))
    assert found.sentiment.n == 1
    assert found.sentiment.score > 0.5


def test_the_sentiment_carries_its_interval_and_its_days(talk):
    sentiment = talk[0].sentiment
    low, high = sentiment.interval_95
    assert -1 <= low < sentiment.score < high <= 1
    assert sum(sentiment.distribution.values()) == pytest.approx(1)
    assert [day.day for day in sentiment.by_day] == ["2026-05-02", "2026-05-03"]
    assert sum(day.n for day in sentiment.by_day) == sentiment.n
    assert all(day.estimated == 0 for day in sentiment.by_day)


def test_one_scored_comment_has_no_interval():
    assert report(comment(1, "I love this bread")).sentiment.interval_95 is None


def test_no_scored_comment_has_no_sentiment():
    assert report(comment(1, "Πολύ ωραίο βίντεο, σας ευχαριστώ")).sentiment is None


def test_themes_are_named_in_the_results(talk):
    theme = next(theme for theme in talk[0].themes if "c005" in theme.comment_ids)
    assert next(f for f in talk[1] if f.comment_id == "c005").theme == theme.name
    assert theme.size == len(theme.comment_ids)


def test_a_theme_lists_its_most_central_and_most_liked_comments(talk):
    likes = {comment.id: comment.like_count or 0 for comment in texts.COMMENTS}
    for theme in talk[0].themes:
        assert set(theme.central_comment_ids) <= set(theme.comment_ids)
        assert 1 <= len(theme.central_comment_ids) <= 3
        reported = [likes[comment_id] for comment_id in theme.top_comment_ids]
        assert reported == sorted((likes[i] for i in theme.comment_ids if likes[i]), reverse=True)[:3]


def test_comments_in_no_theme_are_counted(talk):
    own = {result.comment_id for result in talk[1] if result.theme is None and not result.is_spam}
    assert talk[0].themes_unassigned == len(own - BY_AUTHOR) > 0


def test_comments_that_are_too_long_to_be_read_whole_are_warned_of():
    warnings = []
    comment_analysis.analyse_comments(
        texts.VIDEO,
        values.CommentSet((*texts.COMMENTS, comment(99, "The tides are high. " * 200))),
        depth="basic",
        progress=Progress(),
        warn=lambda *warning: warnings.append(warning),
    )
    assert warnings == [("COMMENTS_READ_IN_PART", "Themes rest on the first 2,000 characters of 1 longer comments.")]


def test_reordered_comments_have_the_same_themes_moments_and_sentiment(talk):
    shuffled = list(texts.COMMENTS)
    random.Random(4).shuffle(shuffled)
    other = report(*shuffled, total=1_234)
    assert other.themes == talk[0].themes
    assert other.moments == talk[0].moments
    assert other.sentiment.score == pytest.approx(talk[0].sentiment.score)


def test_the_same_comments_give_the_same_report(talk):
    assert analyse(*texts.COMMENTS, total=1_234) == talk


def test_the_most_liked_comments_come_first_without_the_authors(talk):
    top = talk[0].top_comments
    assert [t.like_count for t in top] == sorted((t.like_count for t in top), reverse=True)
    assert (top[0].id, top[0].sentiment, top[0].published_at) == ("c001", "positive", "2026-05-02T08:50:00.000Z")
    assert len(top) == 10
    assert next(t for t in top if t.id == "c002").reply_count == 1


def test_the_author_is_known_by_the_channel(talk):
    author = talk[0].author
    assert author.replies == 2
    assert [(t.comment_id, t.reply_id) for t in author.threads] == [("c002", "c003"), ("c012", "c013")]
    assert author.threads[0].question == "My starter smells of nail polish, is it dead?"
    assert author.median_reply_seconds == 3000.0


def test_the_author_is_not_known_by_the_name():
    fake = comment(2, "I am the author", parent=1, author="Crumb School")
    assert report(comment(1, "A question?"), fake).author.replies == 0


def test_the_reply_rate_is_the_share_of_threads_of_others_that_were_answered():
    own = comment(3, "My pinned comment", author_channel_id=texts.AUTHOR_ID)
    found = report(
        comment(1, "One?"), comment(2, "Two?"), own, reply_of_author(4, "Yes.", 1), reply_of_author(5, "Ha.", 3)
    )
    assert (found.author.replies, found.author.reply_rate) == (2, 0.5)


def test_an_estimated_time_gives_no_delay_and_no_hours():
    old = comment(1, "Why?", published_is_estimated=True)
    found = report(old, reply_of_author(2, "Therefore.", 1))
    assert found.author.threads[0].reply_seconds is None
    assert found.author.median_reply_seconds is None
    assert report(old).time_distribution.hourly is None
    assert report(old).time_distribution.daily == ({"day": "2026-05-02", "count": 1, "estimated": 1},)


def test_exact_times_are_reported_by_the_hour_in_utc():
    hours = report(comment(0, "a"), comment(1, "b"), comment(2, "c")).time_distribution.hourly
    assert (len(hours), hours[8], hours[9], sum(hours)) == (24, 2, 1, 3)


def test_moments_are_the_seconds_that_the_audience_cites(talk):
    moment = talk[0].moments[0]
    assert (moment.seconds, moment.count, moment.comment_ids) == (102.0, 3, ("c008", "c009", "c010"))
    assert next(f for f in talk[1] if f.comment_id == "c011").cites == ()


def test_engagement_counts_only_what_is_known():
    found = report(
        comment(1, "abc", likes=None), comment(2, "abcde", likes=4), comment(3, "abcd", parent=2, likes=2)
    ).engagement
    assert (found.mean_likes, found.median_likes, found.mean_replies) == (3.0, 3.0, 0.5)
    assert (found.thread_count, found.reply_count, found.unique_authors, found.mean_length_chars) == (2, 1, 3, 4.0)
    assert report(comment(1, "abc", likes=None)).engagement.mean_likes is None


def test_no_comments_give_an_honest_report():
    found, results = analyse(total=0)
    assert results == ()
    assert (found.total, found.fetched, found.analyzed, found.not_scored, found.languages) == (0, 0, 0, 0, {})
    assert (found.sentiment, found.themes, found.top_comments, found.moments) == (None, (), (), ())
    assert found.spam == values.Spam(0, 0.0, ())
    assert found.author == values.AuthorActivity(0, None, None, (), threads_total=0)
    assert found.engagement == values.Engagement(None, None, None, 0, 0, 0, None)
    assert found.time_distribution == values.TimeDistribution(None, ())
    json.dumps(asdict(found), allow_nan=False)


def test_without_any_reply_nothing_about_replies_is_measured():
    found = report(comment(1, "One?"), comment(2, "Two"))
    assert (found.author.reply_rate, found.author.reply_rate_95, found.engagement.mean_replies) == (None, None, None)


def test_a_reply_of_a_viewer_means_that_the_author_answered_none():
    assert report(comment(1, "One?"), comment(2, "Yes", parent=1)).author.reply_rate == 0.0


def test_a_reply_to_a_reply_counts_for_its_thread():
    found = report(comment(1, "How?"), comment(2, "Same question", parent=1), reply_of_author(3, "On mercury.", 2))
    assert (found.author.reply_rate, found.author.questions_answered, found.author.unanswered_ids) == (1.0, 1, ())
    assert len(found.author.threads) == 1
    assert next(top for top in found.top_comments if top.id == "c001").reply_count == 2


@pytest.mark.parametrize("total", [None, 12])
def test_a_section_that_returns_nothing_is_no_report_of_zeros(total):
    with pytest.raises(CommentExtractionFailed, match="returned no comments"):
        analyse(total=total)


def test_replies_without_their_thread_make_no_rate():
    found = report(reply_of_author(2, "Yes.", 1))
    assert (found.author.replies, found.author.reply_rate, found.engagement.mean_replies) == (1, None, None)


def test_a_comment_without_text_author_likes_and_time_is_read_too():
    found, (result,) = analyse(values.Comment("x", ""))
    assert (result.language, result.sentiment, result.theme, result.is_spam) == (None, "not_scored", None, False)
    assert found.analyzed == 1


def test_the_counts_add_up_to_what_was_fetched(talk):
    found, results = talk
    assert found.fetched == len(results) == found.analyzed + found.by_author + found.spam.count
    assert found.analyzed == found.scored + found.not_scored
    assert found.sentiment.n == found.scored


def test_the_parts_of_each_figure_add_up(talk):
    found, _ = talk
    assert sum(found.languages.values()) == found.analyzed
    assert sum(theme.size for theme in found.themes) + found.themes_unassigned == found.analyzed
    assert sum(found.spam.reasons.values()) == found.spam.count
    assert found.engagement.thread_count + found.engagement.reply_count == found.analyzed + found.by_author
    assert sum(found.sentiment.distribution.values()) == pytest.approx(1)
    assert sum(day.n for day in found.sentiment.by_day) == found.sentiment.n


def test_the_comments_of_a_class_of_feedback_are_those_that_say_so(talk):
    found, results = talk
    for name, one in asdict(found.feedback).items():
        assert set(one["comment_ids"]) == {each.comment_id for each in results if name in each.feedback}
        assert one["count"] == len(one["comment_ids"])
    counted = [each for each in results if not each.is_spam and each.comment_id not in BY_AUTHOR]
    assert found.feedback_unclassified == sum(not each.feedback for each in counted)


def test_spam_and_the_author_give_no_feedback():
    asked = reply_of_author(2, "How did yours turn out?", 1)
    spam = comment(3, "Please subscribe to my channel, why not?")
    _, results = analyse(comment(1, "How long?"), asked, spam)
    assert [each.feedback for each in results] == [("questions",), (), ()]


def test_every_comment_is_read_at_every_depth():
    for depth in ("basic", "detailed", "comprehensive"):
        found, results = analyse(*texts.COMMENTS, depth=depth)
        assert (found.fetched, len(results)) == (41, 41)


def test_progress_is_reported_every_hundred_comments():
    reported = []
    many = [replace(texts.COMMENTS[i % 35], id=f"m{i}") for i in range(1_000)]
    analyse(*many, progress=Progress(lambda percent, message: reported.append((percent, message))))
    assert (26, "Detecting the language of comment 101 of 1,000") in reported
    assert reported[-1] == (100, "Saving 1,000 comments")
    assert [percent for percent, _ in reported] == sorted(percent for percent, _ in reported)


def test_a_cancelled_analysis_stops_in_the_middle():
    calls = []

    def stop():
        calls.append(1)
        if len(calls) == 3:
            raise CancellationRequested

    with pytest.raises(CancellationRequested):
        analyse(*[replace(texts.COMMENTS[0], id=str(i)) for i in range(1_000)], progress=Progress(check=stop))


@given(
    st.lists(
        st.builds(
            values.Comment,
            id=st.uuids().map(str),
            text=st.text(max_size=80).map(values.clean_text),
            like_count=st.none() | st.integers(0, 10**9),
            is_author=st.booleans(),
            published_at=st.none() | st.datetimes(timezones=st.just(texts.UTC)),
            published_is_estimated=st.booleans(),
        ),
        max_size=12,
    )
)
def test_any_comments_give_numbers_that_json_can_hold(comments):
    found, results = analyse(*comments, total=len(comments))
    json.dumps([asdict(found), [asdict(result) for result in results]], allow_nan=False)
    assert found.fetched == len(results) == len(comments)


def test_hostile_comments_are_survived():
    found, _ = analyse(*[comment(i, text) for i, text in enumerate(texts.HOSTILE)])
    assert found.fetched == len(texts.HOSTILE)


def test_the_sentiment_says_of_how_many_it_is_and_how_sure_each_share_is(talk):
    sentiment = talk[0].sentiment
    assert 0 < sentiment.share_scored <= 1
    assert 0 <= sentiment.second_pass <= sentiment.low_confidence <= sentiment.n
    for name, share in sentiment.distribution.items():
        low, high = sentiment.distribution_95[name]
        assert low <= share <= high
