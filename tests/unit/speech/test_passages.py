"""What to believe of what a model wrote, and where its sentences lie."""

import math

import pytest

from analysis.pipeline.values import Segment
from analysis.speech import passages
from analysis.speech.passages import Passage, Word
from analysis.speech.windows import Window


def spoken(text, seconds=0.5, pause=0.0, probability=0.9):
    """Return the words of ``text``, each ``seconds`` long, with a pause between them."""
    step = seconds + pause
    return tuple(Word(f" {word}", n * step, n * step + seconds, probability) for n, word in enumerate(text.split()))


def believed(words=(), log_probability=-0.3, no_speech=0.1, repetition=1.3):
    return Passage(Window(0.0, 20.0), "en", words, log_probability, no_speech, repetition)


def texts(words):
    return [segment.text for segment in passages.split_segments(believed(words), 0.0)]


@pytest.mark.parametrize(
    ("figures", "credible"),
    [
        ({}, True),
        ({"no_speech": 0.95, "log_probability": -0.4}, True),  # spoken softly
        ({"no_speech": 0.84, "log_probability": -0.91}, False),  # "Thank you." over a guitar
        ({"no_speech": 0.49, "log_probability": -1.54}, False),  # "I'm going to go to the next one." over crackling
        ({"no_speech": 0.96, "log_probability": -0.05, "repetition": 29.9}, False),  # ". . . . ." over hiss
        ({"log_probability": -1.1}, True),
        ({"log_probability": math.nan}, False),
    ],
)
def test_what_is_invented_is_told_from_what_is_said(figures, credible):
    assert believed(**figures).is_credible is credible


def test_what_says_the_same_over_and_over_is_circular():
    assert believed(repetition=2.5).is_repetitive
    assert not believed(repetition=2.3, log_probability=-3.0).is_repetitive


def test_segments_are_sentences_with_the_seconds_of_their_words():
    words = spoken("The tide turns. Dr. Smith waits for 3.5 hours.")
    assert list(passages.split_segments(believed(words), 100.0)) == [
        Segment(100.0, 101.5, "The tide turns.", 0.9),
        Segment(101.5, 104.5, "Dr. Smith waits for 3.5 hours.", 0.9),
    ]


def test_scripts_without_spaces_are_cut_at_their_own_marks():
    words = tuple(
        Word(text, n / 2, n / 2 + 0.5, 0.8) for n, text in enumerate(["潮", "が", "引く。", "船", "が", "帰る。"])
    )
    assert texts(words) == ["潮が引く。", "船が帰る。"]


def test_a_long_pause_parts_a_sentence():
    words = (*spoken("The boats come"), Word(" back.", 6.0, 6.5, 0.9))
    assert texts(words) == ["The boats come", "back."]


def test_a_sentence_that_is_too_long_is_parted_at_its_longest_pause():
    first = spoken("we pull the boats over the mud and then")
    later = tuple(Word(word.text, word.start + 9.7, word.end + 9.7, 0.9) for word in spoken("we wait for the water"))
    held = (*first, Word(" well", 4.6, 9.2, 0.9), *later, Word(" there", 12.4, 16.0, 0.9))
    assert texts(held) == ["we pull the boats over the mud and then well", "we wait for the water there"]


def test_words_without_a_pause_or_a_full_stop_are_parted_in_the_middle():
    assert [len(text.split()) for text in texts(spoken("tide " * 60))] == [30, 30]


def test_nothing_said_gives_nothing():
    assert texts(()) == []
    assert texts((Word(" ", 0.0, 0.1, 0.5),)) == []


def test_confidence_is_the_mean_probability_of_the_words():
    words = (Word(" a", 0, 1, 0.5), Word(" bay.", 1, 2, 1.0), Word(" Well", 2, 3, math.nan))
    assert [segment.confidence for segment in passages.split_segments(believed(words), 0.0)] == [0.75, None]
