"""Cues of SubStation Alpha (``.ass``, ``.ssa``), which editors of subtitles and ``yt-dlp --convert-subs ass`` write.

Source: http://www.tcax.org/docs/ass-specs.htm
"""

import re
from collections.abc import Iterator

from analysis.pipeline.captions.cues import Cue, read_cue

_BEGIN = re.compile(r"\A\s*(?:;[^\n]{0,500}\n\s*){0,20}(?:\[Script Info\]|\[Events\]|Dialogue:)", re.IGNORECASE)
_SECTION = re.compile(r"\s*\[([^\]\n]{1,60})\]\s*\Z")
_TIME = re.compile(r"\s*(-?)(\d{1,4}):(\d{1,2}):(\d{1,2}(?:[.:,]\d{1,6})?)\s*\Z")
#: The columns before the text, if the file does not name them.
_COLUMNS: tuple[str, ...] = (
    "layer",
    "start",
    "end",
    "style",
    "name",
    "marginl",
    "marginr",
    "marginv",
    "effect",
    "text",
)
#: A shape that is drawn, from ``{\p1}`` to ``{\p0}``, then any other tag or remark: nothing in braces is shown.
_SHAPE = re.compile(r"\{[^{}]{0,300}\\p[1-9][^{}]{0,300}\}[^{}]{0,20000}(?=\{|\Z)")
_BRACES = re.compile(r"\{[^{}]{0,2000}\}")
_LINE_BREAK = re.compile(r"\\[Nn]")


def is_substation(text: str) -> bool:
    """Return whether a file begins as this format does."""
    return _BEGIN.match(text.removeprefix("\ufeff")) is not None


def read(text: str) -> Iterator[Cue]:
    """Yield the cues that are shown, in file order: no comments, no styles, no shapes."""
    section, columns = "events", _COLUMNS
    for line in text.removeprefix("\ufeff").splitlines():
        found = _SECTION.match(line)
        if found:
            section = found[1].lower()
            continue
        kind, colon, rest = line.partition(":")
        kind = kind.strip().lower()
        if not colon or section != "events":
            continue
        if kind == "format":
            columns = tuple(name.strip().lower() for name in rest.split(",")[:30])
        elif kind == "dialogue":
            cue = _cue(dict(zip(columns, rest.split(",", len(columns) - 1), strict=False)))
            if cue is not None:
                yield cue


def _cue(fields: dict[str, str]) -> Cue | None:
    """Return the cue of a line, None without times that can be read."""
    start, end = _seconds(fields.get("start", "")), _seconds(fields.get("end", ""))
    if start is None or end is None:
        return None
    shown = _BRACES.sub("", _SHAPE.sub("", fields.get("text", "")))
    return read_cue(start, end, _LINE_BREAK.sub("\n", shown).replace(r"\h", " "))


def _seconds(time: str) -> float | None:
    found = _TIME.match(time)
    if found is None:
        return None
    sign, hours, minutes, seconds = found.groups()
    value = int(hours) * 3600 + int(minutes) * 60 + float(seconds.replace(":", ".").replace(",", "."))
    return -value if sign else value
