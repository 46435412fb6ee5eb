"""Chinese captions without marks at the ends of lines."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import chinese, sentences

LINES = (
    "今天我们去港口看一艘旧船",
    "如果天气很好",
    "那么我们可以一直走到灯塔",
    "因为海边的路很平",
    "船长说这艘船已经有八十年了",
    "但是它还能出海，每年都要修理两次",
    "最后我们要把钱交给",
    "船上的人",
)


def split(lines, language="zh"):
    segments = [values.Segment(3.0 * place, 3.0 * place + 3, line) for place, line in enumerate(lines)]
    return [sentence.text for sentence in sentences.split(segments, language)]


def test_lines_are_joined_to_sentences_with_spaces_for_the_marks_that_are_missing():
    assert split(LINES) == [
        "今天我们去港口看一艘旧船",
        "如果天气很好 那么我们可以一直走到灯塔 因为海边的路很平",
        "船长说这艘船已经有八十年了",
        "但是它还能出海，每年都要修理两次",
        "最后我们要把钱交给 船上的人",
    ]


def test_no_space_divides_a_word_and_marked_lines_have_none():
    assert chinese.joiner("我们在研究加密货", "币的历史") == ""
    assert chinese.joiner("我们去港口，", "看旧船") == ""
    assert chinese.joiner("我们去港口", "看旧船") == " "
    marked = [f"{line}。" for line in LINES]
    assert "".join(split(marked)) == "".join(marked)


@pytest.mark.parametrize("language", ["ja", "en", None])
def test_other_languages_are_not_concerned(language):
    assert not chinese.leaves_ends_unmarked(LINES, language)
    assert chinese.leaves_ends_unmarked(LINES, "zh-Hant")
