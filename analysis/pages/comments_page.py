"""Template context of the page of the comments: facets, chips, addresses and threads."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext

from analysis.models import AnalysisTask, Comment
from analysis.pages.facets import Chip, Choice, Facet, address
from analysis.pipeline.values import FEEDBACK_CLASSES
from analysis.queries import comments
from analysis.queries.filters import SENTIMENTS, UNDETERMINED, CommentFilter
from analysis.wording import figures, messages, names

Filters = dict[str, str]
BY_UNCERTAINTY = "sentiment_confidence"
ORDERINGS = {
    "position": gettext_lazy("As on YouTube"),
    "-like_count": gettext_lazy("Most liked first"),
    "-published_at": gettext_lazy("Newest first"),
    "published_at": gettext_lazy("Oldest first"),
    BY_UNCERTAINTY: gettext_lazy("Least certain sentiment first"),
}
TITLES = {
    "sentiment": gettext_lazy("Sentiment"),
    "feedback": gettext_lazy("Feedback"),
    "theme": gettext_lazy("Theme"),
    "language": gettext_lazy("Language"),
    "answered": gettext_lazy("Answer by the author"),
    "is_author": gettext_lazy("Written by"),
    "is_spam": gettext_lazy("Spam"),
    "spam_reason": gettext_lazy("Reason for spam"),
}
#: Words for the values of the facets that are true or false.
_WORDS = {
    ("answered", "true"): gettext_lazy("answered"),
    ("answered", "false"): gettext_lazy("not answered"),
    ("is_author", "true"): gettext_lazy("the author of the video"),
    ("is_author", "false"): gettext_lazy("viewers"),
    ("is_spam", "true"): gettext_lazy("spam"),
    ("is_spam", "false"): gettext_lazy("not spam"),
    ("language", UNDETERMINED): gettext_lazy("not determined"),
}
#: Titles of the filters that are typed.
_TYPED = {
    "search": gettext_lazy("Text"),
    "min_likes": gettext_lazy("Likes at least"),
    "published_after": gettext_lazy("Published from"),
    "published_before": gettext_lazy("Published before"),
    "thread": gettext_lazy("One thread"),
}
#: Filters that the form on the page has fields for.
_IN_FORM = ("search", "ordering", "min_likes", "published_after", "published_before")
#: Values of a facet that are shown at once.
_SHOWN = 8


# Addresses


def given_filters(query: QueryDict) -> Filters:
    """Return the filters that are set; a form sends the others without a value."""
    stripped = {name: query.get(name, "").strip() for name in CommentFilter.base_filters}
    return {name: value for name, value in stripped.items() if value}


def cursor(query: QueryDict, name: str) -> str | None:
    """Return the key at which the page begins or ends; what is no key means the first page."""
    with suppress(ValueError):
        return comments.parse_key(query.get(name, ""))
    return None


def csv_address(task: AnalysisTask, given: Filters) -> str:
    """Return the address of the same comments as a file."""
    return f"{reverse('analysis-comments', args=[task.pk])}?{urlencode(given | {'format': 'csv'})}"


def kept(given: Filters) -> Filters:
    """Return the filters that the form sends along without a field of their own."""
    return {name: value for name, value in given.items() if name not in _IN_FORM}


# Facets and chips


def facets(found: comments.Facets, given: Filters) -> list[Facet]:
    """Return the facets in which comments differ, and those in which a value is chosen."""
    differing = [name for name in TITLES if len(found.counts[name]) > 1 or name in given]
    return [_facet(name, found.counts[name], given) for name in differing]


def _facet(name: str, counts: Mapping[Any, int], given: Filters) -> Facet:
    by_value = {_as_given(name, value): count for value, count in counts.items()}
    chosen = given.get(name, "").lower()
    for value in {given[name]} if chosen and chosen not in map(str.lower, by_value) else ():
        by_value[value] = 0
    choices = [
        Choice(
            label=label(name, value),
            count=count,
            address=address(given, **{name: None if value.lower() == chosen else value}),
            chosen=value.lower() == chosen,
        )
        for value, count in sorted(by_value.items(), key=lambda item: _place(name, *item))
        if value
    ]
    first = [choice for place, choice in enumerate(choices) if place < _SHOWN or choice.chosen]
    return Facet(name, str(TITLES[name]), first, [choice for choice in choices if choice not in first])


def _as_given(name: str, value: Any) -> str:
    """Return the value as it stands in an address, empty for a comment that has none."""
    if isinstance(value, bool):
        return str(value).lower()
    return UNDETERMINED if name == "language" and not value else str(value)


def _place(name: str, value: str, count: int) -> tuple[Any, ...]:
    if name == "sentiment":
        return (value not in SENTIMENTS, SENTIMENTS.index(value) if value in SENTIMENTS else 0)
    if name == "feedback":
        return (value not in FEEDBACK_CLASSES, FEEDBACK_CLASSES.index(value) if value in FEEDBACK_CLASSES else 0)
    return (-count, value)


def label(name: str, value: str) -> str:
    """Return a value of a filter in words."""
    if (name, value) in _WORDS:
        return str(_WORDS[name, value])
    words = {
        "sentiment": names.word,
        "feedback": names.word,
        "language": figures.language_name,
        "spam_reason": messages.translate,
    }
    return words[name](value) if name in words else value


def chips(given: Filters) -> list[Chip]:
    """Return the active filters."""
    return [
        Chip(
            name=name,
            title=str((TITLES | _TYPED)[name]),
            label="" if name == "thread" else label(name, value),
            address=address(given, **{name: None}),
        )
        for name, value in given.items()
        if name != "ordering"
    ]


def errors(filters: CommentFilter) -> list[str]:
    """Return what is wrong with the filters, each named as on the page."""
    titles = TITLES | _TYPED | {"ordering": gettext_lazy("Sort")}
    return [
        pgettext("a label", "%(group)s: %(words)s") % {"group": titles[name], "words": sentence}
        for name, sentences in filters.errors.items()
        for sentence in sentences
    ]


# Threads


@dataclass(frozen=True)
class Entry:
    """A comment with what its thread adds: the first replies to it, or what it replies to."""

    comment: Comment
    parent: Comment | None = None
    replies: list[Comment] = field(default_factory=list)
    #: Number of all replies to it.
    reply_count: int = 0
    #: Address of the whole thread, None where there is no more to see.
    thread: str | None = None


def entries(shown: Iterable[Comment], beside: Iterable[Any], given: Filters) -> list[Entry]:
    """Return the comments ``shown`` with those of ``beside`` that belong to their threads."""
    by_id = {comment.comment_id: comment for comment in beside}
    replies: dict[str, list[Any]] = {}
    for comment in beside:
        replies.setdefault(comment.parent_id, []).append(comment)
    made = []
    for comment in shown:
        below = [] if comment.parent_id else replies.get(comment.comment_id, [])
        count = below[0].thread_size if below else 0
        begins = comment.parent_id if comment.parent_id in by_id else comment.comment_id if count else ""
        ordering = {"ordering": given["ordering"]} if "ordering" in given else {}
        thread = address(ordering, thread=begins) if begins else None
        made.append(Entry(comment, by_id.get(comment.parent_id), below, count, thread))
    return made
