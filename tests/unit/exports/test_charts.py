"""Charts: what they say in words and figures, and what their drawings hold."""

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from analysis.exports import drawing
from analysis.exports.charts import charts
from tests.support.results import full_result

SVG = "{http://www.w3.org/2000/svg}"


def days(*counts: tuple[str, int]) -> dict[str, Any]:
    """Return a result whose comments were written on these days."""
    daily = [{"day": day, "count": count, "estimated": 0} for day, count in counts]
    return {"comments": {"time_distribution": {"daily": daily, "hourly": None}}}


def timeline(*points: tuple[float, float, float | None]) -> dict[str, Any]:
    """Return a result with this sentiment over the video."""
    entries = [{"start": start, "end": end, "score": score} for start, end, score in points]
    return {"content": {"sentiment": {"timeline": entries, "distribution": {}}}}


def drawn(svg: bytes, colour: int) -> list[dict[str, float]]:
    """Return the bars of one colour as they are drawn."""
    root = ElementTree.fromstring(svg)
    found = []
    for group in root.iter(f"{SVG}g"):
        if f"color-{colour}" in group.get("class", "").split():
            found += [
                {side: float(bar.get(side, "0")) for side in ("x", "y", "width", "height")}
                for bar in group.iter(f"{SVG}rect")
            ]
    return found


def texts(svg: bytes) -> list[str]:
    """Return what is written in a drawing."""
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_result_without_figures_has_no_charts():
    assert charts({}) == {}
    assert charts({"content": None, "comments": None}) == {}
    assert charts({"content": {"sentiment": None}, "comments": {"sentiment": None, "time_distribution": None}}) == {}


def test_a_full_result_has_all_charts():
    assert list(charts(full_result())) == [
        "sentiment-timeline",
        "sentiment-distribution",
        "comment-sentiment",
        "comment-sentiment-by-day",
        "comments-per-day",
        "comments-per-hour",
    ]


@pytest.mark.parametrize("size", [drawing.WIDE, drawing.NARROW])
@pytest.mark.parametrize("name", list(charts(full_result())))
def test_drawings_hold_no_script_no_style_attribute_and_no_outside_address(name, size):
    svg = charts(full_result())[name].draw(size).decode()
    root = ElementTree.fromstring(svg)
    assert f"0 0 {size.width} " in root.get("viewBox", "")
    assert "<script" not in svg
    assert ' style="' not in svg
    assert svg.count("http") == svg.count('"http://www.w3.org/2000/svg"') == 1
    assert "prefers-color-scheme:dark" in svg


def test_equal_results_are_drawn_equally():
    first, second = (charts(full_result())["comments-per-day"].draw(drawing.WIDE) for _ in range(2))
    assert first == second


def test_shares_are_told_in_words_figures_and_bars():
    chart = charts(
        {"content": {"sentiment": {"distribution": {"positive": 0.5, "neutral": 0.375, "negative": 0.125}}}}
    )["sentiment-distribution"]
    assert chart.summary == "50 % positive, 38 % neutral, 12 % negative."
    assert chart.rows == (("Positive", "50.0 %"), ("Neutral", "37.5 %"), ("Negative", "12.5 %"))
    lengths = [max(bar["width"] for bar in drawn(chart.draw(drawing.WIDE), colour)) for colour in (0, 1, 2)]
    assert lengths[0] == pytest.approx(4 * lengths[2])
    assert lengths[1] == pytest.approx(3 * lengths[2])


def test_bright_stretches_rise_dark_ones_fall_and_unscored_ones_are_left_empty():
    chart = charts(timeline((0, 60, 0.4), (60, 120, None), (120, 180, -0.2)))["sentiment-timeline"]
    assert chart.summary == "Highest score +0.40 at 0:00, lowest score −0.20 at 2:00, on a scale from −1 to +1."
    assert chart.rows == (("0:00", "1:00", "+0.40"), ("1:00", "2:00", "not scored"), ("2:00", "3:00", "−0.20"))
    svg = chart.draw(drawing.WIDE)
    (bright,), (dark,) = drawn(svg, 0), drawn(svg, 2)
    assert bright["height"] == pytest.approx(2 * dark["height"])
    assert bright["y"] + bright["height"] == pytest.approx(dark["y"])
    assert dark["x"] - bright["x"] == pytest.approx(2 * bright["width"])


def test_a_timeline_without_any_score_is_no_chart():
    assert charts(timeline((0, 60, None))) == {}


@pytest.mark.parametrize(("score", "limit"), [(0.1, 0.2), (0.3, 0.5), (0.9, 1.0), (-0.9, 1.0)])
def test_the_axis_of_moods_ends_at_a_round_number_that_holds_all(score, limit):
    marks = texts(charts(timeline((0, 60, score)))["sentiment-timeline"].draw(drawing.WIDE))
    assert {f"+{limit:.2f}", f"+{limit / 2:.2f}"} <= set(marks)


