"""Counts and means of the comment report: sentiment, engagement, times, spam, most liked comments."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import fmean, median

from analysis import events
from analysis.pipeline import reliability, statistics, values
from analysis.pipeline.comments import examples
from analysis.pipeline.comments.comment_table import CommentTable
from analysis.pipeline.nlp import feedback, sentiment

#: Characters of a comment that the result quotes.
_MAX_QUOTED_CHARS = 1_000


def aggregate_sentiment(table: CommentTable) -> values.CommentSentiment | None:
    """Return the sentiment of the scored comments, None if there are none."""
    scored = [(comment, one) for comment, one in zip(table.comments, table.predictions, strict=True) if one]
    if not scored:
        return None
    days: defaultdict[str, list[tuple[values.Comment, float]]] = defaultdict(list)
    for comment, prediction in scored:
        if comment.published_at is not None:
            days[_day(comment.published_at)].append((comment, prediction.score))
    numbers = [one.score for _, one in scored]
    labels = Counter(one.label for _, one in scored)
    return values.CommentSentiment(
        distribution={name: labels[name] / len(scored) for name in sentiment.LABELS},
        score=fmean(numbers),
        interval_95=reliability.score_interval_95(numbers),
        n=len(scored),
        by_day=tuple(
            values.DayScore(
                day,
                len(entries),
                fmean(score for _, score in entries),
                sum(comment.published_is_estimated for comment, _ in entries),
            )
            for day, entries in sorted(days.items())
        ),
        share_scored=len(scored) / len(table),
        distribution_95={
            name: reliability.share_interval_95(name, labels[name], len(scored)) for name in sentiment.LABELS
        },
        low_confidence=sum(one.was_uncertain for _, one in scored),
        second_pass=sum(one.is_repeated for _, one in scored),
    )


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


def summarise_feedback(table: CommentTable, video_language: str | None) -> values.Feedback:
    """Return the comments of each class of feedback, most likes first, with examples.

    The first examples are in ``video_language``, if it is known and there are any.
    """
    by_likes = sorted(range(len(table)), key=lambda row: likes_sort_key(table.comments[row]))
    is_familiar = [code is not None and code == video_language for code in table.languages]
    found = {}
    for name in feedback.CLASSES:
        rows = [row for row in by_likes if name in table.feedback[row]]
        members = [table.comments[row] for row in rows]
        vectors = None if table.vectors is None else table.vectors[rows]
        found[name] = values.FeedbackClass(
            count=len(members),
            share=len(members) / len(table) if len(table) else None,
            interval_95=statistics.share_interval_95(len(members), len(table)) if len(table) else None,
            comment_ids=tuple(comment.id for comment in members),
            examples=tuple(
                values.FeedbackExample(comment.id, quoted(comment))
                for comment in examples.choose(
                    members,
                    vectors,
                    is_familiar=[is_familiar[row] for row in rows],
                    is_typical=[set(table.feedback[row]) <= {name, "praise"} for row in rows],
                )
            ),
        )
    return values.Feedback(**found)


def quoted(comment: values.Comment) -> str:
    """Return the text as the result quotes it, at most 1,000 characters; the comments endpoint has the whole."""
    text = comment.text
    return text if len(text) <= _MAX_QUOTED_CHARS else text[: _MAX_QUOTED_CHARS - 1] + "…"


def measure_engagement(comments: Sequence[values.Comment]) -> values.Engagement:
    """Return means and counts of likes, threads and replies; only fetched replies are counted.

    If no reply was fetched, their mean is None: sources often leave replies out.
    """
    likes = [comment.like_count for comment in comments if comment.like_count is not None]
    threads = sum(comment.parent_id is None for comment in comments)
    replies = len(comments) - threads
    return values.Engagement(
        mean_likes=fmean(likes) if likes else None,
        median_likes=float(median(likes)) if likes else None,
        mean_replies=replies / threads if threads and replies else None,
        thread_count=threads,
        reply_count=replies,
        unique_authors=len({comment.author_channel_id or comment.author or comment.id for comment in comments}),
        mean_length_chars=fmean(len(comment.text) for comment in comments) if comments else None,
    )


def count_by_time(comments: Sequence[values.Comment]) -> values.TimeDistribution:
    """Return the comments per hour and day (UTC); hours count exact times only, None if there are none."""
    dated = [(one.published_at, one.published_is_estimated) for one in comments if one.published_at is not None]
    exact = [moment for moment, is_estimated in dated if not is_estimated]
    hours = Counter(moment.astimezone(UTC).hour for moment in exact)
    days = Counter(_day(moment) for moment, _ in dated)
    estimated = Counter(_day(moment) for moment, is_estimated in dated if is_estimated)
    return values.TimeDistribution(
        hourly=tuple(hours[hour] for hour in range(24)) if exact else None,
        daily=tuple({"day": day, "count": days[day], "estimated": estimated[day]} for day in sorted(days)),
    )


def count_languages(table: CommentTable) -> dict[str, int]:
    """Return the number of comments in each language, the most first; ``undetermined`` counts the others."""
    found = Counter(code or "undetermined" for code in table.languages)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def summarise_spam(table: CommentTable) -> values.Spam:
    """Return the number, the share and the reasons of spam among all fetched comments."""
    reasons = {comment.id: reason for comment, reason in zip(table.comments, table.spam_reasons, strict=True) if reason}
    groups = Counter(map(values.spam_group, reasons.values()))
    return values.Spam(
        count=len(reasons),
        ratio=len(reasons) / len(table) if len(table) else 0.0,
        comment_ids=tuple(reasons),
        reasons=dict(sorted(groups.items(), key=lambda item: (-item[1], item[0]))),
    )


def likes_sort_key(comment: values.Comment) -> tuple[int, str]:
    """Return a sort key: most likes first, then by id."""
    return -(comment.like_count or 0), comment.id


def select_top_comments(table: CommentTable, limit: int) -> tuple[values.TopComment, ...]:
    """Return up to ``limit`` comments of the audience, most likes first, then most replies."""
    replies = Counter(comment.parent_id for comment in table.comments if comment.parent_id is not None)
    audience = [
        (comment, prediction)
        for comment, prediction in zip(table.comments, table.predictions, strict=True)
        if not comment.is_author and comment.text.strip()
    ]
    audience.sort(key=lambda row: (-(row[0].like_count or 0), -replies[row[0].id], row[0].id))
    return tuple(
        values.TopComment(
            id=comment.id,
            text=quoted(comment),
            author=comment.author,
            like_count=comment.like_count,
            reply_count=replies[comment.id],
            published_at=events.wire_time(comment.published_at) if comment.published_at else None,
            sentiment=sentiment.label_of(prediction),
        )
        for comment, prediction in audience[:limit]
    )
