"""Template context of the search: hits, facets, addresses, and what could not be searched for."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext

from analysis.access.permissions import Caller
from analysis.pages.facets import Chip, Choice, Facet, address
from analysis.search import answers
from analysis.search.answers import SearchAnswer
from analysis.search.parameters import FILTERS, MEANING, SearchParameters
from analysis.search.query_syntax import InvalidQuery
from analysis.wording import figures, messages, names

KINDS = {
    "title": gettext_lazy("Titles"),
    "transcript": gettext_lazy("Transcripts"),
    "comments": gettext_lazy("Comments"),
}
#: Facets by parameter: their title, and the attribute of :class:`answers.SearchFacets`.
_FACETS = {
    "in": (gettext_lazy("Found in"), "kind"),
    "language": (gettext_lazy("Language"), "language"),
    "sentiment": (gettext_lazy("Sentiment"), "sentiment"),
}
#: Titles of the filters that are no facets.
_OTHERS = {
    "video_id": gettext_lazy("Video"),
    "channel_id": gettext_lazy("Channel"),
    "created_after": gettext_lazy("Analysed from"),
    "all": gettext_lazy("Earlier analyses too"),
}
_TITLES = (
    {name: title for name, (title, _) in _FACETS.items()}
    | _OTHERS
    | {"q": gettext_lazy("Words"), "mode": gettext_lazy("Find"), "cursor": gettext_lazy("Page")}
)
#: Filters that the form on the page has fields for.
_IN_FORM = ("in", "created_after", "all")
#: Values of a facet that are shown.
_SHOWN = 12

Parameters = dict[str, str]


class InvalidParameters(Exception):
    """Something is wrong with the parameters; ``messages`` says what, in words for the page."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(*messages)
        self.messages = messages


def given_parameters(query: QueryDict) -> Parameters:
    """Return the parameters that are set; a form sends the others without a value."""
    stripped = {name: query.get(name, "").strip() for name in ("q", "mode", *FILTERS.values(), "cursor")}
    return {name: value for name, value in stripped.items() if value}


def form(given: Parameters) -> dict[str, Any]:
    """Return what the page shows of its parameters."""
    return {
        "given": given,
        "kinds": KINDS,
        "chips": _chips(given),
        "kept": {name: value for name, value in given.items() if name in FILTERS.values() and name not in _IN_FORM},
        "first": _address(given),
    }


def hits(given: Parameters, caller: Caller) -> dict[str, Any]:
    """Return the hits for the parameters.

    Raises:
        InvalidParameters: something is wrong with them.
        SearchTimeout: the database took too long.
    """
    parameters = SearchParameters(data=given)
    if not parameters.is_valid():
        label = pgettext("a label", "%(group)s: %(words)s")
        found = [
            label % {"group": _TITLES[name], "words": each}
            for name, errors in parameters.errors.items()
            for each in errors
        ]
        raise InvalidParameters(found)
    valid = parameters.validated_data
    try:
        answer = answers.answer(
            valid["q"],
            parameters.filters(),
            caller,
            cursor=valid.get("cursor"),
            size=answers.PAGE_SIZE,
            by_meaning=valid["mode"] == MEANING,
        )
    except InvalidQuery as error:
        raise InvalidParameters([messages.translate(error.message)]) from error
    return {
        "found": answer,
        "facets": _facets(answer, given),
        "next": answer.next and _address(given, cursor=answer.next),
        "previous": answer.previous and _address(given, cursor=answer.previous),
    }


def _address(given: Parameters, **changed: str | None) -> str:
    """Return the address of the first page with other parameters; None takes one away."""
    first = {name: value for name, value in given.items() if name != "cursor"}
    return address(first, **changed)


def _facets(found: SearchAnswer, given: Parameters) -> list[Facet]:
    """Return the facets in which the hits differ, and those in which a value is chosen."""
    facets = []
    for name, (title, attribute) in _FACETS.items():
        counts = {value: count for value, count in getattr(found.facets, attribute).items() if value != "und"}
        if name in given:
            counts.setdefault(given[name], 0)
        choices = [
            Choice(_label(name, value), count, _address(given, **{name: None if chosen else value}), chosen)
            for value, count in list(counts.items())[:_SHOWN]
            for chosen in [given.get(name) == value]
        ]
        if len(choices) > 1 or name in given:
            facets.append(Facet(name, str(title), choices))
    return facets


def _label(name: str, value: str) -> str:
    """Return a value in words."""
    if name == "in":
        return str(KINDS.get(value, value))
    if name == "language":
        return figures.language_name(value)
    return names.word(value) if name == "sentiment" else value


def _chips(given: Parameters) -> list[Chip]:
    return [
        Chip(name, str(_TITLES[name]), "" if name == "all" else _label(name, value), _address(given, **{name: None}))
        for name, value in given.items()
        if name in FILTERS.values()
    ]
