"""The comments of one analysis: their order, their pages, their threads and how many have which value."""

import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Extract, RowNumber

from analysis.events import JSON
from analysis.exceptions import DownloadInterrupted
from analysis.models import Comment
from analysis.pipeline.values import spam_group
from analysis.queries import json_sql

#: Digits of a sort key.
MAX_KEY_DIGITS = 39
#: Larger than every position, so that a sort key is made of a value and then of the position.
_POSITIONS = 10**10
#: Larger than every value: comments without one come last.
_LAST = 10**20
_WHOLE = DecimalField(max_digits=MAX_KEY_DIGITS, decimal_places=0)
#: What comments are sorted by, in ascending order; None: by their position alone.
ORDERINGS: dict[str, Combinable | None] = {
    "position": None,
    "-like_count": -F("like_count"),
    "-published_at": -Extract("published_at", "epoch"),
    "published_at": Extract("published_at", "epoch"),
    # The least certain first.
    "sentiment_confidence": F("sentiment_confidence") * 1_000_000,
}
DEFAULT_ORDERING = "position"
#: Comments of a file, and bytes of their texts, that are in memory at a time.
BATCH_SIZE, BATCH_BYTES = 200, 200_000


def sort(comments: QuerySet[Comment], ordering: str) -> QuerySet[Comment]:
    """Return the comments of one analysis in this order, with their ``sort_key``: a whole number, no two the same.

    A page begins at a key, so that it costs the same wherever it is, also among thousands without a like.
    """
    value = ORDERINGS[ordering]
    if value is None:
        # On the index of the positions.
        return comments.annotate(sort_key=F("position")).order_by("sort_key")
    whole = Coalesce(Cast(value, _WHOLE), Value(Decimal(_LAST)), output_field=_WHOLE)
    key = whole * Value(Decimal(_POSITIONS)) + Cast("position", _WHOLE)
    return comments.annotate(sort_key=Cast(key, _WHOLE)).order_by("sort_key")


@dataclass(frozen=True)
class Page:
    """Some comments in order, with the keys at which the pages beside it end and begin; None where there is none."""

    comments: list[Any]
    before: str | None
    after: str | None


def page(comments: QuerySet[Any], size: int, *, after: str | None = None, before: str | None = None) -> Page:
    """Return at most ``size`` sorted comments after one key or before the other, else the first."""
    if before is not None:
        rows: list[Any] = list(comments.filter(sort_key__lt=before).reverse()[: size + 1])[::-1]
        if len(rows) > size:
            rows = rows[1:]
            return Page(rows, str(rows[0].sort_key), str(rows[-1].sort_key))
        # There are too few: this is the beginning.
        after = None
    if after is not None:
        comments = comments.filter(sort_key__gt=after)
    rows = list(comments[: size + 1])
    has_more, rows = len(rows) > size, rows[:size]
    begins = str(rows[0].sort_key) if rows and after is not None else None
    return Page(rows, begins, str(rows[-1].sort_key) if has_more else None)


def read_all(comments: QuerySet[Any]) -> Iterator[list[JSON]]:
    """Return all comments in their order, each as a :class:`wire.Comment`, in batches that are read when needed.

    Between two batches no connection to the database is used.

    Raises:
        DownloadInterrupted: comments were deleted meanwhile.
    """
    # Unlike the number of characters, that of bytes is known without decompressing the text.
    size = Func(F("text"), function="octet_length", output_field=IntegerField())
    batches, room = [array("q")], BATCH_BYTES
    for key, text_bytes in comments.values_list("pk", size):
        if batches[-1] and (text_bytes > room or len(batches[-1]) == BATCH_SIZE):
            batches.append(array("q"))
            room = BATCH_BYTES
        batches[-1].append(key)
        room -= text_bytes
    return map(_read_batch, batches)


def _read_batch(keys: Sequence[int]) -> list[JSON]:
    rows = Comment.objects.filter(pk__in=keys).annotate(json=json_sql.comment_text())
    found = dict(rows.values_list("pk", "json"))
    if len(found) != len(keys):
        raise DownloadInterrupted
    return [json.loads(found[key]) for key in keys]


