"""The quality table as text."""

from collections.abc import Sequence

from benchmarks.quality.rows import Row

COLUMNS = ("task", "data", "n", "figure", "ours", "baselines, same run", "published", "split and notes")

_HEAD = """# Quality

Written by `make evaluate`; do not edit. Each row is one figure on labelled data: ours, other methods on the same data
in the same run, and what others published. "Split and notes" says which part of the data trained, which chose, and
which is reported. No figure is of data that trained; where data that chose something, or was looked at on the way, is
reported all the same, its row says so. What was absent on the machine that measured is said in its row.
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
