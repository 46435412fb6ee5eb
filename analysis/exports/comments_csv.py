"""CSV export of comments, protected against formula injection."""

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from analysis.events import JSON
from analysis.queries import wire
from analysis.support.invisible_characters import remove_invisible

COLUMNS = tuple(field.name for field in dataclasses.fields(wire.Comment))
# Source: OWASP, "CSV Injection": spreadsheets evaluate cells that begin with one of these, some of them also after
# white space. Where the separator is a semicolon or a tab, a cell also begins within the text, and at its line breaks.
_FORMULA = re.compile(r"""[\t\r\n]|[\s"']*[-=+@＝＋－＠]""")
_FORMULA_WITHIN = re.compile(r"""([;\t\r\n][\s"']*+)(?=[-=+@＝＋－＠])""")


def comments_csv(batches: Iterable[list[JSON]], *, with_bom: bool) -> Iterator[bytes]:
    """Yield the comments as CSV (RFC 4180, UTF-8) with a header row, a piece for each batch; unknown values are empty.

    ``with_bom`` puts a byte order mark first: Excel takes a file without one for one in an old encoding.
    """
    yield ("\ufeff" if with_bom else "").encode() + csv_lines([COLUMNS])
    for comments in batches:
        yield csv_lines([csv_cell(comment[column]) for column in COLUMNS] for comment in comments)


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows of cells as lines."""
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def csv_cell(value: Any) -> Any:
    """Return ``value`` for a cell; an apostrophe stands before what a spreadsheet could take for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if not isinstance(value, str):
        return value
    cell = _FORMULA_WITHIN.sub(r"\1'", value)
    return f"'{cell}" if _FORMULA.match(remove_invisible(value)) else cell
