"""The answer to a search: one page of hits, with what callers have to know about it."""

from dataclasses import dataclass
from typing import Annotated

from analysis.access.permissions import Caller
from analysis.models import SearchEntry
from analysis.search import hits, matching, meaning, pages
from analysis.search.cursors import Cursor
from analysis.search.filters import Filters
from analysis.search.hits import SearchHit
from analysis.search.matching import Found

#: Hits on a page.
PAGE_SIZE, MAX_PAGE_SIZE = 20, 100


@dataclass(frozen=True)
class SearchWarning:
    """What a search left out."""

    code: str
    message: str


@dataclass(frozen=True)
class SearchFacets:
    """How many of the ranked hits have each value."""

    kind: dict[str, int]
    language: Annotated[dict[str, int], "By BCP 47 tag; `und` where undetermined."]
    sentiment: Annotated[dict[str, int], "Of analysed comments."]


@dataclass(frozen=True)
class SearchAnswer:
    """A page of hits, best first."""

    next: Annotated[str | None, "Cursor of the next page; null on the last."]
    previous: Annotated[str | None, "Cursor of the page before; null on the first."]
    ranked: Annotated[int, "Hits on all pages."]
    complete: Annotated[bool, "false: there are more matches than are ranked; `warnings` says which are."]
    warnings: list[SearchWarning]
    facets: SearchFacets
    results: list[SearchHit]


def answer(
    query: str, filters: Filters, caller: Caller, *, cursor: Cursor | None, size: int, by_meaning: bool = False
) -> SearchAnswer:
    """Return a page of what matches ``query``; raises as :func:`matching.find` or :func:`meaning.find`."""
    newest, after, before = (cursor.newest, cursor.after, cursor.before) if cursor else (None, None, None)
    find = meaning.find if by_meaning else matching.find
    found = find(query, filters, caller, newest=newest)
    page = pages.page(found, size, after=after, before=before)
    return SearchAnswer(
        next=Cursor(found.newest, after=page.after).encode() if page.after else None,
        previous=Cursor(found.newest, before=page.before).encode() if page.before else None,
        ranked=len(found.matches),
        complete=not found.is_cut,
        warnings=_nearest_notices(found) if by_meaning else _notices(found),
        facets=_facets(found),
        results=hits.load(page.matches, found.terms),
    )


def _facets(found: Found) -> SearchFacets:
    language = {value or "und": number for value, number in found.facets["language"].most_common()}
    sentiment = {value: number for value, number in found.facets["sentiment"].most_common() if value}
    return SearchFacets(dict(found.facets["kind"].most_common()), language, sentiment)


def _nearest_notices(found: Found) -> list[SearchWarning]:
    notices = []
    if found.is_cut:
        message = f"Only the {meaning.MAX_RANKED} nearest passages are ranked. Add a filter to see others."
        notices.append(SearchWarning("MATCHES_NOT_RANKED", message))
    if found.unread:
        message = (
            f"Analyses that are not searched by meaning: {found.unread}. They were made at the depth basic, or are in "
            "a language that the encoder does not know."
        )
        notices.append(SearchWarning("ANALYSES_WITHOUT_VECTORS", message))
    return notices


def _notices(found: Found) -> list[SearchWarning]:
    notices = []
    if found.is_cut:
        matches = len(found.matches) - found.facets["kind"][SearchEntry.Kind.TITLE]
        message = (
            f"Only the newest {matches:,} matches and {matching.MAX_TITLES} titles are ranked. "
            "Add a word or a filter to see the others."
        )
        notices.append(SearchWarning("MATCHES_NOT_RANKED", message))
    if found.unindexed_in:
        names = ", ".join(name.capitalize() for name in found.unindexed_in)
        message = f"These words are too common in some languages to be looked for there: {names}."
        notices.append(SearchWarning("STOP_WORDS", message))
    return notices
