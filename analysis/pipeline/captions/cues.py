"""A cue as it stands in a caption file, and the cleaning of its lines."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.pipeline.values import clean_text

#: Markup of WebVTT, SubRip and YouTube's XML: ``<c.colorE5E5E5>``, ``<00:00:01.000>``, ``</i>``. "a < b" is none.
_TAG = re.compile(r"</?[a-z]{1,4}[0-9]?(?:[.\s/][^<>\n]{0,300})?>|<[\d:.]{5,16}>", re.IGNORECASE)
#: ``[Music]``, ``[APPLAUSE]``, ``[音楽]``: heard but not said. A bracket right after a letter is text: ``list[int]``.
_SOUND_MARK = re.compile(r"(?<![\w\])])\[[^\[\]\n]{1,60}\]")
#: How YouTube blanks out a swear word. Somebody says it, so it stays, as one word.
_BLEEP = re.compile(r"\[\s*_+\s*\]")
_NOTES = re.compile("[♩♪♫♬🎵🎶]")
#: ``>>`` and a leading dash say "another person speaks".
_SPEAKER_CHANGE = re.compile(r"^\s*(?:>>+|[-–—]\s)\s*|\s>>+(?=\s)")
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Cue:
    """One cue: when it is on the screen (seconds) and its lines, cleaned, none of them blank."""

    start: float
    end: float
    lines: tuple[str, ...]


def clean_line(raw: str) -> str:
    """Return the words of one caption line: no markup, no entities, no sound marks, single spaces."""
    text = html.unescape(_TAG.sub("", raw))
    text = _INVISIBLE.sub("", clean_text(text))
    text = _BLEEP.sub("\x01", text)
    text = _NOTES.sub(" ", _SOUND_MARK.sub(" ", text)).replace("\x01", "[__]")
    return " ".join(_SPEAKER_CHANGE.sub(" ", text).split())


def clean_lines(raw_lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that hold words, cleaned."""
    return tuple(line for line in map(clean_line, raw_lines) if any(map(str.isalnum, line)) or "[__]" in line)
