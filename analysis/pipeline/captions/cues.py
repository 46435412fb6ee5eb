"""Cues of a caption file, and how their lines are cleaned."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.pipeline.values import clean_text

#: Markup of WebVTT, SubRip and YouTube's XML: ``<c.colorE5E5E5>``, ``<00:00:01.000>``, ``</i>``; "a < b" is no markup.
_TAG = re.compile(r"</?[a-z]{1,4}[0-9]?(?:[.\s/][^<>\n]{0,300})?>|<[\d:.]{5,16}>", re.IGNORECASE)
#: ``[Music]``, ``[APPLAUSE]``, ``[音楽]``: sounds, not words. A bracket right after a letter is text: ``list[int]``.
_SOUND_MARK = re.compile(r"(?<![\w\])])\[[^\[\]\n]{1,60}\]")
#: YouTube's mask for a swear word. It is spoken, so it stays, as one word.
_BLEEP = re.compile(r"\[\s*_+\s*\]")
_NOTES = re.compile("[♩♪♫♬🎵🎶]")
#: ``>>`` and a leading dash mark a change of speaker.
_SPEAKER_CHANGE = re.compile(r"^\s*(?:>>+|[-–—]\s)\s*|\s>>+(?=\s)")
_INVISIBLE = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\ufeff]")


@dataclass(frozen=True)
class Cue:
    """A cue: when it is shown (seconds) and its cleaned lines, none of them blank."""

    start: float
    end: float
    lines: tuple[str, ...]


def clean_line(raw: str) -> str:
    """Return the words of a caption line, without markup, entities and sound marks, separated by single spaces."""
    text = html.unescape(_TAG.sub("", raw))
    text = _INVISIBLE.sub("", clean_text(text))
    text = _BLEEP.sub("\x01", text)
    text = _NOTES.sub(" ", _SOUND_MARK.sub(" ", text)).replace("\x01", "[__]")
    return " ".join(_SPEAKER_CHANGE.sub(" ", text).split())


def clean_lines(raw_lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines that contain words, cleaned."""
    return tuple(line for line in map(clean_line, raw_lines) if any(map(str.isalnum, line)) or "[__]" in line)
