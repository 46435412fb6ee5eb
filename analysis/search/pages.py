"""Pages of the matches of a search."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.search.matching import Found, Match


@dataclass(frozen=True)
class Page:
    """Some matches in order; ``before`` and ``after`` are the places beside it, None where there is nothing."""

    matches: Sequence[Match]
    before: tuple[float, int] | None
    after: tuple[float, int] | None


def page(
    found: Found, size: int, *, after: tuple[float, int] | None = None, before: tuple[float, int] | None = None
) -> Page:
    """Return at most ``size`` matches after one place or before the other, else the first."""
    places = [match.place for match in found.matches]
    if before is not None:
        end = bisect.bisect_left(places, before)
        begin = max(0, end - size)
    else:
        begin = 0 if after is None else bisect.bisect_right(places, after)
        end = begin + size
    shown = found.matches[begin:end]
    return Page(
        shown,
        before=shown[0].place if shown and begin > 0 else None,
        after=shown[-1].place if shown and end < len(places) else None,
    )
