"""A hook of schemathesis: an empty parameter counts as not given, which no schema can say of one that is a choice."""

from typing import Any

import schemathesis


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Leave empty parameters out."""
    return query and {name: value for name, value in query.items() if value != ""}
