"""The timeline of a result: what is measured over the length of the video, ready to be drawn as one SVG."""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from analysis.events import JSON
from analysis.exports.charts import format_score, score_limit, time_ticks
from analysis.pipeline.values import format_timecode
from analysis.wording import figures

#: Pixels: the line with a lane's name, the space below a lane, and the axis at the bottom.
_NAME_HEIGHT, _GAP, AXIS_HEIGHT = 18, 8, 26
#: Labels on the axis: they fit on the narrowest phone.
_LABELS = 4
#: Radius in pixels of a moment that one comment cites, and of the one that most cite.
_SMALLEST_DOT, _LARGEST_DOT = 4.0, 9.0
#: Shares of the length: a section as long as this has its name on it, on every screen or on a wide one.
_NAMED_EVERYWHERE, _NAMED_ON_WIDE = 0.16, 0.1
#: Percent of the width from which a label of the axis ends at its second, so that it is not cut off.
_LAST_LABEL = 92


@dataclass(frozen=True)
class Mark:
    """One part of a lane; a click plays the video from ``start``."""

    #: Seconds.
    start: float
    end: float
    #: Percent of the width.
    left: str
    width: str
    #: Pixels from the top of the lane's drawing.
    top: str
    height: str
    #: The end of its CSS class.
    style: str
    #: Explanation in one sentence, without the time.
    text: str
    #: Text on the mark.
    name: str = ""

    @property
    def span(self) -> str:
        """The time as people read it: ``0:00 to 1:30``."""
        start, end = format_timecode(self.start), format_timecode(self.end)
        return start if start == end else gettext("%(start)s to %(end)s") % {"start": start, "end": end}


@dataclass(frozen=True)
class Lane:
    """One measure over the length of the video."""

    #: ``replayed``, ``sections``, ``sentiment`` or ``moments``.
    kind: str
    name: str
    #: Pixels.
    height: int
    #: Ordered by start.
    marks: tuple[Mark, ...]
    #: Number of marks that are not drawn, the least important.
    omitted: int
    #: Pixels from the top of the timeline.
    top: int = 0

    @property
    def drawing_top(self) -> int:
        """Pixels from the top of the timeline to the lane's drawing."""
        return self.top + _NAME_HEIGHT


@dataclass(frozen=True)
class Tick:
    """A label of the axis."""

    left: str
    text: str
    #: ``start``, ``middle`` or ``end``: where its text stands.
    anchor: str


@dataclass(frozen=True)
class Timeline:
    """All lanes that have data, and the axis below them."""

    duration: float
    height: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]

    @property
    def axis_top(self) -> int:
        """Pixels from the top to the axis."""
        return self.height - AXIS_HEIGHT

    @property
    def rows(self) -> list[tuple[str, Mark]]:
        """The same data as a table: lane name and mark, ordered by start."""
        found = [(lane.name, mark) for lane in self.lanes for mark in lane.marks]
        return sorted(found, key=lambda row: row[1].start)


def build_timeline(result: JSON, max_marks: int) -> Timeline | None:
    """Return the timeline of ``result`` (in its API format) with at most ``max_marks`` per lane; None without data."""
    content: JSON = result.get("content") or {}
    moments = (result.get("comments") or {}).get("moments") or []
    replayed = content.get("replayed") or []
    sections = (content.get("structure") or {}).get("sections") or []
    scores = [point for point in (content.get("sentiment") or {}).get("timeline") or [] if point["score"] is not None]
    duration = _duration(result, (*replayed, *sections, *scores), moments)
    if duration <= 0:
        return None
    cited, spoken = gettext("Moments that comments cite"), gettext("Sentiment of what is said")
    lanes = (
        _lane("replayed", gettext("Most replayed"), 36, replayed, _replayed_mark(duration), max_marks, _score_of),
        _lane("sections", gettext("Sections"), 26, sections, _section_mark(duration), max_marks, _length_of),
        _lane("sentiment", spoken, 44, scores, _score_mark(duration, scores), max_marks, _score_of),
        _lane("moments", cited, 22, moments, _dot(duration, moments), max_marks, _count_of),
    )
    stacked = tuple(_stacked(lane for lane in lanes if lane.marks))
    if not stacked:
        return None
    height = stacked[-1].drawing_top + stacked[-1].height + _GAP + AXIS_HEIGHT
    return Timeline(duration, height, stacked, tuple(_ticks(duration)))


