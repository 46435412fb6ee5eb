"""CSV export of comments, protected against formula injection."""

import csv
import dataclasses
import io
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.events import JSON
from analysis.queries import wire

COLUMNS = tuple(field.name for field in dataclasses.fields(wire.Comment))
# Source: OWASP, "CSV Injection": spreadsheets evaluate cells that begin with one of these.
_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def comments_csv(batches: Iterable[list[JSON]], *, with_bom: bool) -> Iterator[bytes]:
    """Yield the comments as CSV (RFC 4180, UTF-8) with a header row, a piece for each batch; unknown values are empty.

    ``with_bom`` puts a byte order mark first: Excel takes a file without one for one in an old encoding.
    """
    yield ("\ufeff" if with_bom else "").encode() + _lines([COLUMNS])
    for comments in batches:
        yield _lines([_cell(comment[column]) for column in COLUMNS] for comment in comments)


def _lines(rows: Iterable[Iterable[Any]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def _cell(value: Any) -> Any:
    """Return ``value`` for a cell; text that looks like a formula is prefixed with an apostrophe."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, str) and value.startswith(_FORMULA_MARKS):
        return f"'{value}"
    return value
