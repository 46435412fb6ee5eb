"""Measure every task, print one table and write it to docs/quality.md.

``python -m benchmarks.quality sentiment spam`` measures those tasks alone and writes nothing.
"""

import importlib
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.quality import report
from benchmarks.quality.rows import Row

#: Modules of this package, in the order of the table.
TASKS: tuple[str, ...] = (
    "language",
    "sentiment",
    "sentences",
    "summary",
    "lectures",
    "sections",
    "keyphrases",
    "entities",
    "genre",
    "captions_judged",
    "themes",
    "spam",
    "feedback",
    "moments",
    "speech",
    "quotes",
    "passages",
    "depth",
)
REPORT = Path(__file__).resolve().parents[2] / "docs" / "quality.md"


def main(names: list[str]) -> None:
    """Measure ``names``, or everything."""
    unknown = set(names) - set(TASKS)
    if unknown:
        sys.exit(f"There is no task {', '.join(sorted(unknown))}; there are {', '.join(TASKS)}.")
    # Eight columns need room, also where the output is a file.
    console = Console(width=max(Console().width, 200))
    found: list[Row] = []
    for name in names or TASKS:
        began = time.monotonic()
        found += importlib.import_module(f"benchmarks.quality.{name}").rows()
        console.print(f"{name}: measured in {time.monotonic() - began:.0f} s")
    console.print(_table(found))
    if not names:
        REPORT.write_text(report.markdown(found), encoding="utf-8")
        console.print(f"Written to {REPORT.relative_to(REPORT.parents[1])}")


def _table(found: list[Row]) -> Table:
    table = Table(*report.COLUMNS, show_lines=True)
    for row in found:
        table.add_row(*report.cells(row))
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