def _duration(result: JSON, spans: Iterable[JSON], moments: Iterable[JSON]) -> float:
    """Return the length of the video; where it is not known, the last second of which something is known."""
    for part in ("video", "transcript"):
        if seconds := (result.get(part) or {}).get("duration_seconds"):
            return float(seconds)
    ends = [*(span["end"] for span in spans), *(moment["seconds"] for moment in moments)]
    return float(max(ends, default=0))


def _lane(
    kind: str,
    name: str,
    height: int,
    items: list[JSON],
    draw: Callable[[JSON], Mark],
    max_marks: int,
    weight: Callable[[JSON], float],
) -> Lane:
    drawn = items if len(items) <= max_marks else heapq.nlargest(max_marks, items, key=weight)
    marks = sorted(map(draw, drawn), key=lambda mark: mark.start)
    return Lane(kind, name, height, tuple(marks), len(items) - len(drawn))


def _stacked(lanes: Iterable[Lane]) -> Iterable[Lane]:
    top = 0
    for lane in lanes:
        yield Lane(lane.kind, lane.name, lane.height, lane.marks, lane.omitted, top)
        top += _NAME_HEIGHT + lane.height + _GAP


def _ticks(duration: float) -> Iterable[Tick]:
    for second in time_ticks(duration, _LABELS):
        left = 100 * second / duration
        anchor = "start" if second == 0 else "end" if left > _LAST_LABEL else "middle"
        yield Tick(_percent(second, duration), format_timecode(second), anchor)


# What decides which marks are drawn where there are too many


def _score_of(item: JSON) -> float:
    return abs(float(item["score"]))


def _length_of(item: JSON) -> float:
    return float(item["end"] - item["start"])


def _count_of(item: JSON) -> float:
    return float(item["count"])


# One mark of each lane


def _percent(seconds: float, duration: float) -> str:
    return f"{100 * min(max(seconds / duration, 0.0), 1.0):.3f}%"


def _mark(item: JSON, duration: float, top: float, height: float, style: str, text: str, name: str = "") -> Mark:
    start, end = float(item["start"]), float(item["end"])
    width = _percent(min(end, duration) - start, duration)
    return Mark(start, end, _percent(start, duration), width, f"{top:.1f}", f"{height:.1f}", style, text, name)


def _replayed_mark(duration: float) -> Callable[[JSON], Mark]:
    def draw(span: JSON) -> Mark:
        height = 1 + 35 * float(span["score"])
        share = figures.percent(span["score"])
        text = gettext("Replayed %(share)s as much as the top") % {"share": share}
        text = gettext("Replayed most") if span["score"] == 1 else text
        return _mark(span, duration, 36 - height, height, "replayed", text)

    return draw


def _section_mark(duration: float) -> Callable[[JSON], Mark]:
    def draw(section: JSON) -> Mark:
        share = _length_of(section) / duration
        style = "named" if share >= _NAMED_EVERYWHERE else "named-wide" if share >= _NAMED_ON_WIDE else "unnamed"
        text = gettext("Section “%(title)s”") % {"title": section["title"]}
        return _mark(section, duration, 0, 26, style, text, section["title"])

    return draw


def _score_mark(duration: float, points: list[JSON]) -> Callable[[JSON], Mark]:
    limit = score_limit(point["score"] for point in points)

    def draw(point: JSON) -> Mark:
        score = float(point["score"])
        height = max(1.0, 22 * abs(score) / limit)
        text = gettext("Sentiment %(score)s on a scale from −1 to +1") % {"score": format_score(score)}
        return _mark(
            point, duration, 22 - height if score > 0 else 22, height, "positive" if score > 0 else "negative", text
        )

    return draw


def _dot(duration: float, moments: list[JSON]) -> Callable[[JSON], Mark]:
    most = max((moment["count"] for moment in moments), default=1)

    def draw(moment: JSON) -> Mark:
        radius = _SMALLEST_DOT + (_LARGEST_DOT - _SMALLEST_DOT) * (moment["count"] / most) ** 0.5
        text = ngettext(
            "%(count)s comment cites this moment", "%(count)s comments cite this moment", moment["count"]
        ) % {"count": figures.number(moment["count"])}
        if moment.get("quote"):
            quoted = pgettext("a moment and what is said there", "%(moment)s: “%(quote)s”")
            text = quoted % {"moment": text, "quote": moment["quote"]["text"]}
        place = {"start": moment["seconds"], "end": moment["seconds"]}
        return _mark(place, duration, 11, radius, "moment", text)

    return draw
