"""Replies and comments of the video's author, who is identified by the channel id, never by name."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from analysis.pipeline import statistics, values
from analysis.pipeline.comments import aggregates
from analysis.pipeline.nlp.sentences import questions

#: Unanswered questions that are listed: about one screen.
_MAX_UNANSWERED = 10
#: Answered threads that are listed.
_MAX_THREADS = 100


def mark_author(comments: Sequence[values.Comment], video: values.Video) -> list[values.Comment]:
    """Return ``comments`` with ``is_author`` set for those of the video's author.

    If both channel ids are known, they decide. Otherwise the flag from YouTube, which old archives contain, stays.
    """
    return [
        replace(comment, is_author=comment.author_channel_id == video.channel_id)
        if video.channel_id and comment.author_channel_id
        else comment
        for comment in comments
    ]


def measure_activity(comments: Sequence[values.Comment]) -> values.AuthorActivity:
    """Return the author's replies, the first one of each thread; ``comments`` went through :func:`mark_author`.

    Threads that the author started do not count. If no reply of anyone was fetched, the rate is None: sources often
    leave replies out.
    """
    roots = {comment.id: comment for comment in comments if comment.parent_id is None and not comment.is_author}
    replies = [comment for comment in comments if comment.is_author and comment.parent_id is not None]
    replies.sort(key=lambda reply: (reply.published_at is None, reply.published_at, reply.id))
    first: dict[str | None, values.Comment] = {}
    for earliest in replies:
        first.setdefault(earliest.parent_id, earliest)
    questions_by_id = {root.id: root for root in roots.values() if questions.is_question(root.text)}
    answered = [(root, reply) for root in roots.values() if (reply := first.get(root.id))]
    delays = [seconds for pair in answered if (seconds := _delay_seconds(*pair)) is not None]
    most_liked = sorted(answered, key=lambda pair: aggregates.likes_sort_key(pair[0]))[:_MAX_THREADS]
    unanswered = [root for root in questions_by_id.values() if root.id not in first]
    measured = bool(roots) and any(comment.parent_id is not None for comment in comments)
    return values.AuthorActivity(
        replies=len(replies),
        reply_rate=len(answered) / len(roots) if measured else None,
        median_reply_seconds=median(delays) if delays else None,
        threads=tuple(
            values.AuthorThread(
                root.id,
                aggregates.quoted(root),
                reply.id,
                aggregates.quoted(reply),
                _delay_seconds(root, reply),
                root.id in questions_by_id,
            )
            for root, reply in most_liked
        ),
        threads_total=len(answered),
        questions=len(questions_by_id),
        questions_answered=len(questions_by_id) - len(unanswered),
        unanswered_ids=tuple(root.id for root in sorted(unanswered, key=aggregates.likes_sort_key)[:_MAX_UNANSWERED]),
        reply_rate_95=statistics.share_interval_95(len(answered), len(roots)) if measured else None,
        own_comments=sum(comment.is_author and comment.parent_id is None for comment in comments),
        pinned_comment_id=next((comment.id for comment in comments if comment.is_pinned), None),
        hearted=sum(comment.is_hearted for comment in comments),
    )


def _delay_seconds(root: values.Comment, reply: values.Comment) -> float | None:
    """Return the seconds until the reply, None if either time is missing or estimated."""
    if root.published_at is None or reply.published_at is None:
        return None
    if root.published_is_estimated or reply.published_is_estimated:
        return None
    seconds = (reply.published_at - root.published_at).total_seconds()
    return seconds if seconds >= 0 else None
