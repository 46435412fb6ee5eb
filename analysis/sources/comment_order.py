"""The order of comments in a dump."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from analysis.pipeline.values import Comment

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
#: Threads, each older than the one before, from which on a dump counts as sorted by time.
_MIN_DATED = 3


def order_comments(comments: Sequence[Comment], sort: str) -> tuple[Comment, ...]:
    """Return ``comments`` by thread, ``top`` or ``new`` threads first, each followed by its replies."""
    threads = [comment for comment in comments if comment.parent_id is None]
    if sort == "new":
        threads.sort(key=_moment, reverse=True)
    elif _is_by_time(threads):
        threads.sort(key=lambda comment: comment.like_count or 0, reverse=True)
    return tuple(_with_replies(threads, comments))


def _with_replies(threads: Iterable[Comment], comments: Iterable[Comment]) -> Iterable[Comment]:
    """Yield each thread and its replies; replies whose thread is missing come last."""
    replies: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.parent_id is not None:
            replies.setdefault(comment.parent_id, []).append(comment)
    for thread in threads:
        yield thread
        yield from _below(thread.id, replies)
    for orphans in replies.values():
        yield from orphans


def _below(comment_id: str, replies: dict[str, list[Comment]]) -> Iterable[Comment]:
    """Yield the replies to a comment and the replies to those; each is removed from ``replies``, so a loop ends."""
    waiting = list(reversed(replies.pop(comment_id, [])))
    while waiting:
        reply = waiting.pop()
        yield reply
        waiting.extend(reversed(replies.pop(reply.id, [])))


def _moment(comment: Comment) -> datetime:
    return comment.published_at or _LONG_AGO


def _is_by_time(threads: Sequence[Comment]) -> bool:
    """Return whether the dump is sorted newest first. If all times are equal, it is not."""
    moments = [_moment(thread) for thread in threads if not thread.is_pinned]
    falls = all(before >= after for before, after in zip(moments, moments[1:], strict=False))
    return falls and len(set(moments)) >= _MIN_DATED
