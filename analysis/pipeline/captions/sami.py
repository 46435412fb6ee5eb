"""Cues of SAMI (``.smi``), which players on Windows and many Korean subtitles use.

A text is shown until the next one of its class; each language of a file has a class of its own.
Source: https://learn.microsoft.com/previous-versions/windows/desktop/dnacc/understanding-sami-1.0
"""

import re
from collections.abc import Iterator

from analysis.pipeline.captions import tracks
from analysis.pipeline.captions.cues import Cue, read_cue
from analysis.pipeline.nlp.words import language as languages

_BEGIN = re.compile(r"\A\ufeff?\s*<SAMI[\s>]", re.IGNORECASE)
#: ``.ENCC {Name: English; lang: en-US; SAMIType: CC;}``
_LANGUAGE = re.compile(r"\.([\w-]{1,40})\s{0,9}\{[^{}]{0,300}?\blang\s{0,9}:\s{0,9}([A-Za-z0-9-]{2,35})", re.IGNORECASE)
#: What begins a text: its time, its class. Any other tag is formatting.
_SYNC = re.compile(r"<sync\b[^<>]{0,200}?\bstart\s{0,9}=\s{0,9}[\"']?(-?\d{1,9})[^<>]{0,200}>", re.IGNORECASE)
_PART = re.compile(r"<p\b([^<>]{0,200})>", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)
_BREAK, _TAG = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE), re.compile(r"</?[A-Za-z][^<>]{0,300}>")
#: Seconds that the last text is shown.
_LAST = 5.0


def is_sami(text: str) -> bool:
    """Return whether a file begins as this format does."""
    return _BEGIN.match(text[:200]) is not None


def stated_language(text: str) -> str:
    """Return the language of a file that states exactly one, empty otherwise."""
    stated = set(_languages(text).values())
    return stated.pop() if len(stated) == 1 else ""


def read(text: str, language: str) -> Iterator[Cue]:
    """Yield the cues in file order, of several classes that in ``language`` (BCP 47), else the first."""
    parts = list(_parts(text))
    own = languages.base(tracks.language_of(language))
    shown = {class_ for _, class_, _ in parts}
    stated = (class_ for class_, tag in _languages(text).items() if class_ in shown and languages.base(tag) == own)
    wanted = next(stated, parts[0][1] if parts else "")
    parts = [part for part in parts if part[1] == wanted]
    ends = [start for start, _, _ in parts[1:]] + [parts[-1][0] + _LAST] if parts else []
    for (start, _, said), end in zip(parts, ends, strict=True):
        # A line break of the file is white space, as in HTML.
        yield read_cue(start, end, _TAG.sub("", _BREAK.sub("\n", " ".join(said.split()))))


def _languages(text: str) -> dict[str, str]:
    """Return the language of each class, by its name in small letters."""
    head = text[: found.start()] if (found := _SYNC.search(text)) else ""
    return {name.lower(): tag for name, tag in _LANGUAGE.findall(head)}


def _parts(text: str) -> Iterator[tuple[float, str, str]]:
    """Yield start in seconds, class in small letters (empty without one) and text of each part."""
    syncs = list(_SYNC.finditer(text))
    ends = [sync.start() for sync in syncs[1:]] + [len(text)]
    for sync, end in zip(syncs, ends, strict=False):
        said = text[sync.end() : end]
        marks = list(_PART.finditer(said))
        for mark, stop in zip(marks, [mark.start() for mark in marks[1:]] + [len(said)], strict=True):
            class_ = _CLASS.search(mark[1])
            yield int(sync[1]) / 1000, class_[1].lower() if class_ else "", said[mark.end() : stop]
        if not marks:
            yield int(sync[1]) / 1000, "", said
