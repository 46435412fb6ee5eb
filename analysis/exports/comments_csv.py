"""CSV export of comments, protected against formula injection."""

import csv
import dataclasses
import io
from collections.abc import Iterable
from typing import Any

from analysis.events import JSON
from analysis.queries import wire

COLUMNS = tuple(field.name for field in dataclasses.fields(wire.Comment))
# Source: OWASP, "CSV Injection": spreadsheets evaluate cells that begin with one of these.
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def comments_csv(comments: Iterable[JSON]) -> str:
    """Return the comments as CSV (RFC 4180) with a header row; unknown values are empty."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(comment[column]) for column in COLUMNS] for comment in comments)
    return file.getvalue()


def _cell(value: Any) -> Any:
    """Return ``value`` for a cell; text that looks like a formula is prefixed with an apostrophe."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, str) and value.startswith(_FORMULA_MARKS):
        return f"'{value}"
    return value
