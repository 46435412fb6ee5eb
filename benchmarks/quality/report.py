"""The quality table as text."""

from collections.abc import Sequence

from benchmarks.quality.rows import Row

COLUMNS = ("task", "data", "n", "figure", "ours", "baselines, same run", "published", "split and notes")

_HEAD = """# Quality

`make evaluate` writes this page. Do not edit it.

Each row is one figure on labelled data. It shows our value, other methods on the same data in the same run, and what
others published. "Split and notes" says which part of the data trained, which part chose constants, and which part is
reported.

No figure comes from training data. If the reported data also chose something, or was looked at during development, the
row says so. A row also says when its data was missing on the machine that measured.
"""


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of one line, in the order of ``COLUMNS``."""
    baselines = ", ".join(f"{name} {_number(value)}" for name, value in row.baselines.items())
    ours = "not measured" if row.ours is None else _number(row.ours)
    return (row.task, row.data, f"{row.n:,}" if row.n else "", row.figure, ours, baselines, row.published, row.note)


def markdown(found: Sequence[Row]) -> str:
    """Return the table as a page."""
    lines = [COLUMNS, tuple("---" for _ in COLUMNS), *(cells(row) for row in found)]
    return _HEAD + "\n" + "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
