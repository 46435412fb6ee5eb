"""One line of the quality table, and where the labelled data lies."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class DataMissing(Exception):
    """A labelled data set is not on this machine."""


@dataclass(frozen=True)
class Row:
    """One measurement: what was asked, of which data, and the answer beside what it is to be compared with."""

    task: str
    #: Name of the set, and which part of it is reported.
    data: str
    #: Texts, documents or seconds of audio that were judged.
    n: int
    #: Name of the figure: "macro-F1", "Pk (lower is better)" ...
    figure: str
    #: Ours; None where nothing could be measured, and ``note`` says why.
    ours: float | None
    #: Other methods on the same data in the same run, by name.
    baselines: dict[str, float]
    #: Figures that others published, each with its source.
    published: str = ""
    #: Which part of the data trained, which chose, which is reported; or why there is no figure.
    note: str = ""


#: Where the labelled sets lie: beside the checkout, unless the environment names another folder.
DATA = Path(os.environ.get("QUALITY_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")


def data(path: str) -> Path:
    """Return the file or folder ``path`` of the labelled data.

    Raises:
        DataMissing: it is not there.
    """
    found = DATA / path
    if not found.exists():
        raise DataMissing(path)
    return found


def missing_data_row(task: str, data_set: str, reason: str) -> Row:
    """Return the line that says that something could not be measured."""
    return Row(task, data_set, 0, "", None, {}, note=f"not measured: {reason}")


def guarded(task: str, data_set: str, measure: Callable[[], list[Row]]) -> list[Row]:
    """Return what ``measure`` finds, or the line that says which of its data is missing."""
    try:
        return measure()
    except DataMissing as missing:
        return [missing_data_row(task, data_set, f"{missing} is not on this machine")]
