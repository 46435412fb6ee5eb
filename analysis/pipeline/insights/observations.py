"""Insights: what stands out in a result."""

import math
from collections.abc import Iterator, Sequence
from statistics import fmean

from analysis.pipeline import reliability, statistics, values
from analysis.pipeline.insights import formatting, thresholds


def observe(result: values.Result) -> tuple[values.Claim, ...]:
    """Return one claim for each rule that applies."""
    return tuple(claim for rule in _RULES for claim in rule(result))


def _certain_sentiment(result: values.Result) -> values.CommentSentiment | None:
    """Return the sentiment if enough comments, and a large enough share of them, were scored."""
    sentiment = result.comments.sentiment if result.comments else None
    if sentiment is None or sentiment.n < thresholds.SCORED.value:
        return None
    share = 1.0 if sentiment.share_scored is None else sentiment.share_scored
    return sentiment if share >= thresholds.SHARE_SCORED.value else None


def _audience_sentiment(result: values.Result) -> Iterator[values.Claim]:
    sentiment = _certain_sentiment(result)
    if sentiment is None or sentiment.interval_95 is None or abs(sentiment.score) < thresholds.SENTIMENT.value:
        return
    sign = statistics.certain_sign(sentiment.score, sentiment.interval_95)
    if not sign:
        return
    low, high = sentiment.interval_95
    yield formatting.claim(
        formatting.figures(
            result,
            "comments.sentiment.score",
            *formatting.interval("comments.sentiment.interval_95"),
            "comments.sentiment.n",
        ),
        formatting.say(
            "audience_positive" if sign > 0 else "audience_negative",
            positive=sentiment.distribution["positive"],
            negative=sentiment.distribution["negative"],
            scored=sentiment.n,
            mean=sentiment.score,
            low=low,
            high=high,
        ),
    )


def _sentiment_trend(result: values.Result) -> Iterator[values.Claim]:
    """Compare the comments of the earlier days with those of the later days."""
    sentiment = _certain_sentiment(result)
    if sentiment is None or sentiment.interval_95 is None:
        return
    if sum(day.estimated for day in sentiment.by_day) > thresholds.TREND_ESTIMATED.value * sentiment.n:
        return
    early, late = _halves(sentiment.by_day)
    n_early, n_late = sum(day.n for day in early), sum(day.n for day in late)
    if min(n_early, n_late) < thresholds.TREND_SCORED.value:
        return
    before, after = _mean(early), _mean(late)
    deviation = statistics.deviation_of(sentiment.score, sentiment.interval_95, sentiment.n, reliability.SCORE_ERROR)
    error = deviation * math.sqrt(1 / n_early + 1 / n_late)
    if abs(after - before) <= thresholds.TREND_SIGMAS.value * error:
        return
    refs = (
        f"comments.sentiment.by_day.{place}.score"
        for place in (0, len(early) - 1, len(early), len(sentiment.by_day) - 1)
    )
    yield formatting.claim(
        formatting.figures(result, *refs),
        formatting.say(
            "sentiment_rises" if after > before else "sentiment_falls",
            before=before,
            count_before=n_early,
            until=early[-1].day,
            after=after,
            count_after=n_late,
            since=late[0].day,
        ),
    )


def _halves(days: Sequence[values.DayScore]) -> tuple[Sequence[values.DayScore], Sequence[values.DayScore]]:
    """Return the days with about the first half of the comments, and the other days."""
    total, seen = sum(day.n for day in days), 0
    for place, day in enumerate(days):
        seen += day.n
        if 2 * seen >= total:
            # The middle day goes to the side that is smaller without it.
            cut = place + 1 if 2 * (seen - day.n) < total - day.n else place
            return days[: max(1, cut)], days[max(1, cut) :]
    return days, ()


def _mean(days: Sequence[values.DayScore]) -> float:
    return fmean([day.score for day in days], weights=[day.n for day in days])


def _sentiment_unavailable(result: values.Result) -> Iterator[values.Claim]:
    report = result.comments
    if report is None or report.analyzed < thresholds.SCORED.value:
        return
    share = report.not_scored / report.analyzed
    if share <= 1 - thresholds.SHARE_SCORED.value:
        return
    yield formatting.claim(
        formatting.figures(result, "comments.not_scored", "comments.analyzed"),
        formatting.say("sentiment_not_reported", share=share),
    )


