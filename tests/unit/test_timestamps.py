import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.text import timestamps
from tests import texts


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("3:12 is the best part", (192.0,)),
        ("at 1:02:03", (3723.0,)),
        ("(0:07)", (7.0,)),
        ("from 0:30 to 1:10, and 0:30 again", (30.0, 70.0)),
        ("90:05 for long ones", (5405.0,)),
        ("２：０５ すごい", (125.0,)),
        ("2m15s", (135.0,)),
        ("1h 02m 03s", (3723.0,)),
        ("3分12秒が好き", (192.0,)),
        ("٣:١٢ رائع", (192.0,)),
    ],
)
def test_it_finds_the_cited_seconds(text, seconds):
    assert timestamps.cited(text, 10_000) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "16:9",
        "1:5",
        "3:60",
        "1:75:10",
        "12:30:99",
        "12:34:56:78",
        "at 7:30 pm",
        "8:15am",
        "John 3:16",
        "10.3:12",
        "https://x.y/3:12",
        "v1:2:3",
    ],
)
def test_it_leaves_ratios_verses_and_times_of_day(text):
    assert timestamps.cited(text, 100_000) == ()


def test_only_seconds_within_the_video_count():
    assert timestamps.cited("1:00 2:00 3:00", 120) == (60.0, 120.0)


def test_a_video_of_unknown_length_excludes_nothing():
    assert timestamps.cited("59:59", None) == (3599.0,)


def test_neighbouring_citations_are_one_moment_at_the_second_most_named():
    (moment,) = timestamps.moments({"a": (101.0,), "b": (104.0,), "c": (104.0,), "d": (106.0,)})
    assert (moment.seconds, moment.count, moment.comment_ids) == (104.0, 4, ("a", "b", "c", "d"))


def test_a_comment_counts_once_in_a_moment():
    (moment,) = timestamps.moments({"a": (10.0, 12.0)})
    assert moment.count == 1


def test_moments_are_ranked_by_how_many_cite_them():
    found = timestamps.moments({"a": (10.0,), "b": (100.0,), "c": (101.0,), "d": (200.0,)})
    assert [moment.seconds for moment in found] == [100.0, 10.0, 200.0]


def test_a_chain_of_citations_does_not_become_one_long_moment():
    found = timestamps.moments({str(i): (4.0 * i,) for i in range(20)})
    assert all(moment.count <= 4 for moment in found)


def test_no_citations_give_no_moments():
    assert timestamps.moments({}) == ()


@given(st.text(alphabet="0123456789: .hms", max_size=60))
def test_whatever_is_found_lies_within_the_video(text):
    assert all(0 <= second <= 500 for second in timestamps.cited(text, 500))


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_cite_nothing(text):
    assert timestamps.cited(text, 100_000) == ()
