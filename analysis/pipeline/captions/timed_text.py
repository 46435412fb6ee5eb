"""Cues from the line formats: WebVTT and SubRip.

Source: https://www.w3.org/TR/webvtt1/ and, for SubRip, what players accept: an index line, ``,`` before the
milliseconds. Files that people or tools wrote differ: blank lines inside of a cue, none between cues, odd timings.
"""

import re
from collections.abc import Iterator

from analysis.pipeline.captions.cues import Cue, read_cue

#: ``01:02:03.400``; also ``01:02:03:400``, ``01:02:03, 400``, ``01：02：03，400`` and a sign, which tools that shift
#: times write.
_TIME = r"(-?)(?:(\d{1,4})[:：])?(\d{1,3})[:：](\d{1,2})(?:\s?[.,:;'：，．；]\s?(\d{1,6}))?"
_TIMING = re.compile(rf"^\s*{_TIME}\s*(?:[-=]{{1,3}}\s?>|[–—]\s?>?|[→＞])\s*{_TIME}(?:\s|$)")
#: Characters of a line that a timing stands in.
_TIMING_CHARACTERS = 200
#: A line and its end: LF, CR LF, CR, or the CR CR LF of a file that was written as text twice.
_LINE = re.compile(r"([^\r\n]*)(?:\r{0,3}\n|\r|\Z)")
#: Blocks of WebVTT that hold no cue.
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_Block = tuple[float, float, list[str]]


def read(text: str) -> Iterator[Cue]:
    """Yield the cues of a WebVTT or SubRip file in file order; anything else is skipped."""
    for start, end, lines in _blocks(text):
        if end >= start and end >= 0:
            # A cue without words is kept: in rolling captions it clears the screen.
            yield read_cue(max(0.0, start), end, "\n".join(lines), has_markup=True)


def _blocks(text: str) -> Iterator[_Block]:
    """Yield start, end and raw lines of each cue: all lines up to the next cue, without its index or name.

    A blank line does not end a cue: some tools write them inside. Comments and styles of WebVTT do end it.
    """
    is_webvtt = text.lstrip("\ufeff \r\n").startswith("WEBVTT")
    block: _Block | None = None
    has_names = False
    earlier = before = "the start of the file, which is no blank line"
    for line in (match[1] for match in _LINE.finditer(text.removeprefix("\ufeff"))):
        timing = _TIMING.match(line[:_TIMING_CHARACTERS])
        if timing is not None:
            if block is not None:
                _drop_name(block[2], is_webvtt, has_names)
                yield block
            else:
                has_names = has_names or (is_webvtt and not earlier and bool(before.strip()))
            groups = timing.groups()
            block = (_seconds(groups[:5]), _seconds(groups[5:]), [])
        elif block is not None and not before and (_NO_CUE.match(line) if is_webvtt else False):
            yield block
            block = None
        elif block is not None and "-->" in line and _begins_block(block[2]):
            _drop_name(block[2], is_webvtt, has_names)
            yield block
            block = None  # a timing that cannot be read: its text has no time
        elif block is not None:
            block[2].append(line)
        earlier, before = before, line
    if block is not None:
        yield block


def _begins_block(lines: list[str]) -> bool:
    """Return whether the next line would begin a block: a blank line, or one and an index, precedes it."""
    return bool(lines) and (not lines[-1] or (lines[-1].strip().isdecimal() and (len(lines) == 1 or not lines[-2])))


def _drop_name(lines: list[str], is_webvtt: bool, has_names: bool) -> None:
    """Drop the index or name of the next cue from the end of a cue's lines.

    SubRip's index may follow the text at once. WebVTT's name follows a blank line. It is one word, unless the first cue
    has a name, too (``has_names``).
    """
    if not lines or not lines[-1].strip():
        return
    name = lines[-1].strip()
    follows_blank = len(lines) > 1 and not lines[-2]
    is_name = has_names or (is_webvtt and " " not in name and name[-1].isalnum())
    if (follows_blank and is_name) or (name.isdecimal() and (follows_blank or not is_webvtt)):
        lines.pop()


def _seconds(groups: tuple[str | None, ...]) -> float:
    sign, hours, minutes, seconds, fraction = groups
    value = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
    return -value if sign else value
