"""Chapters and the "most replayed" curve of an info dict: spans of the video in order, none beyond its end."""

import re
from collections.abc import Iterator, Mapping

from analysis.pipeline import values
from analysis.sources.info_fields import Fields, Info, Losses

#: A chapter has at least 10 seconds, and few videos have a hundred. YouTube's curve has 100 points.
MAX_CHAPTERS, MAX_POINTS = 1_000, 1_000
MAX_TITLE = 200
#: What yt-dlp writes where the author gave no title.
_UNTITLED = re.compile(r"<Untitled Chapter \d+>")


def chapters(info: Info, duration: float | None, losses: Losses) -> tuple[values.Chapter, ...] | None:
    """Return the chapters; None if there are none. A chapter whose end is not stated ends where the next begins."""
    begun: list[tuple[float, Fields]] = []
    for fields in _entries(info, "chapters", "chapter", MAX_CHAPTERS, losses):
        start = fields.number("start_time")
        if start is None or (duration is not None and start >= duration):
            losses.leave_out("chapter outside of the video")
        else:
            begun.append((start, fields))
    begun.sort(key=lambda pair: pair[0])
    found = []
    following = [*(start for start, _ in begun[1:]), duration]
    for (start, fields), after in zip(begun, following, strict=False):
        # An end that is not after the start states nothing; some tools write 0 for the last chapter.
        ends = [end for end in (fields.number("end_time"), after, duration) if end is not None and end > start]
        if ends and after != start:
            title = fields.line("title", MAX_TITLE)
            found.append(values.Chapter(None if title and _UNTITLED.fullmatch(title) else title, start, min(ends)))
        else:
            losses.leave_out("chapter without a length")
    return tuple(found) or None


def replayed(info: Info, duration: float | None, losses: Losses) -> tuple[values.ReplayedSpan, ...] | None:
    """Return YouTube's "most replayed" curve, which yt-dlp calls ``heatmap``; None if there is none."""
    found = []
    for fields in _entries(info, "heatmap", "point of heatmap", MAX_POINTS, losses):
        start, end, score = fields.number("start_time"), fields.number("end_time"), fields.number("value")
        if end is not None and duration is not None:
            end = min(end, duration)
        if start is None or end is None or score is None or start >= end or score > 1:
            losses.leave_out("point of heatmap")
        else:
            found.append(values.ReplayedSpan(start, end, score))
    return tuple(sorted(found, key=lambda span: span.start)) or None


def _entries(info: Info, key: str, name: str, limit: int, losses: Losses) -> Iterator[Fields]:
    items = info.get(key)
    if items is not None and not isinstance(items, list):
        losses.leave_out(key)
    for item in losses.take(items, limit, key) if isinstance(items, list) else ():
        if isinstance(item, Mapping):
            yield Fields(item, losses, f" of a {name}")
        else:
            losses.leave_out(name)
