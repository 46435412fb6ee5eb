"""Cues from the line formats: WebVTT, SubRip, and SubViewer (``.sbv``, as YouTube Studio writes it).

Source: https://www.w3.org/TR/webvtt1/ and, for SubRip, what players accept: an index line, ``,`` before the
milliseconds. Files that people or tools wrote differ: blank lines inside of a cue, none between cues, odd timings.
"""

import re
from collections.abc import Iterator

from analysis.pipeline.captions.cues import Cue, read_cue

#: ``01:02:03.400``; also ``01:02:03:400``, ``01:02:03, 400``, ``01:02: 3,400``, ``01：02：03，400``, and signs, which
#: tools that shift times write. A negative fraction counts as 0.
_TIME = r"(-?)(?:(\d{1,4})[:：]\s?)?(\d{1,3})[:：]\s?(\d{1,2})(?:\s?[.,:;'：，．；]\s?(?:-\d{1,6}|(\d{1,6})))?"
_ARROW = r"(?:[-=–—](?:\s?[-=–—]){0,2}(?:\s?>{1,2}|\s?&gt;)|[–—]|>>|[→＞])"
#: In brackets as whisper.cpp prints it, ``[00:00:01.000 --> 00:00:02.500]  We sail.``
_TIMING = re.compile(rf"^\s*\[?{_TIME}\s*{_ARROW}\s*{_TIME}\]?(?:\s+|$)")
#: ``01.02.03,400``: points between hours, minutes and seconds.
_POINTS = re.compile(r"(?<!\d)(\d{1,2})\.(\d\d)\.(\d\d)(?=[.,]\d{3})")
#: The timing of SubViewer: ``0:00:01.500,0:00:03.000``.
_COMMA = re.compile(r"^(\s*\d{1,3}:\d\d:\d\d\.\d{2,3}),(?=\d{1,3}:\d\d:\d\d\.\d{2,3}\s*$)")
#: Settings after a timing, ``align:start`` and SubRip's ``X1:100``. Anything else there is text.
_SETTINGS = re.compile(r"[A-Za-z]\w{0,20}\s?:")
#: Characters of a line that a timing stands in.
_TIMING_CHARACTERS = 200
#: A line and its end: LF, CR LF, CR, or the CR CR LF of a file that was written as text twice.
_LINE = re.compile(r"([^\r\n]*)(?:\r{0,3}\n|\r|\Z)")
#: Blocks of WebVTT that hold no cue; a second header begins the next segment of a stream.
_NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)")
#: A picture of the bar of a player, ``storyboard.jpg#xywh=0,0,160,90``.
_PICTURE = re.compile(r"\S{1,500}#xywh=\d")
#: The language in the header of YouTube's WebVTT files.
_LANGUAGE = re.compile(r"\AWEBVTT[^\n]*\n(?:[^\n]+\n){0,5}?Language:[ \t]*([A-Za-z0-9-]{2,35})[ \t]*$", re.MULTILINE)
_HEADER_CHARACTERS = 2_000
_Block = tuple[float, float, list[str]]


def stated_language(text: str) -> str:
    """Return the language that the header of a WebVTT file states, empty if it states none."""
    header = text[:_HEADER_CHARACTERS].lstrip("\ufeff \r\n").replace("\r\n", "\n")
    found = _LANGUAGE.search(header)
    return found[1] if found else ""


def read(text: str) -> Iterator[Cue]:
    """Yield the cues of a WebVTT, SubRip or SubViewer file in file order; anything else is skipped."""
    for start, end, lines in _blocks(text):
        # A cue without words is kept: in rolling captions it clears the screen.
        if not _PICTURE.match(lines[0] if lines else ""):
            yield read_cue(start, end, "\n".join(lines), has_markup=True)


def _blocks(text: str) -> Iterator[_Block]:
    """Yield start, end and raw lines of each cue: all lines up to the next cue, without its index or name.

    A blank line does not end a cue: some tools write them inside. Comments and styles of WebVTT do end it.
    """
    is_webvtt = text.lstrip("\ufeff \r\n").startswith("WEBVTT")
    block: _Block | None = None
    has_names = False
    earlier = before = "the start of the file, which is no blank line"
    for line in (match[1] for match in _LINE.finditer(text.replace("\ufeff", ""))):
        timing = _TIMING.match(_COMMA.sub(r"\1 --> ", _POINTS.sub(r"\1:\2:\3", line[:_TIMING_CHARACTERS])))
        if timing is not None:
            if block is not None:
                _drop_name(block[2], is_webvtt, has_names)
                yield block
            else:
                has_names = has_names or (is_webvtt and not earlier and bool(before.strip()))
            groups = timing.groups()
            text = line[timing.end() :]
            block = (_seconds(groups[:5]), _seconds(groups[5:]), [] if _SETTINGS.match(text) or not text else [text])
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

    SubRip's index may follow the text at once, and a blank line may follow it. WebVTT's name follows a blank line. It
    is one word, unless the first cue has a name, too (``has_names``).
    """
    is_apart = bool(lines) and not lines[-1].strip()
    if is_apart:
        lines.pop()
    if not lines or not lines[-1].strip():
        return
    name = lines[-1].strip().removeprefix("#")
    follows_blank = len(lines) > 1 and not lines[-2].strip()
    is_name = not is_apart and (has_names or (is_webvtt and " " not in name and name[-1].isalnum()))
    is_index = name.isdecimal() or (name[:-1].isdecimal() and name[-1] == "." and follows_blank)
    if (follows_blank and is_name) or (is_index and (follows_blank or not (is_webvtt or is_apart))):
        lines.pop()


def _seconds(groups: tuple[str | None, ...]) -> float:
    sign, hours, minutes, seconds, fraction = groups
    value = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")
    return -value if sign else value
