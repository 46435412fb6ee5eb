"""Cursors of the pages of a search: opaque to callers."""

import base64
import binascii
import json
import math
from dataclasses import dataclass

#: PostgreSQL's largest bigint.
_MAX_ID = 2**63 - 1
MAX_LENGTH = 200


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or ends, and the newest entry that the first page knew."""

    newest: int
    after: tuple[float, int] | None = None
    before: tuple[float, int] | None = None

    def encode(self) -> str:
        """Return the cursor as text for a URL."""
        direction, place = ("a", self.after) if self.after else ("b", self.before)
        text = json.dumps([self.newest, direction, *(place or ())])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(text: str) -> Cursor:
    """Return the cursor that :meth:`Cursor.encode` made.

    Raises:
        ValueError: it is none.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        newest, direction, rank, entry = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, TypeError, RecursionError) as error:
        raise ValueError(text) from error
    is_whole = type(newest) is int and type(entry) is int and 0 <= newest <= _MAX_ID and abs(entry) <= _MAX_ID
    if not is_whole or type(rank) is not float or not math.isfinite(rank) or direction not in ("a", "b"):
        raise ValueError(text)
    place = (rank, entry)
    return Cursor(newest, after=place) if direction == "a" else Cursor(newest, before=place)