def _largest_theme(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or not result.comments.themes:
        return
    index, theme = max(enumerate(result.comments.themes), key=lambda entry: (entry[1].size, -entry[0]))
    if theme.size < thresholds.THEME.value:
        return
    yield formatting.claim(
        (
            *formatting.figures(result, f"comments.themes.{index}.size", "comments.analyzed"),
            *formatting.examples(theme.central_comment_ids or theme.comment_ids),
        ),
        formatting.say("largest_theme", theme=theme.name, size=theme.size, total=result.comments.analyzed),
    )


def _most_cited_moment(result: values.Result) -> Iterator[values.Claim]:
    moments = result.comments.moments if result.comments else ()
    if not moments or moments[0].commenters < thresholds.MOMENT.value:
        return
    moment = moments[0]
    evidence = [
        values.Evidence("moment", "comments.moments.0", moment.seconds),
        *formatting.figures(result, "comments.moments.0.commenters"),
    ]
    cited = formatting.say("moment_cited", at=moment.seconds, people=moment.commenters)
    quoted = []
    if moment.section is not None:
        cited = formatting.say(
            "moment_cited_in_section", at=moment.seconds, people=moment.commenters, section=moment.section_title
        )
        ref = f"content.structure.sections.{moment.section}"
        evidence.append(values.Evidence("section", ref, moment.section_title))
    if moment.quote is not None:
        quoted = [formatting.say("quote", quote=moment.quote.text)]
        evidence += formatting.figures(result, "comments.moments.0.quote.text")
    yield formatting.claim((*evidence, *formatting.examples(moment.comment_ids)), cited, *quoted)


def _author_answers(result: values.Result) -> Iterator[values.Claim]:
    if not result.comments or result.comments.engagement.thread_count < thresholds.THREADS.value:
        return
    author = result.comments.author
    if author.reply_rate is None or author.reply_rate_95 is None:
        return
    if author.reply_rate_95[0] < thresholds.ANSWERED_OFTEN.value:
        return
    refs = ["comments.author.reply_rate", *formatting.interval("comments.author.reply_rate_95")]
    sentence = formatting.say("author_answers", share=author.reply_rate)
    if author.median_reply_seconds is not None:
        sentence = formatting.say("author_answers_within", share=author.reply_rate, within=author.median_reply_seconds)
        refs.append("comments.author.median_reply_seconds")
    yield formatting.claim(formatting.figures(result, *refs), sentence)


def _likes_per_view(result: values.Result) -> Iterator[values.Claim]:
    views, likes = result.video.view_count, result.video.like_count
    if views is None or likes is None or views < thresholds.VIEWS.value:
        return
    yield formatting.claim(
        formatting.figures(result, "video.like_count", "video.view_count"),
        formatting.say("likes_per_view", per_hundred=100 * likes / views),
    )


def much_spam(report: values.CommentReport | None) -> values.Spam | None:
    """Return the spam of the report if it is certainly much, else None."""
    if report is None or report.spam.count < thresholds.SPAM_COUNT.value:
        return None
    low = statistics.share_interval_95(report.spam.count, report.fetched)[0]
    return report.spam if low >= thresholds.SPAM.value else None


def _spam_share(result: values.Result) -> Iterator[values.Claim]:
    spam = much_spam(result.comments)
    if spam is None:
        return
    sentences = [formatting.say("spam", share=spam.ratio, count=spam.count)]
    for reason, number in list(spam.reasons.items())[:1]:
        sentences.append(formatting.say("spam_most_frequent", spam_reason=reason, count=number))
    yield formatting.claim(
        (
            *formatting.figures(result, "comments.spam.ratio", "comments.spam.count"),
            *formatting.examples(spam.comment_ids),
        ),
        *sentences,
    )


def _little_speech(result: values.Result) -> Iterator[values.Claim]:
    facts = result.transcript
    if facts is None or result.content is None or facts.coverage is None:
        return
    if facts.coverage >= thresholds.COVERAGE.value:
        return
    yield formatting.claim(
        formatting.figures(result, "transcript.coverage"), formatting.say("little_speech", share=facts.coverage)
    )


_RULES: tuple[formatting.Rule, ...] = (
    _audience_sentiment,
    _sentiment_unavailable,
    _sentiment_trend,
    _largest_theme,
    _most_cited_moment,
    _author_answers,
    _likes_per_view,
    _spam_share,
    _little_speech,
)
