"""The seq after which a client resumes: ``?after=SEQ`` or ``Last-Event-ID``."""

import re
from urllib.parse import parse_qs

_NUMBER = re.compile(r"[0-9]{1,18}")
#: Largest number of the seq column; no event has a higher seq.
MAX_SEQ = 2**31 - 1
#: Message for a client whose ``after`` is invalid.
INVALID = "This must be the seq of an event: a whole number of at least 0."


class InvalidCursor(Exception):
    """The client sent something that is not a seq."""


def from_query(query: bytes) -> int | None:
    """Return ``after`` of a query string, or None if it has none.

    Raises:
        InvalidCursor: ``after`` is not a seq.
    """
    given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("after")
    return parse(given[-1]) if given else None


def parse(text: str) -> int:
    """Return ``text`` as a seq.

    Raises:
        InvalidCursor: ``text`` is not a seq.
    """
    if not _NUMBER.fullmatch(text):
        raise InvalidCursor
    return min(int(text), MAX_SEQ)
