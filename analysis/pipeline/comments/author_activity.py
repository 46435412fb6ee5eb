"""How the video's author takes part in the comments. The author is known by the channel's id, never by the name."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from analysis.pipeline import statistics, values
from analysis.pipeline.nlp.sentences import questions

#: Open questions that are told; more than a screen of them nobody reads.
_MOST_OPEN = 10


def marked(comments: Sequence[values.Comment], video: values.Video) -> list[values.Comment]:
    """Return ``comments`` with those of the video's author marked as such.

    Where both ids are known they decide; else the mark that YouTube set itself, which old archives hold, stands.
    """
    return [_marked(comment, video.channel_id) for comment in comments]


def _marked(comment: values.Comment, channel_id: str | None) -> values.Comment:
    if not channel_id or not comment.author_channel_id:
        return comment
    is_author = comment.author_channel_id == channel_id
    return comment if is_author == comment.is_author else replace(comment, is_author=is_author)


def activity(comments: Sequence[values.Comment]) -> values.AuthorActivity:
    """Return where the author answered, of each thread the first answer; ``comments`` are marked.

    Threads that the author began do not count.
    """
    roots = {comment.id: comment for comment in comments if comment.parent_id is None and not comment.is_author}
    replies = [comment for comment in comments if comment.is_author and comment.parent_id is not None]
    first: dict[str, values.Comment] = {}
    for reply in sorted(replies, key=_moment_of):
        if reply.parent_id in roots:
            first.setdefault(reply.parent_id, reply)
    asked = {root.id: root for root in roots.values() if questions.is_question(root.text)}
    threads = tuple(_thread(roots[root_id], first[root_id], root_id in asked) for root_id in roots if root_id in first)
    delays = [thread.reply_seconds for thread in threads if thread.reply_seconds is not None]
    unanswered = [root for root in asked.values() if root.id not in first]
    return values.AuthorActivity(
        replies=len(replies),
        reply_rate=len(threads) / len(roots) if roots else None,
        median_reply_seconds=median(delays) if delays else None,
        threads=threads,
        questions=len(asked),
        questions_answered=len(asked) - len(unanswered),
        unanswered_ids=tuple(root.id for root in sorted(unanswered, key=_by_likes)[:_MOST_OPEN]),
        reply_rate_95=statistics.share_interval_95(len(threads), len(roots)) if roots else None,
        own_comments=sum(comment.is_author and comment.parent_id is None for comment in comments),
        pinned_comment_id=next((comment.id for comment in comments if comment.is_pinned), None),
        hearted=sum(comment.is_hearted for comment in comments),
    )


def _moment_of(comment: values.Comment) -> tuple[bool, float, str]:
    moment = comment.published_at
    return moment is None, moment.timestamp() if moment else 0.0, comment.id


def _by_likes(comment: values.Comment) -> tuple[int, str]:
    return -(comment.like_count or 0), comment.id


def _thread(root: values.Comment, reply: values.Comment, is_question: bool) -> values.AuthorThread:
    return values.AuthorThread(root.id, root.text, reply.id, reply.text, _delay(root, reply), is_question)


def _delay(root: values.Comment, reply: values.Comment) -> float | None:
    """Return the seconds until the answer, None where either time is missing or an estimate."""
    if root.published_at is None or reply.published_at is None:
        return None
    if root.published_is_estimated or reply.published_is_estimated:
        return None
    seconds = (reply.published_at - root.published_at).total_seconds()
    return seconds if seconds >= 0 else None
