import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.comments import cited_times
from tests.support import texts


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
        ("३:१२ बढ़िया", (192.0,)),
        ("۳:۱۲ عالی", (192.0,)),
        ("3:12-3:40 and 4:00 – 4:10", (192.0, 240.0)),
        ("Opening - 0:00, Credits -2:00", (0.0, 120.0)),
        ("00 : 39 that face", (39.0,)),
        ("1時間2分", (3720.0,)),
        ("1시간 2분 3초", (3723.0,)),
        ("2 минуты 10 секунд", (130.0,)),
        ("2 мин 10 сек", (130.0,)),
        ("https://youtu.be/own_video01?t=42 here", (42.0,)),
        ("https://www.youtube.com/watch?v=own_video01&amp;t=1h2m3s", (3723.0,)),
        ('<a href="https://www.youtube.com/watch?v=own_video01&amp;t=192">3:12</a>', (192.0,)),
    ],
)
def test_it_finds_the_cited_seconds(text, seconds):
    assert cited_times.extract(text, 10_000, "own_video01") == seconds


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
        "3:0 for us",
        "4:30 in the morning",
        "it's 3:30 and I am awake",
        "a las 3:30 de la tarde",
        "в 3:30 утра",
        "凌晨3:20",
        "오전 3:10",
        "jam 02:30",
        "Psalm 23:04",
        "1 Cor 13:13",
        "Иоанна 3:16",
        "约翰福音3:16",
        "1:18 scale",
        "1:23.456",
        "https://youtu.be/other_video?t=42",
        "https://youtu.be/other_video#3:12",
    ],
)
def test_it_leaves_ratios_verses_and_times_of_day(text):
    assert cited_times.extract(text, 100_000) == ()


def test_only_seconds_within_the_video_count():
    assert cited_times.extract("1:00 2:00 3:00", 120) == (60.0, 120.0)


def test_a_video_of_unknown_length_excludes_nothing():
    assert cited_times.extract("59:59", None) == (3599.0,)


@given(st.text(alphabet="0123456789: .hms", max_size=60))
def test_whatever_is_found_lies_within_the_video(text):
    assert all(0 <= second <= 500 for second in cited_times.extract(text, 500))


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_cite_nothing(text):
    assert cited_times.extract(text, 100_000) == ()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:15,0:30;1:00", (15, 30, 60)),
        ("best: 1:02:03,1:05:00", (3723, 3900)),
        ("5:255:255:25", (325,)),
        ("1:02:031:02:03", (3723,)),
        ("1:05,5", ()),
        ("12:34:56:78", ()),
    ],
)
def test_lists_without_spaces_and_pasted_repeats_are_read(text, seconds):
    assert cited_times.extract(text, 4000) == seconds
