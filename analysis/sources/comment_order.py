"""The order of comments in a dump."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime

from analysis.pipeline.values import Comment

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
#: Threads, each older than the one before, from which on a dump counts as sorted by time.
_MIN_DATED = 3


def order_comments(comments: Sequence[Comment], sort: str) -> tuple[Comment, ...]:
    """Return ``comments`` by thread, ``top`` or ``new`` threads first, each followed by its replies.

    Replies whose thread is missing come last.
    """
    threads = [comment for comment in comments if comment.parent_id is None]
    replies: dict[str, list[Comment]] = {}
    for comment in comments:
        if comment.parent_id is not None:
            replies.setdefault(comment.parent_id, []).append(comment)
    if sort == "new":
        threads.sort(key=_moment, reverse=True)
    elif _is_by_time(threads):
        threads.sort(key=lambda comment: comment.like_count or 0, reverse=True)
    ordered = []
    waiting = threads[::-1]
    while waiting:
        comment = waiting.pop()
        ordered.append(comment)
        # Replies may have replies; each list is taken once, so a loop ends.
        waiting += reversed(replies.pop(comment.id, []))
    for orphans in replies.values():
        ordered += orphans
    return tuple(ordered)


def _moment(comment: Comment) -> datetime:
    return comment.published_at or _LONG_AGO


def _is_by_time(threads: Sequence[Comment]) -> bool:
    """Return whether the dump is sorted newest first. If all times are equal, it is not."""
    moments = [_moment(thread) for thread in threads if not thread.is_pinned]
    falls = all(before >= after for before, after in itertools.pairwise(moments))
    return falls and len(set(moments)) >= _MIN_DATED
