"""Hooks of schemathesis: what it would judge wrongly, or wait for too long."""

from typing import Any

import schemathesis

Query = dict[str, Any] | None


@schemathesis.hook
def filter_query(context: Any, query: Query) -> bool:
    """Leave empty parameters alone: they count as not given, which no schema can say of a choice or a number."""
    return not query or all(value not in ("", [], {}) for value in query.values())


@schemathesis.hook
def map_query(context: Any, query: Query) -> Query:
    """Wait for no event: held answers would use up the time, and the tests of long polling wait."""
    if query and isinstance(wait := query.get("wait"), int) and 0 < wait <= 25:
        return query | {"wait": 0}
    return query
