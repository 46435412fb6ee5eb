"""The table of requests, for the terminal and for docs/performance.md."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.requests.measuring import Row, Side

COLUMNS = (
    *("request", "CPU ms", "peer's", "ratio", "bar", "PostgreSQL CPU ms", "peer's"),
    *("p50 ms", "p99 ms", "peer's p99", "requests/s", "peer's"),
)
_NOT_MEASURED = "not measured"
_BEGIN, _END = "<!-- `make bench` writes this table. -->", "<!-- end -->"


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of one line, in the order of ``COLUMNS``."""
    ours, peer, ratio = row.ours, row.peer, row.ratio()
    return (
        row.case.name,
        _median(ours.web_ms),
        _median(peer.web_ms) if peer else _NOT_MEASURED,
        f"{ratio:.2f}" if ratio is not None else "",
        f"{row.case.bar:g}" if row.case.bar else "",
        _median(ours.database_ms),
        _median(peer.database_ms) if peer else "",
        f"{ours.percentile(50):.1f}",
        f"{ours.percentile(99):.1f}",
        f"{peer.percentile(99):.1f}" if peer else "",
        _per_second(ours),
        _per_second(peer) if peer else "",
    )


def write(page: Path, rows: Sequence[Row]) -> None:
    """Replace the table on ``page``."""
    before, _, rest = page.read_text().partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(f"{before}{_BEGIN}\n\n{''.join(_lines(rows))}\n{_END}{after}")


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    for line in (COLUMNS, tuple("---" for _ in COLUMNS), *map(cells, rows)):
        yield f"| {' | '.join(line)} |\n"


def _median(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f}"


def _per_second(side: Side) -> str:
    return f"{statistics.median(side.per_second):,.0f}"