def test_four_hours_have_no_more_labels_than_fit():
    points = [(second, second + 120, 0.1) for second in range(0, 14400, 120)]
    svg = charts(timeline(*points))["sentiment-timeline"].draw(drawing.NARROW)
    assert [text for text in texts(svg) if ":" in text] == ["0:00", "1:00:00", "2:00:00", "3:00:00", "4:00:00"]


@pytest.mark.parametrize("size", [drawing.WIDE, drawing.NARROW])
@pytest.mark.parametrize("span", [1, 15, 92, 93, 100, 120, 268, 541, 640, 645, 700, 1822, 7300])
def test_the_dates_below_a_chart_do_not_overlap_or_leave_it(size, span):
    first = date(2026, 1, 5)
    last = first + timedelta(days=span)
    svg = charts(days((first.isoformat(), 3), (last.isoformat(), 2)))["comments-per-day"].draw(size)
    axis = next(group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.get("class") == "axis x")
    end = 0.0
    for place, label in enumerate(axis.iter(f"{SVG}text")):
        # About 7 pixels for each character of 13; the first label begins at its day, the others are centred on theirs.
        width, at = 7 * len(label.text or ""), float(label.get("x", "0"))
        begin = at - (width / 2 if place else 0)
        assert begin >= end and "…" not in (label.text or "")
        end = begin + width
    assert 0 < end <= size.width - 23


def test_days_without_comments_are_shown_as_gaps():
    chart = charts(days(("2026-03-14", 5), ("2026-03-16", 2)))["comments-per-day"]
    assert chart.title == "Comments per day"
    assert chart.summary == "Most on 14 Mar 2026: 5."
    assert chart.rows == (("2026-03-14", "5"), ("2026-03-15", "0"), ("2026-03-16", "2"))


def test_estimated_dates_are_said_to_be():
    result = days(("2026-03-14", 5))
    result["comments"]["time_distribution"]["daily"][0]["estimated"] = 3
    assert "The dates of 3 are estimates" in charts(result)["comments-per-day"].summary


@pytest.mark.parametrize(
    ("span", "title", "bars"),
    [(92, "day", 92), (93, "week", 14), (644, "week", 92), (645, "month", 22), (7300, "month", 241)],
)
def test_long_spans_are_told_in_weeks_or_months_and_lose_no_comment(span, title, bars):
    first = date(2006, 1, 2)
    entries = [((first + timedelta(days=day)).isoformat(), 1) for day in range(span)]
    chart = charts(days(*entries))["comments-per-day"]
    assert chart.title == f"Comments per {title}"
    assert len(chart.rows) == bars - (title == "month" and span == 7300)
    assert sum(int(count) for _, count in chart.rows) == span


def test_the_mood_of_a_week_is_the_mean_of_its_comments():
    start = date(2026, 1, 5)
    by_day = [
        {"day": start.isoformat(), "n": 30, "score": 0.4},
        {"day": (start + timedelta(days=1)).isoformat(), "n": 10, "score": 0.0},
        {"day": (start + timedelta(days=200)).isoformat(), "n": 1, "score": -1.0},
    ]
    chart = charts({"comments": {"sentiment": {"by_day": by_day}}})["comment-sentiment-by-day"]
    assert chart.rows[0] == ("2026-01-05", "+0.30", "40")
    assert chart.rows[-1][1:] == ("−1.00", "1")


def test_one_day_alone_has_no_mood_over_time():
    by_day = [{"day": "2026-01-05", "n": 30, "score": 0.4}]
    assert charts({"comments": {"sentiment": {"by_day": by_day}}}) == {}


def test_hours_are_told_with_the_busiest():
    hours = [0] * 24
    hours[21] = 1200
    chart = charts({"comments": {"time_distribution": {"daily": [], "hourly": hours}}})["comments-per-hour"]
    assert chart.summary == "Most between 21:00 and 22:00 UTC: 1,200."
    assert len(chart.rows) == 24


def test_no_day_or_hour_is_named_where_several_have_the_most():
    result = days(("2026-03-14", 5), ("2026-03-16", 5))
    result["comments"]["time_distribution"]["hourly"] = [2] * 10 + [0] * 14
    found = charts(result)
    assert found["comments-per-day"].summary == "The highest bars stand for 5."
    assert found["comments-per-hour"].summary == "The highest bars stand for 2."


@pytest.mark.parametrize("count", [0, 1, 3, 9, 57, 1000, 123_456])
def test_the_axis_of_counts_starts_at_zero_and_holds_the_largest(count):
    written = texts(charts(days(("2026-03-14", count)))["comments-per-day"].draw(drawing.WIDE))
    marks = [int(text.replace(",", "")) for text in written if text.replace(",", "").isdigit()]
    assert marks[0] == 0
    assert marks[-1] >= count
    assert 3 <= len(marks) <= 5


def test_every_rule_of_a_drawing_has_a_selector():
    """WeasyPrint ignores all rules after one without."""
    for chart in charts(full_result()).values():
        style = next(ElementTree.fromstring(chart.draw(drawing.WIDE)).iter("{http://www.w3.org/2000/svg}style")).text
        assert not re.search(r"(^|[}{])\s*\{", style)
