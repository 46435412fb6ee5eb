"""Captions become paragraphs and lose no word."""

import pytest

from analysis.exports.paragraphs import Cue, Paragraph, group_paragraphs

SENTENCE = "The sea goes out and the boats lie down in the mud of the harbour until it comes back."


def test_nothing_said_is_no_paragraph():
    assert list(group_paragraphs([])) == []


def test_short_captions_are_joined():
    segments = [[0.0, 2.0, "The sea\ngoes", None], [2.0, 4.0, "out.", None]]
    assert list(group_paragraphs(segments)) == [Paragraph((Cue(0.0, "The sea goes", " "), Cue(2.0, "out.")))]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("潮水退去", "又回来。", "潮水退去又回来。"),
        ("潮が引き、", "また満ちる", "潮が引き、また満ちる"),
        ("น้ำขึ้น", "น้ำลง", "น้ำขึ้นน้ำลง"),
        ("潮水", "Moon", "潮水 Moon"),
        ("밀물이", "들어온다", "밀물이 들어온다"),
        ("المد", "والجزر", "المد والجزر"),
    ],
)
def test_scripts_without_spaces_have_none_between_captions(first, second, whole):
    (paragraph,) = group_paragraphs([[0.0, 2.0, first, None], [2.0, 4.0, second, None]])
    assert paragraph.text == whole


def test_a_paragraph_ends_with_a_sentence_once_it_is_long_enough():
    segments = [[float(number), number + 1.0, SENTENCE, None] for number in range(30)]
    found = list(group_paragraphs(segments))
    assert [paragraph.start for paragraph in found] == [0.0, 6.0, 12.0, 18.0, 24.0]
    assert all(paragraph.text.endswith(".") for paragraph in found)


def test_speech_without_full_stops_is_cut_all_the_same():
    segments = [[float(number), number + 1.0, "and then the water", None] for number in range(500)]
    found = list(group_paragraphs(segments))
    assert max(len(paragraph.text) for paragraph in found) < 1100
    assert " ".join(paragraph.text for paragraph in found).split() == ["and", "then", "the", "water"] * 500


def test_a_long_silence_ends_a_paragraph_that_says_something():
    segments = [[0.0, 5.0, SENTENCE, None], [5.0, 9.0, SENTENCE, None], [60.0, 61.0, "Later.", None]]
    assert [paragraph.start for paragraph in group_paragraphs(segments)] == [0.0, 60.0]
    assert len(list(group_paragraphs([[0.0, 1.0, "Well.", None], [60.0, 61.0, "Later.", None]]))) == 1
