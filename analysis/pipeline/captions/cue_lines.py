"""Cues of the formats that write each in one line.

MicroDVD (``{25}{75}We sail|at noon``, in frames), MPL2 (``[10][30]We sail|at noon``, in tenths of a second), and the
tables of Whisper (tabs) and whisper.cpp (commas), in milliseconds.
Sources: https://wiki.multimedia.cx/index.php/MicroDVD, https://wiki.multimedia.cx/index.php/MPL2,
https://github.com/openai/whisper (``WriteTSV``), https://github.com/ggml-org/whisper.cpp (``output_csv``)
"""

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import NamedTuple

from analysis.pipeline.captions.cues import Cue, read_cue


class _Format(NamedTuple):
    #: The extension by which such files are known.
    suffix: str
    #: Start, end and text of a cue.
    line: re.Pattern[str]
    #: Units of its times that a second has; None: the file or the video says it.
    per_second: float | None
    #: The first line of a table; None if there is none.
    header: re.Pattern[str] | None = None


_FORMATS = (
    _Format("sub", re.compile(r"\{(\d{1,7})\}\{(\d{0,7})\}(.*)"), None),
    _Format("mpl", re.compile(r"\[(\d{1,7})\]\[(\d{0,7})\](.*)"), 10),
    _Format("tsv", re.compile(r"(\d{1,9})\t(\d{1,9})\t(.*)"), 1000, re.compile(r"start\tend\ttext\s*")),
    _Format("csv", re.compile(r"(\d{1,9}), ?(\d{1,9}), ?(.*)"), 1000, re.compile(r"start, ?end, ?text\s*")),
)
#: The first cue of MicroDVD may state how many frames a second has: ``{1}{1}23.976``.
_RATE = re.compile(r"\s*(\d{1,3}(?:[.,]\d{1,4})?)\s*")
#: Tags of MicroDVD: ``{y:i}``, ``{C:$0000ff}``, ``{f:Arial}``; and the slash by which both formats mark italics.
_TAG = re.compile(r"\{[A-Za-z]:[^{}]{0,100}\}")
_ITALICS = re.compile(r"^/", re.MULTILINE)
#: Lines that show whether a file is in a format, and units that one of their cues lasts at least: "{1}{2}" is text.
_SAMPLE, _LONG_CUE = 3, 10
#: From its first character that is not white space.
_LINE = re.compile(r"\S[^\r\n]*")


def format_of(text: str) -> str:
    """Return the extension of the format that ``text`` begins as, empty if it is in none of these."""
    found = _format_of(text)
    return found.suffix if found else ""


def read(text: str, frame_rate: float | None) -> Iterator[Cue]:
    """Yield the cues in file order; none of a file in frames whose length nothing states."""
    found = _format_of(text)
    if found is None:
        return
    rate = found.per_second or frame_rate
    matches = (match for line in _lines(text) if (match := found.line.match(line)))
    for number, (start, end, said) in enumerate(match.groups() for match in matches):
        if number == 0 and not found.per_second and start == end and (stated := _RATE.fullmatch(said)):
            rate = float(stated[1].replace(",", ".")) or rate
        elif rate:
            yield read_cue(int(start) / rate, int(end or start) / rate, _clean(said, is_table=found.header is not None))


def lacks_frame_rate(text: str) -> bool:
    """Return whether a file counts frames without saying how many a second has."""
    return format_of(text) == "sub" and next(read(text, None), None) is None


def _clean(said: str, *, is_table: bool) -> str:
    """Return the text of a cue without quotation marks around it, with the line breaks that ``|`` stands for."""
    if is_table:
        return said.strip().removeprefix('"').removesuffix('"').replace('""', '"')
    return _ITALICS.sub("", _TAG.sub("", said).replace("|", "\n"))


def _lines(text: str) -> Iterator[str]:
    return (match[0] for match in _LINE.finditer(text.removeprefix("\ufeff")))


def _format_of(text: str) -> _Format | None:
    sample = list(islice(_lines(text), _SAMPLE))
    for format_ in _FORMATS:
        if format_.header is not None:
            if sample and format_.header.fullmatch(sample[0]):
                return format_
            continue
        found = [match for line in sample if (match := format_.line.match(line))]
        times = [(int(match[1]), int(match[2] or match[1])) for match in found]
        if (
            found
            and len(found) == len(sample)
            and all(before[0] <= after[0] for before, after in pairwise(times))
            and any(end - start >= _LONG_CUE for start, end in times)
        ):
            return format_
    return None
