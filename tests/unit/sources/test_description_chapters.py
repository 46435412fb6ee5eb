"""Chapters in the description, as authors write them."""

import pytest

from analysis.sources import description_chapters, info_json
from analysis.sources.info_fields import Losses

LISTS = [
    "Bread!\n\n0:00 Flour\n0:30 Oven\n1:30 Crust\n\nBye",
    "[00:00] Flour\r\n[00:30] Oven\r\n[01:30] Crust",
    "Flour - 0:00\nOven - 0:30\nCrust - 1:30",
    "1. (00:00:00) Flour\n2. (00:00:30) Oven\n3. (00:01:30) Crust",
    "0:00 - 0:30 Flour\n0:30 - 1:30 Oven\n1:30 - 10:00 Crust",
    "• 0：00 | Flour\n\n• 0：30 | Oven\n\n• 1：30 | Crust",
    "٠:٠٠ Flour\n٠:٣٠ Oven\n١:٣٠ Crust",
    "2024-01-02 10:00\n⏱️ 0:00 → Flour\n⏱️ 0:30 → Oven\n⏱️ 1:30 → Crust\n20:00 After the end",
    "0:00 Flour\n0:30 Oven\n1:30 Crust\n\nMusic\n0:00 Waltz\n3:00 Polka\n5:00 March",
]


@pytest.mark.parametrize("description", LISTS)
def test_times_in_the_description_are_chapters(description):
    found = description_chapters.read(description, 600)
    assert [(part.title, part.start, part.end) for part in found] == [
        ("Flour", 0, 30),
        ("Oven", 30, 90),
        ("Crust", 90, 600),
    ]


@pytest.mark.parametrize(
    "description",
    [
        None,
        "We met at 10:30 and left at 11:45.",
        "0:00 Flour\n0:30 Oven",
        "0:10 Flour\n0:30 Oven\n1:30 Crust",
        "0:00 Flour\n0:05 Oven\n1:30 Crust",
        "0:00 Flour\n1:30 Oven\n0:40 Crust",
        "0:00 Flour\n0:99 Oven\n1:30 Crust",
    ],
)
def test_what_youtube_takes_for_no_list_is_none(description):
    assert description_chapters.read(description, 600) is None


def test_a_title_may_hold_a_time_and_may_be_missing():
    found = description_chapters.read("0:00\n0:30 Back to 5:00\n1:30 Won 3:2", 600)
    assert [part.title for part in found] == [None, "Back to 5:00", "Won 3:2"]


@pytest.mark.parametrize("title", ["sin(x", "Crust (part 1", "[Live] crust", "f(g(x", "「面包」 再来"])
@pytest.mark.parametrize("line", ["1:30 - {}", "({}) 1:30", "[1:30] {}"])
def test_a_bracket_whose_partner_is_inside_a_title_stays(line, title):
    title += ")" * (title.count("(") - title.count(")"))
    found = description_chapters.read(f"0:00 Flour\n0:30 Oven\n{line.format(title)}", 600)
    assert found[-1].title == title


def test_stated_chapters_come_before_the_description():
    info = {"duration": 600, "description": LISTS[0]}
    assert [part.title for part in info_json.video(info, "a").chapters] == ["Flour", "Oven", "Crust"]
    info["chapters"] = [{"title": "All", "start_time": 0, "end_time": 600}]
    assert [part.title for part in info_json.video(info, "a", Losses()).chapters] == ["All"]
    assert info_json.video({"description": LISTS[0]}, "a").chapters is None
