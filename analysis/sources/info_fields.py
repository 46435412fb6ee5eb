"""Reads single fields of outside data. Every text, number and list is bounded here, and what is lost is recorded."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from analysis.pipeline import values

T = TypeVar("T")
Info = Mapping[str, Any]

#: No count or length of YouTube comes near this.
_MAX_NUMBER = 1e15
#: Times after 1970 until this one are accepted. Tools write 0 for an unknown time.
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
#: Fields that one warning names.
_MAX_NAMED = 10


class Losses:
    """What was shortened or left out of outside data, for warnings."""

    def __init__(self) -> None:
        self._shortened: Counter[str] = Counter()
        self._invalid: Counter[str] = Counter()

    def shorten(self, text: str, limit: int, name: str) -> str:
        """Return at most ``limit`` characters of ``text``."""
        if len(text) > limit:
            self._shortened[f"{name} (to {limit:,} characters)"] += 1
        return text[:limit]

    def take(self, items: Sequence[T], limit: int, name: str) -> Sequence[T]:
        """Return at most ``limit`` of ``items``."""
        if len(items) > limit:
            self._shortened[f"{name} ({limit:,} of {len(items):,} are kept)"] += 1
        return items[:limit]

    def leave_out(self, name: str) -> None:
        """Record that a value is left out because it is not valid."""
        self._invalid[name] += 1

    def warnings(self) -> tuple[values.SourceWarning, ...]:
        """Return a warning for what was shortened and one for what was left out."""
        found = []
        if self._shortened:
            found.append(values.SourceWarning("SOURCE_DATA_SHORTENED", f"Shortened: {_list(self._shortened)}."))
        if self._invalid:
            message = f"Left out because the source states no valid value: {_list(self._invalid)}."
            found.append(values.SourceWarning("SOURCE_DATA_INVALID", message))
        return tuple(found)


def _list(counts: Counter[str]) -> str:
    named = [name if count == 1 else f"{name} {count:,} times" for name, count in counts.most_common(_MAX_NAMED)]
    more = len(counts) - len(named)
    return ", ".join(named) + (f" and {more} more fields" if more else "")


class Fields:
    """The fields of one JSON object. A field that is absent or null is None; one that is not valid is None too."""

    def __init__(self, item: Info, losses: Losses, suffix: str = "") -> None:
        """Record losses in ``losses``, under the name of the field and ``suffix``."""
        self._item = item
        self._losses = losses
        self._suffix = suffix

    def text(self, key: str, limit: int) -> str | None:
        """Return the first ``limit`` characters of a text; None if it is blank."""
        value = self._item.get(key)
        if not isinstance(value, str):
            self._record_invalid(key)
            return None
        found = values.clean_text(value).strip()
        return self._losses.shorten(found, limit, key + self._suffix) or None

    def line(self, key: str, limit: int) -> str | None:
        """Return a title or a name in the same way, on one line."""
        found = self.text(key, limit)
        return found and values.clean_line(found)

    def texts(self, key: str, count: int, limit: int) -> tuple[str, ...] | None:
        """Return the first ``count`` texts of a list that are not blank, each up to ``limit`` characters."""
        value = self._item.get(key)
        if not isinstance(value, list):
            self._record_invalid(key)
            return None
        cleaned = [values.clean_text(text).strip() for text in value if isinstance(text, str)]
        if len(cleaned) < len(value):
            self._losses.leave_out(f"entry of {key}")
        kept = self._losses.take([text for text in cleaned if text], count, key + self._suffix)
        return tuple(self._losses.shorten(text, limit, f"entry of {key}") for text in kept)

    def matching(self, key: str, pattern: re.Pattern[str]) -> str | None:
        """Return a text that ``pattern`` matches as a whole: clients put these into links."""
        value = self._item.get(key)
        text = values.clean_text(value).strip() if isinstance(value, str) else ""
        if text and pattern.fullmatch(text):
            return text
        self._record_invalid(key)
        return None

    def number(self, key: str) -> float | None:
        """Return a finite number from 0 to 1e15."""
        value = self._item.get(key)
        # NaN is not within the bounds.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MAX_NUMBER:
            self._record_invalid(key)
            return None
        return float(value)

    def count(self, key: str) -> int | None:
        """Return a whole number of things."""
        number = self.number(key)
        return None if number is None else int(number)

    def time(self, key: str) -> datetime | None:
        """Return the time of a Unix timestamp, after 1970 and before 2100."""
        seconds = self.number(key)
        if seconds is None or 0 < seconds < _LATEST.timestamp():
            return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
        self._record_invalid(key)
        return None

    def _record_invalid(self, key: str) -> None:
        """Record a value that is there but not valid."""
        if self._item.get(key) not in (None, "", [], {}):
            self._losses.leave_out(key + self._suffix)
