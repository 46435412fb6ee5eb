"""Threads of comments: which top-level comment a reply belongs to."""

from collections.abc import Sequence
from dataclasses import replace

from analysis.pipeline import values


def attach_to_threads(comments: Sequence[values.Comment]) -> list[values.Comment]:
    """Return ``comments`` in which the parent of every reply is the first comment of its thread.

    YouTube also answers replies: their parent is the reply they answer. Where a parent was not fetched, the last known
    one stands. Parents that lead back to the comment itself, which only a damaged file holds, stay as they are.
    """
    parents = {comment.id: comment.parent_id for comment in comments}
    roots: dict[str, str] = {}

    def root_of(comment_id: str) -> str:
        path: dict[str, None] = {}
        while comment_id not in roots and comment_id not in path and (parent := parents.get(comment_id)):
            path[comment_id] = None
            comment_id = parent
        root = roots.get(comment_id, comment_id)
        roots.update(dict.fromkeys(path, root))
        return root

    return [
        replace(comment, parent_id=root)
        if comment.parent_id and (root := root_of(comment.id)) != comment.id
        else comment
        for comment in comments
    ]
