"""Cues from the line formats: WebVTT and SubRip.

Source: https://www.w3.org/TR/webvtt1/ and, for SubRip, what players accept: an index line, ``,`` before the
milliseconds.
"""

import re
from collections.abc import Iterator

from analysis.pipeline.captions.cues import Cue, clean_lines

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s|$)")


def read(text: str) -> list[Cue]:
    """Return the cues of a WebVTT or SubRip file in file order; anything else is skipped."""
    # A cue without words is kept: in rolling captions it clears the screen.
    return [Cue(start, end, clean_lines(lines)) for start, end, lines in _blocks(text) if end >= start]


def _blocks(text: str) -> Iterator[tuple[float, float, list[str]]]:
    """Yield start, end and raw lines of each cue. Only an empty line ends a cue; YouTube's blank lines have a space."""
    open_block: tuple[float, float, list[str]] | None = None
    for line in text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        timing = _TIMING.match(line) if "-->" in line else None
        if timing is not None:
            if open_block is not None:
                # The SubRip index of this cue counts as text of the last one if no empty line precedes it.
                if open_block[2] and open_block[2][-1].strip().isdecimal():
                    open_block[2].pop()
                yield open_block
            groups = timing.groups()
            open_block = (_seconds(groups[:4]), _seconds(groups[4:]), [])
        elif open_block is not None and line:
            open_block[2].append(line)
        elif open_block is not None:
            yield open_block
            open_block = None
    if open_block is not None:
        yield open_block


def _seconds(groups: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = groups
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
