"""The parts of the comment report that count and average: mood, engagement, times."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from statistics import fmean, median

from analysis import events
from analysis.pipeline import statistics, values
from analysis.pipeline.nlp import sentiment

#: What in a reason for spam tells of one comment alone.
_PARTICULARS = re.compile(r":.*| \d+ times$")


def mood(
    comments: Sequence[values.Comment], moods: Sequence[sentiment.Judgement | None]
) -> values.CommentSentiment | None:
    """Return the mood of the scored ones of ``comments``, None where none was scored."""
    scored = [(comment, found) for comment, found in zip(comments, moods, strict=True) if found is not None]
    if not scored:
        return None
    numbers = [found.score for _, found in scored]
    labels = Counter(found.label for _, found in scored)
    return values.CommentSentiment(
        distribution={name: labels[name] / len(scored) for name in sentiment.LABELS},
        score=fmean(numbers),
        interval_95=statistics.mean_interval_95(numbers, -1.0, 1.0),
        n=len(scored),
        by_day=_by_day(scored),
        share_scored=len(scored) / len(comments),
        distribution_95={name: statistics.share_interval_95(labels[name], len(scored)) for name in sentiment.LABELS},
    )


def _by_day(scored: Iterable[tuple[values.Comment, sentiment.Judgement]]) -> tuple[values.DayScore, ...]:
    days: defaultdict[str, list[tuple[values.Comment, float]]] = defaultdict(list)
    for comment, found in scored:
        if comment.published_at is not None:
            days[_day(comment)].append((comment, found.score))
    return tuple(
        values.DayScore(
            day,
            len(entries),
            fmean(score for _, score in entries),
            sum(comment.published_is_estimated for comment, _ in entries),
        )
        for day, entries in sorted(days.items())
    )


def _day(comment: values.Comment) -> str:
    assert comment.published_at is not None
    return comment.published_at.astimezone(UTC).date().isoformat()


def engagement(comments: Sequence[values.Comment]) -> values.Engagement:
    """Return how much the audience reacts; replies are counted among the fetched comments only."""
    likes = [comment.like_count for comment in comments if comment.like_count is not None]
    threads = sum(comment.parent_id is None for comment in comments)
    replies = len(comments) - threads
    return values.Engagement(
        mean_likes=fmean(likes) if likes else None,
        median_likes=float(median(likes)) if likes else None,
        mean_replies=replies / threads if threads else None,
        thread_count=threads,
        reply_count=replies,
        unique_authors=len({comment.author_channel_id or comment.author or comment.id for comment in comments}),
        mean_length_chars=fmean(len(comment.text) for comment in comments) if comments else None,
    )


def time_distribution(comments: Sequence[values.Comment]) -> values.TimeDistribution:
    """Return when the comments were written; hours only of exact times, and none where there is no exact one."""
    exact = [comment for comment in comments if comment.published_at is not None and not comment.published_is_estimated]
    hours = Counter(comment.published_at.astimezone(UTC).hour for comment in exact if comment.published_at is not None)
    dated = [comment for comment in comments if comment.published_at is not None]
    days = Counter(_day(comment) for comment in dated)
    estimated = Counter(_day(comment) for comment in dated if comment.published_is_estimated)
    return values.TimeDistribution(
        hourly=tuple(hours[hour] for hour in range(24)) if exact else None,
        daily=tuple({"day": day, "count": days[day], "estimated": estimated[day]} for day in sorted(days)),
    )


def spam(reasons: Mapping[str, str], fetched: int) -> values.Spam:
    """Return how much spam there is among ``fetched`` comments, from the reason of each by its id."""
    # "the same text 12 times" and "reads like spam: a link" are of the kinds that stand before the number or colon.
    kinds = Counter(_PARTICULARS.sub("", reason) for reason in reasons.values())
    return values.Spam(
        count=len(reasons),
        ratio=len(reasons) / fetched if fetched else 0.0,
        comment_ids=tuple(reasons),
        reasons=dict(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
    )


def most_liked_first(comment: values.Comment) -> tuple[int, str]:
    """Return what comments are sorted by to have the most liked first."""
    return -(comment.like_count or 0), comment.id


def top_comments(
    comments: Sequence[values.Comment], labels: dict[str, str], limit: int
) -> tuple[values.TopComment, ...]:
    """Return up to ``limit`` comments of the audience: the most liked, those with more replies first among equals."""
    replies = Counter(comment.parent_id for comment in comments if comment.parent_id is not None)
    audience = [comment for comment in comments if not comment.is_author and comment.text.strip()]
    audience.sort(key=lambda comment: (-(comment.like_count or 0), -replies[comment.id], comment.id))
    return tuple(
        values.TopComment(
            id=comment.id,
            text=comment.text,
            author=comment.author,
            like_count=comment.like_count,
            reply_count=replies[comment.id],
            published_at=events.wire_time(comment.published_at) if comment.published_at else None,
            sentiment=labels[comment.id],
        )
        for comment in audience[:limit]
    )