def parse_key(text: str) -> str:
    """Return a sort key that a caller names.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(rf"-?[0-9]{{1,{MAX_KEY_DIGITS}}}", text):
        raise ValueError(text)
    return text


# Threads


def answered_ids(comments: QuerySet[Comment]) -> QuerySet[Comment, Any]:
    """Return the ids of the comments that the author of the video replied to."""
    return comments.filter(is_author=True).exclude(parent_id="").values("parent_id")


def around(comments: QuerySet[Comment], shown: Iterable[Comment], replies_each: int) -> list[Any]:
    """Return the first replies to the comments ``shown``, in their order, and the comments that these reply to.

    A reply has the number of all replies of its thread in ``thread_size``.
    """
    shown = list(shown)
    threads = [comment.comment_id for comment in shown if not comment.parent_id]
    parents = {comment.parent_id for comment in shown if comment.parent_id}
    near = comments.filter(Q(comment_id__in=parents) | Q(parent_id__in=threads))
    numbered = near.annotate(
        number=Window(RowNumber(), partition_by="parent_id", order_by="position"),
        thread_size=Window(Count("*"), partition_by="parent_id"),
    )
    return list(numbered.filter(Q(comment_id__in=parents) | Q(number__lte=replies_each)).order_by("position"))


def beginning_threads(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return the comments that are not shown below another: those that reply to none, or to none that was fetched."""
    return comments.filter(Q(parent_id="") | ~Q(parent_id__in=comments.values("comment_id")))


# Facets


#: Filters that are offered with the number of comments of each value.
FACETS = ("sentiment", "feedback", "theme", "language", "is_spam", "spam_reason", "answered", "is_author")


@dataclass(frozen=True)
class Facets:
    """How many comments match, and of each facet how many would with this value in place of the chosen one."""

    total: int
    counts: Mapping[str, Counter[Any]]


def count_facets(comments: QuerySet[Comment], conditions: Mapping[str, Q]) -> Facets:
    """Return how many of the comments meet all ``conditions``, by the name of their filter, and the facets. One query.

    A comment counts for a facet if it meets every condition but the facet's own.
    """
    chosen = [name for name in conditions if name in FACETS]
    rows = comments.order_by().filter(*(condition for name, condition in conditions.items() if name not in FACETS))
    meets = {f"meets_{name}": _truth(conditions[name]) for name in chosen}
    rows = rows.annotate(answered=_truth(Q(comment_id__in=answered_ids(comments))), **meets)
    total, counts = 0, {name: Counter[Any]() for name in FACETS}
    for values, truths, size in _count_groups(rows, list(meets)):
        missed = {name for name, is_met in zip(chosen, truths, strict=True) if not is_met}
        if not values and not missed:
            total = size
        for name, column in values.items():
            if missed <= {name}:
                counts[name].update(dict.fromkeys(_values(name, column), size))
    return Facets(total, counts)


def _count_groups(rows: QuerySet[Any], meets: list[str]) -> Iterator[tuple[dict[str, Any], tuple[bool, ...], int]]:
    """Yield the number of rows by the columns ``meets``, and by these and each of the facets.

    PostgreSQL counts all in one pass; groups of all facets together would be nearly as many as the comments.
    """
    sql, params = rows.values(*FACETS, *meets).query.sql_with_params()
    sets = ", ".join(f"({', '.join([*facet, *meets])})" for facet in [(), *((name,) for name in FACETS)])
    columns = ", ".join((*FACETS, *meets))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, count(*) FROM ({sql}) AS c GROUP BY GROUPING SETS ({sets})", params)  # noqa: S608 (our own names only)
        for row in cursor:
            # No column holds null: it stands for "not grouped by this one".
            values = {name: value for name, value in zip(FACETS, row, strict=False) if value is not None}
            yield values, row[len(FACETS) : -1], row[-1]


def _values(name: str, value: Any) -> list[Any]:
    """Return the values of a facet in a column: any number of feedback classes, a reason without particulars."""
    if name == "feedback":
        return list(json.loads(value))
    return [spam_group(value)] if name == "spam_reason" else [value]


def _truth(condition: Q) -> Case:
    # Unlike a bare condition, this is grouped by its truth and not by its columns.
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
