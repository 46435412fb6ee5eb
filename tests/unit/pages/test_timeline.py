"""The timeline of a result: its lanes, where their marks stand, what they say, and its axis."""

import pytest

from analysis.exports.charts import time_ticks
from analysis.pages.timeline import build_timeline
from tests.support.results import full_result


def video(seconds, **content):
    """Return a result of a video of this length with this content."""
    return {"video": {"duration_seconds": seconds}, "content": content}


def test_a_result_has_a_lane_for_each_measure_and_its_marks_stand_at_their_seconds():
    timeline = build_timeline(full_result(), 100)
    assert [lane.kind for lane in timeline.lanes] == ["replayed", "sections", "sentiment", "moments"]
    replayed, sections, sentiment, moments = timeline.lanes
    assert (sections.marks[0].left, sections.marks[0].width) == ("0.000%", "24.161%")
    assert [mark.style for mark in sentiment.marks] == ["positive", "negative"]
    assert moments.marks[0].text.startswith("4 comments cite this moment: “And here the tide turns")
    assert [mark.text for mark in replayed.marks] == ["Replayed most", "Replayed 25 % as much as the top"]
    assert (moments.marks[0].span, replayed.marks[0].span) == ("1:01:01", "0:00 to 0:37")


def test_lanes_do_not_overlap_and_the_axis_is_below_them():
    timeline = build_timeline(full_result(), 100)
    bottoms = [lane.drawing_top + lane.height for lane in timeline.lanes]
    assert all(bottom <= lane.top for bottom, lane in zip(bottoms, timeline.lanes[1:], strict=False))
    assert bottoms[-1] <= timeline.axis_top < timeline.height


@pytest.mark.parametrize("result", [{}, video(60.0), video(None), {"content": None, "comments": None}])
def test_a_result_without_data_has_no_timeline(result):
    assert build_timeline(result, 100) is None


def test_lanes_without_data_are_left_out():
    points = [{"start": 0.0, "end": 60.0, "score": None}]
    replayed = [{"start": 0.0, "end": 60.0, "score": 1.0}]
    timeline = build_timeline(video(60.0, sentiment={"timeline": points}, replayed=replayed), 100)
    assert [lane.kind for lane in timeline.lanes] == ["replayed"]


def test_the_most_important_marks_are_drawn_and_the_others_counted():
    spans = [{"start": float(n), "end": n + 1.0, "score": n / 999} for n in range(1000)]
    (lane,) = build_timeline(video(1000.0, replayed=spans), 100).lanes
    assert (len(lane.marks), lane.omitted) == (100, 900)
    assert [mark.start for mark in lane.marks] == [float(n) for n in range(900, 1000)]


def test_without_a_known_length_it_ends_with_the_last_mark():
    spans = [{"start": 0.0, "end": 50.0, "score": 1.0}, {"start": 50.0, "end": 200.0, "score": 0.0}]
    timeline = build_timeline(video(None, replayed=spans), 100)
    assert [mark.width for mark in timeline.lanes[0].marks] == ["25.000%", "75.000%"]


def test_marks_beyond_the_end_stay_inside():
    spans = [{"start": -5.0, "end": 500.0, "score": 1.0}, {"start": 900.0, "end": 950.0, "score": 0.5}]
    for mark in build_timeline(video(100.0, replayed=spans), 100).lanes[0].marks:
        left, width = float(mark.left[:-1]), float(mark.width[:-1])
        assert 0 <= left <= left + width <= 100


@pytest.mark.parametrize("seconds", [1, 9, 10, 59, 458, 3600, 14_400, 43_200, 86_400, 172_800])
def test_the_labels_of_the_axis_do_not_overlap_on_a_phone(seconds):
    spans = [{"start": 0.0, "end": float(seconds), "score": 1.0}]
    ticks = build_timeline(video(float(seconds), replayed=spans), 100).ticks
    ends = []
    for tick in ticks:
        # 343 pixels at 375, and 7 for each character of 12 pixels.
        at, width = 3.43 * float(tick.left[:-1]), 7 * len(tick.text)
        begin = at - {"start": 0, "middle": width / 2, "end": width}[tick.anchor]
        assert not ends or begin > ends[-1]
        ends.append(begin + width)
    assert ends[-1] <= 343 + 8
    assert len(time_ticks(seconds, 4)) <= 5
