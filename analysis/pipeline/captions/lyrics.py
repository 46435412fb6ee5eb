"""Cues of lyrics (``.lrc``), which players, whisper.cpp and ``yt-dlp --convert-subs lrc`` write.

A line has the times at which it begins, and lasts until the next: ``[00:12.00][01:03.50]All the boats``.
Source: https://en.wikipedia.org/wiki/LRC_(file_format)
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from analysis.pipeline.captions import bounds, layers
from analysis.pipeline.captions.cues import Cue, read_cue

_TIME = r"\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?"
#: Tags such as ``[ti:Harbour]``, ``[offset:+250]`` and remarks, then a line with a time.
_BEGIN = re.compile(rf"\A\s*+(?:(?:\[[A-Za-z#]{{1,12}}:|[;#])[^\n]{{0,500}}\n\s*+){{0,40}}\[{_TIME}\]")
_LINE = re.compile(rf"\s*((?:\[{_TIME}\]\s?){{1,100}})(.*)")
_STAMP = re.compile(r"(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?")
#: Milliseconds by which everything is shown earlier.
_OFFSET = re.compile(r"^[ \t]*+\[offset:\s?([+-]?\d{1,7})\s?\]", re.IGNORECASE | re.MULTILINE)
#: Times of words: ``<00:12.40>``.
_WORD_TIME = re.compile(rf"<{_TIME}>")
#: Seconds that a line lasts at most: pauses of the singer have no time of their own.
_LONGEST = 10.0
#: Seconds after which the last line ends, and by which a line ends earlier if the next is the same.
_LAST, _PAUSE = 5.0, 0.2


def is_lyrics(text: str) -> bool:
    """Return whether a file begins as this format does."""
    return _BEGIN.match(text.removeprefix("\ufeff")) is not None


def read(text: str) -> Iterator[Cue]:
    """Yield the cues ordered by start. A line that is sung twice in a row is two cues with a pause between them."""
    lines_by_start = _lines_by_start(text)
    starts = sorted(lines_by_start)
    ends = [min(end, start + _LONGEST) for start, end in pairwise([*starts, starts[-1] + _LAST])] if starts else []
    cues = [read_cue(start, end, "\n".join(lines_by_start[start])) for start, end in zip(starts, ends, strict=True)]
    if layers.is_rolling(cues):
        yield from cues
        return
    for cue, after in pairwise([*cues, Cue(0, 0, ())]):
        is_repeated = cue.lines == after.lines and cue.end > cue.start + 2 * _PAUSE
        yield Cue(cue.start, cue.end - _PAUSE, cue.lines, cue.is_cut, cue.marks) if is_repeated else cue


def _lines_by_start(text: str) -> dict[float, list[str]]:
    """Return the lines of each start in seconds, of at most one start more than are read."""
    found = _OFFSET.search(text)
    offset = int(found[1]) / 1000 if found else 0.0
    lines: dict[float, list[str]] = defaultdict(list)
    for line in text.removeprefix("\ufeff").splitlines():
        timed = _LINE.match(line)
        if timed is None:
            continue
        for stamp in _STAMP.finditer(timed[1]):
            minutes, seconds, fraction = stamp.groups()
            start = int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}") - offset
            lines[max(0.0, start)].append(_WORD_TIME.sub("", timed[2]))
        if len(lines) > bounds.MAX_CUES:
            break
    return lines
