"""The charts of a result, each with a title, a summary, a table of its figures and a drawing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext, gettext_lazy, pgettext

from analysis.events import JSON
from analysis.exports import drawing
from analysis.exports.drawing import Bar, Size
from analysis.pipeline.values import format_timecode
from analysis.wording import figures, names

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_SENTIMENTS = ("positive", "neutral", "negative")
#: Possible distances between the labels of a time axis, in seconds.
_SECOND_STEPS = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200)
#: Maximum number of bars: days are grouped into weeks, then months, to stay below it.
_MAX_BARS = 92
#: Limits of a score axis, whose halves are round numbers, too. The first that contains all scores is used, so that
#: small scores stay visible.
_SCORE_LIMITS = (0.2, 0.5, 1.0)


@dataclass(frozen=True)
class Chart:
    """One chart, ready to be drawn."""

    #: Last part of its URL.
    name: str
    title: str
    #: One sentence on what it shows.
    summary: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[Size], bytes]
    #: Sizes of the drawing, so that pages keep its place free.
    wide: Size = drawing.WIDE
    narrow: Size = drawing.NARROW


def charts(result: JSON) -> dict[str, Chart]:
    """Return the charts that ``result`` (in its API format) has data for, by name."""
    content: JSON = result.get("content") or {}
    comments: JSON = result.get("comments") or {}
    spoken: JSON = content.get("sentiment") or {}
    written: JSON = comments.get("sentiment") or {}
    times: JSON = comments.get("time_distribution") or {}
    found = (
        _timeline(spoken.get("timeline") or ()),
        _sentiment_shares("sentiment-distribution", gettext("Sentiment of the video"), spoken.get("distribution")),
        _sentiment_shares("comment-sentiment", gettext("Sentiment of the comments"), written.get("distribution")),
        _sentiment_by_day(written.get("by_day") or ()),
        _per_day(times.get("daily") or ()),
        _per_hour(times.get("hourly")),
    )
    return {chart.name: chart for chart in found if chart is not None}


# Axes that the timeline of the page has too


def time_ticks(duration: float, labels: int) -> list[float]:
    """Return round positions from 0 to ``duration`` seconds, at most ``labels`` besides 0 for up to two days."""
    step = next((step for step in _SECOND_STEPS if duration / step <= labels), _SECOND_STEPS[-1])
    return [float(second) for second in range(0, int(duration) + 1, step)]


def score_limit(scores: Iterable[float]) -> float:
    """Return the end of a score axis that contains all ``scores``."""
    furthest = max(map(abs, scores), default=0)
    return next((bound for bound in _SCORE_LIMITS if furthest <= bound), _SCORE_LIMITS[-1])


def format_score(value: float) -> str:
    """Return a score with its sign; zero has none."""
    return "0" if round(value, 2) == 0 else f"{value:+.2f}".replace("-", "−")


# Sentiment


def _sentiment_shares(name: str, title: str, distribution: JSON | None) -> Chart | None:
    if not distribution:
        return None
    parts = [(names.word(name).capitalize(), float(distribution.get(name, 0))) for name in _SENTIMENTS]
    shares = [
        gettext("%(share)s %(sentiment)s") % {"share": figures.percent(share), "sentiment": label.lower()}
        for label, share in parts
    ]
    return Chart(
        name=name,
        title=title,
        summary=pgettext("a whole sentence", "%(words)s.")
        % {"words": pgettext("between the items of a list", ", ").join(shares)},
        columns=(gettext("Sentiment"), gettext("Share")),
        rows=tuple((label, figures.percent(share, 1)) for label, share in parts),
        draw=lambda size: drawing.draw_shares(parts, size=size),
        wide=drawing.WIDE_SHARES,
        narrow=drawing.NARROW_SHARES,
    )


def _timeline(points: Sequence[JSON]) -> Chart | None:
    scored = [point for point in points if point["score"] is not None]
    if not scored:
        return None
    high, low = (pick(scored, key=lambda point: point["score"]) for pick in (max, min))
    stretch = (0.0, float(points[-1]["end"]))
    bars = [Bar(point["start"], point["end"], point["score"]) for point in scored]

    return Chart(
        name="sentiment-timeline",
        title=gettext("Sentiment over time"),
        summary=gettext(
            "Highest score %(high)s at %(high_at)s, lowest score %(low)s at %(low_at)s, on a scale from −1 to +1."
        )
        % {
            "high": format_score(high["score"]),
            "high_at": format_timecode(high["start"]),
            "low": format_score(low["score"]),
            "low_at": format_timecode(low["start"]),
        },
        columns=(gettext("From"), gettext("To"), gettext("Score")),
        rows=tuple(
            (
                format_timecode(point["start"]),
                format_timecode(point["end"]),
                gettext("not scored") if point["score"] is None else format_score(point["score"]),
            )
            for point in points
        ),
        draw=lambda size: _draw_scores(bars, stretch, time_ticks(stretch[1], size.labels), format_timecode, size),
    )


def _draw_scores(
    bars: Sequence[Bar],
    stretch: tuple[float, float],
    ticks: Sequence[float],
    tick_text: Callable[[float], str],
    size: Size,
) -> bytes:
    limit = score_limit(bar.height for bar in bars)
    return drawing.draw_bars(
        [[bar for bar in bars if bar.height > 0], [], [bar for bar in bars if bar.height < 0]],
        size=size,
        limits=(-limit, limit),
        marks=[-limit, -limit / 2, 0, limit / 2, limit],
        stretch=stretch,
        ticks=ticks,
        mark_text=format_score,
        tick_text=tick_text,
    )


def _sentiment_by_day(days: Sequence[JSON]) -> Chart | None:
    if len(days) < 2:
        return None
    unit, groups = _grouped(days)
    scored = []
    for start, end, members in groups:
        if members:
            n = sum(day["n"] for day in members)
            scored.append((start, end, float(sum(day["score"] * day["n"] for day in members) / max(1, n)), n))
    bars = [Bar(start.toordinal(), end.toordinal(), score) for start, end, score, _ in scored]
    stretch = (bars[0].start, bars[-1].end)
    return Chart(
        name="comment-sentiment-by-day",
        title=str(_UNITS[unit].sentiment),
        summary=_UNITS[unit].mean_score % {"first": figures.day(scored[0][0]), "last": figures.day(scored[-1][0])},
        columns=(str(_UNITS[unit].name), gettext("Mean score"), gettext("Scored comments")),
        rows=tuple((start.isoformat(), format_score(score), f"{n:,}") for start, _, score, n in scored),
        draw=lambda size: _draw_scores(bars, stretch, _day_ticks(stretch, size), _UNITS[unit].tick, size),
    )


# Counts

#: Instead of one day or hour, where several have the most comments.
_HIGHEST = gettext_lazy("The highest bars stand for %(count)s.")


def _is_alone(height: float, bars: Sequence[Bar]) -> bool:
    return sum(bar.height == height for bar in bars) == 1


def _per_day(days: Sequence[JSON]) -> Chart | None:
    if not days:
        return None
    unit, groups = _grouped(days)
    counts = [(start, end, sum(day["count"] for day in members)) for start, end, members in groups]
    bars = [Bar(start.toordinal(), end.toordinal(), count) for start, end, count in counts]
    stretch = (bars[0].start, bars[-1].end)
    busiest = max(counts, key=lambda group: group[2])
    estimated = sum(day.get("estimated") or 0 for day in days)
    most = _UNITS[unit].most if _is_alone(busiest[2], bars) else _HIGHEST
    summary = most % {"day": figures.day(busiest[0]), "count": figures.number(busiest[2])}
    if estimated:
        note = gettext("The dates of %(count)s are estimates: YouTube shows them as “2 weeks ago”.")
        pair = pgettext("two sentences", "%(first)s %(second)s")
        summary = pair % {"first": summary, "second": note % {"count": figures.number(estimated)}}
    return Chart(
        name="comments-per-day",
        title=str(_UNITS[unit].comments),
        summary=summary,
        columns=(str(_UNITS[unit].name), gettext("Comments")),
        rows=tuple((start.isoformat(), f"{count:,}") for start, _, count in counts),
        draw=lambda size: _draw_counts(bars, stretch, _day_ticks(stretch, size), _UNITS[unit].tick, size),
    )


def _per_hour(hours: Sequence[int] | None) -> Chart | None:
    if not hours:
        return None
    bars = [Bar(hour, hour + 1, count) for hour, count in enumerate(hours)]
    busiest = max(bars, key=lambda bar: bar.height)
    most = gettext_lazy("Most between %(start)s and %(end)s UTC: %(count)s.")
    return Chart(
        name="comments-per-hour",
        title=gettext("Comments by hour of the day (UTC)"),
        summary=(most if _is_alone(busiest.height, bars) else _HIGHEST)
        % {
            "start": f"{busiest.start:02.0f}:00",
            "end": f"{busiest.end:02.0f}:00",
            "count": figures.number(int(busiest.height)),
        },
        columns=(gettext("Hour (UTC)"), gettext("Comments")),
        rows=tuple((f"{hour:02d}:00", f"{count:,}") for hour, count in enumerate(hours)),
        draw=lambda size: _draw_counts(bars, (0, 24), [0, 6, 12, 18, 24], lambda hour: f"{hour:02.0f}:00", size),
    )


def _draw_counts(
    bars: Sequence[Bar],
    stretch: tuple[float, float],
    ticks: Sequence[float],
    tick_text: Callable[[float], str],
    size: Size,
) -> bytes:
    # Three to five round numbers from 0 to at least the largest count.
    most, step = max(bar.height for bar in bars), 1
    while step * 4 < most:
        step = step * 2 if str(step)[0] != "2" else step // 2 * 5
    marks = [float(mark) for mark in range(0, max(2, -(-int(most) // step)) * step + 1, step)]
    return drawing.draw_bars(
        [bars],
        size=size,
        limits=(0, marks[-1]),
        marks=marks,
        stretch=stretch,
        ticks=ticks,
        mark_text=lambda count: f"{count:,.0f}",
        tick_text=tick_text,
    )


# Days


def _grouped(days: Iterable[JSON]) -> tuple[str, list[tuple[date, date, list[JSON]]]]:
    """Return the unit and consecutive (start, end, days) groups from the first day to the last."""
    by_day = {date.fromisoformat(day["day"]): day for day in days}
    first, last = min(by_day), max(by_day)
    span = (last - first).days + 1
    unit = "day" if span <= _MAX_BARS else "week" if span <= 7 * _MAX_BARS else "month"
    groups: dict[date, list[JSON]] = {}
    start = _start_of(first, unit)
    while start <= last:
        groups[start] = []
        start = _next(start, unit)
    for day, entry in by_day.items():
        groups[_start_of(day, unit)].append(entry)
    return unit, [(start, _next(start, unit), members) for start, members in groups.items()]


def _start_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=7 if unit == "week" else 1)


def _day_ticks(stretch: tuple[float, float], size: Size) -> list[float]:
    """Return evenly spaced whole days; the last label stays inside the drawing."""
    span = int(stretch[1] - stretch[0])
    count = max(1, size.labels - 2)
    step = max(1, -(-span // count))
    return [float(day) for day in range(int(stretch[0]), int(stretch[1]), step)]


def _of_ordinal(date_format: str) -> Callable[[float], str]:
    return lambda ordinal: formats.date_format(date.fromordinal(int(ordinal)), date_format)


@dataclass(frozen=True)
class _Unit:
    """The words of charts by day, week or month, and how its axis writes a date."""

    name: "StrPromise"
    sentiment: "StrPromise"
    mean_score: "StrPromise"
    comments: "StrPromise"
    most: "StrPromise"
    tick: Callable[[float], str]


_UNITS = {
    "day": _Unit(
        gettext_lazy("Day"),
        gettext_lazy("Sentiment of the comments by day"),
        gettext_lazy("Mean score of the comments per day, %(first)s to %(last)s, on a scale from −1 to +1."),
        gettext_lazy("Comments per day"),
        gettext_lazy("Most on %(day)s: %(count)s."),
        _of_ordinal("MONTH_DAY_FORMAT"),
    ),
    "week": _Unit(
        gettext_lazy("Week"),
        gettext_lazy("Sentiment of the comments by week"),
        gettext_lazy("Mean score of the comments per week, %(first)s to %(last)s, on a scale from −1 to +1."),
        gettext_lazy("Comments per week"),
        gettext_lazy("Most in the week of %(day)s: %(count)s."),
        _of_ordinal("SHORT_DATE_FORMAT"),
    ),
    "month": _Unit(
        gettext_lazy("Month"),
        gettext_lazy("Sentiment of the comments by month"),
        gettext_lazy("Mean score of the comments per month, %(first)s to %(last)s, on a scale from −1 to +1."),
        gettext_lazy("Comments per month"),
        gettext_lazy("Most in the month from %(day)s: %(count)s."),
        _of_ordinal("YEAR_MONTH_FORMAT"),
    ),
}
