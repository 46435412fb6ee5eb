"""What the pages with facets share: choices, active filters, and the addresses that set and remove them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Choice:
    """A value of a facet; ``address`` chooses it, or gives it up where it is chosen."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with the values that were found, the first ones apart from ``more``."""

    name: str
    title: str
    choices: list[Choice]
    more: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class Chip:
    """An active filter; ``address`` is the page without it."""

    name: str
    title: str
    label: str
    address: str


def address(given: Mapping[str, str], **changed: str | None) -> str:
    """Return the address of this page with other parameters; None takes one away."""
    return f"?{urlencode({name: value for name, value in (dict(given) | changed).items() if value is not None})}"
