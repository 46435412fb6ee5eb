"""Seconds of a video that a text cites: "3:12", "at 1:02:03", "2m15s"."""

import re
from collections.abc import Mapping, Sequence

from analysis.pipeline import values

#: Neither part of a longer number, a date, a ratio of three parts nor a time of day.
_CLOCK = re.compile(
    r"(?<![\d:：.,/\-])(?:(\d{1,2})[:：])?(\d{1,3})[:：](\d\d)(?![\d:：/])(?!\s?(?:[ap]\.?m\b|uhr\b|o'?clock))",
    re.IGNORECASE,
)
_SPELT = re.compile(r"(?<!\w)(?:(\d{1,2})\s?h\s?)?(\d{1,3})\s?(?:m|min)\s?(\d{1,2})\s?(?:s|sec)\b", re.IGNORECASE)
_CHINESE = re.compile(r"(?:(\d{1,2})(?:小时|時間))?(\d{1,3})分(\d{1,2})秒")
#: "John 3:16" is a verse. Source: the books of the Bible that are cited most.
_VERSE = re.compile(
    r"(?:john|psalms?|romans|matthew|luke|mark|isaiah|genesis|proverbs|corinthians|quran|surah)\s*$", re.IGNORECASE
)

#: Citations this close, in seconds, mean the same moment; people cite a few seconds early or late.
_SAME_MOMENT = 5.0
#: A moment is never longer than this, however dense its citations.
_LONGEST_MOMENT = 15.0


def cited(text: str, duration: float | None) -> tuple[float, ...]:
    """Return the cited seconds in the order of the text, each once.

    Only those within the video; where its length is unknown, all.
    """
    found: dict[float, None] = {}
    for match in _matches(text):
        seconds = _seconds(match)
        if seconds is not None and (duration is None or seconds <= duration):
            found.setdefault(seconds)
    return tuple(found)


def _matches(text: str) -> list[re.Match[str]]:
    clock = [
        match for match in _CLOCK.finditer(text) if not _VERSE.search(text[max(0, match.start() - 20) : match.start()])
    ]
    spelt = [*_SPELT.finditer(text), *_CHINESE.finditer(text)]
    return sorted([*clock, *spelt], key=lambda match: match.start())


def _seconds(match: re.Match[str]) -> float | None:
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    if seconds > 59 or (match.group(1) and minutes > 59):
        return None
    if match.re is _CLOCK and match.group(1) and len(match.group(2)) != 2:
        return None
    return float(hours * 3600 + minutes * 60 + seconds)


def moments(cites: Mapping[str, Sequence[float]]) -> tuple[values.Moment, ...]:
    """Return the moments that are cited, most cited first, from the seconds that each comment id cites."""
    single = sorted((seconds, comment_id) for comment_id, cited_seconds in cites.items() for seconds in cited_seconds)
    groups: list[list[tuple[float, str]]] = []
    for seconds, comment_id in single:
        if groups and seconds - groups[-1][-1][0] <= _SAME_MOMENT and seconds - groups[-1][0][0] <= _LONGEST_MOMENT:
            groups[-1].append((seconds, comment_id))
        else:
            groups.append([(seconds, comment_id)])
    return tuple(sorted((_moment(group) for group in groups), key=lambda moment: (-moment.count, moment.seconds)))


def _moment(group: Sequence[tuple[float, str]]) -> values.Moment:
    """Return the moment of some citations, at the second that most of them name, the earliest of equals."""
    times = [seconds for seconds, _ in group]
    most_cited = min(times, key=lambda seconds: (-times.count(seconds), seconds))
    comment_ids = tuple(dict.fromkeys(comment_id for _, comment_id in group))
    return values.Moment(most_cited, len(comment_ids), comment_ids)
