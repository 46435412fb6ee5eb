"""Where a client wants to go on: ``?after=SEQ`` or ``Last-Event-ID``."""

import re
from urllib.parse import parse_qs

_NUMBER = re.compile(r"[0-9]{1,18}")
#: Higher than any seq: the column's largest number.
HIGHEST = 2**31 - 1


class InvalidCursor(Exception):
    """``after`` must be the seq of an event: a whole number of at least 0."""

    def __str__(self) -> str:
        """Return the sentence for the client."""
        return str(self.__doc__)


def from_query(query: bytes) -> int | None:
    """Return ``after`` of a query string, None where it is not there.

    Raises:
        InvalidCursor: it is not a seq.
    """
    given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("after")
    return parse(given[-1]) if given else None


def parse(text: str) -> int:
    """Return ``text`` as a seq.

    Raises:
        InvalidCursor: it is not one.
    """
    if not _NUMBER.fullmatch(text):
        raise InvalidCursor
    return min(int(text), HIGHEST)
