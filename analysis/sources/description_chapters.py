"""Chapters that the author wrote as times into the description, by YouTube's own rules.

Dumps of yt-dlp hold them ready made; those of other tools, and the Data API, hold the description alone.
Source: https://support.google.com/youtube/answer/9884579
"""

import re
from itertools import pairwise

from analysis.pipeline import values
from analysis.sources.info_spans import MAX_CHAPTERS, MAX_TITLE

#: YouTube makes chapters of three times at least, the first of them 0:00, each at least ten seconds after the last.
_FEWEST, _SHORTEST = 3, 10.0
#: Digits of any script, with the usual and the full-width colon.
_TIME = re.compile(r"(?<![\d:：.])(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d\d)(?![\d:：])")
#: Marks around a time and a title.
_MARKS = "-–—―−:：|｜•·*►▶»>→~～=,、()（）[]【】「」⏱⏰🕐📍✅🔹🔸\ufe0f "
_AROUND = rf"[\s.。{re.escape(_MARKS)}]*+"
_BEFORE = re.compile(rf"{_AROUND}(?:\d{{1,3}}[.)、]\s*)?{_AROUND}")
#: The end of a span, "0:00 - 1:30 Intro".
_UNTIL = re.compile(rf"{_AROUND}(?:(?:to|bis|à|a|до)\s+)?(?:\d{{1,2}}[:：])?\d{{1,3}}[:：]\d\d(?!\d)", re.IGNORECASE)
#: Characters of a line that are read.
_LINE_CHARACTERS = 300
_CLOSING = dict(zip(")）]】」", "(（[【「", strict=True))
_OPENING = {opening: closing for closing, opening in _CLOSING.items()}


def read(description: str | None, duration: float | None) -> tuple[values.Chapter, ...] | None:
    """Return the chapters; None if the description holds no such list, or the last one has no end.

    ``duration`` is that of the video in seconds, None if it is unknown. The first list that YouTube accepts counts.
    """
    if not description or duration is None:
        return None
    found: list[tuple[float, str]] = []
    for line in description.splitlines():
        entry = _entry(line[:_LINE_CHARACTERS])
        if entry is None or entry[0] >= duration:
            continue
        if entry[0] == 0:
            if _is_list(found):
                break
            found = [entry]
        elif found:
            found.append(entry)
    if not _is_list(found):
        return None
    ends = [*(start for start, _ in found[1:]), duration]
    return tuple(
        values.Chapter(title or None, start, end)
        for (start, title), end in zip(found[:MAX_CHAPTERS], ends, strict=False)
    )


def _is_list(found: list[tuple[float, str]]) -> bool:
    starts = [start for start, _ in found]
    return len(found) >= _FEWEST and all(after - before >= _SHORTEST for before, after in pairwise(starts))


def _entry(line: str) -> tuple[float, str] | None:
    """Return the second and the title of a line that begins or ends with a time."""
    time = _TIME.search(line)
    if time is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in time.groups())
    if seconds >= 60 or (time[1] and minutes >= 60):
        return None
    before, after = line[: time.start()], line[time.end() :]
    if _BEFORE.fullmatch(before):
        until = _UNTIL.match(after)
        title = after[until.end() :] if until else after
    elif not after.strip(_MARKS):
        title = before
    else:
        return None
    return 3600.0 * hours + 60.0 * minutes + seconds, _strip_marks(title)[:MAX_TITLE].strip()


def _strip_marks(text: str) -> str:
    """Return ``text`` without the marks around it; a bracket whose partner is inside, as in "cos(x)", stays."""
    title = text.strip(_MARKS)
    start = text.find(title)
    for mark in text[start + len(title) :]:
        if mark not in _CLOSING or title.count(mark) >= title.count(_CLOSING[mark]):
            break
        title += mark
    for mark in reversed(text[:start]):
        if mark not in _OPENING or title.count(mark) >= title.count(_OPENING[mark]):
            break
        title = mark + title
    return title
