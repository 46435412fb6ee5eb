from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.nlp.outline import summary
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from tests.support import texts

SPOKEN = sentences.split(texts.TRANSCRIPT.segments)


def ranking() -> summary.SentenceRanking:
    return summary.SentenceRanking(SPOKEN, "en")


def test_a_summary_consists_of_whole_sentences_in_their_order():
    chosen = summary.summarise(ranking(), 5)
    assert len(chosen) == 5
    assert chosen == sorted(chosen)


def test_a_summary_speaks_of_the_subject():
    text = " ".join(SPOKEN[index].text for index in summary.summarise(ranking(), 5)).lower()
    assert all(word in text for word in ("starter", "dough", "loaf"))


def test_a_summary_leaves_thanks_and_greetings_out():
    assert not any("Thank you" in SPOKEN[index].text for index in summary.summarise(ranking(), 8))


def test_no_sentence_is_taken_twice_however_often_it_is_said():
    said = [Sentence("The gluten net holds the gas of the yeast.", i, i + 1, 9) for i in range(6)]
    assert len(summary.summarise(summary.SentenceRanking(said, "en"), 4)) == 1


def test_key_points_are_spread_over_the_whole_video():
    starts = [SPOKEN[index].start for index in summary.select_spread(ranking(), 6)]
    length = SPOKEN[-1].end
    assert starts == sorted(starts)
    assert len({int(6 * start / length) for start in starts}) == len(starts) >= 5


def test_key_points_differ_from_each_other():
    chosen = [set(SPOKEN[index].text.lower().split()) for index in summary.select_spread(ranking(), 8)]
    overlaps = [len(a & b) / len(a | b) for i, a in enumerate(chosen) for b in chosen[i + 1 :]]
    assert max(overlaps) < 0.5


def test_key_points_leave_out_what_the_summary_says():
    found = ranking()
    quoted = summary.summarise(found, 5)
    assert not set(quoted) & set(summary.select_spread(found, 6, taken=quoted))


def test_a_stretch_with_nothing_to_tell_leaves_its_place_to_another():
    said = [*SPOKEN, Sentence("Hm.", SPOKEN[-1].end + 100, SPOKEN[-1].end + 101, 1)]
    chosen = summary.select_spread(summary.SentenceRanking(said, "en"), 6)
    assert len(chosen) == 6


def test_what_the_title_says_is_preferred():
    plain, titled = ranking(), summary.SentenceRanking(SPOKEN, "en", title="Why salt matters in dough")
    salty = next(index for index, sentence in enumerate(SPOKEN) if sentence.text.startswith("Without salt"))
    assert titled.scores[salty] > plain.scores[salty]
    other = next(index for index, sentence in enumerate(SPOKEN) if sentence.text.startswith("Steam keeps"))
    assert titled.scores[other] == plain.scores[other]


def test_half_sentences_are_left_to_whole_ones():
    halves = [replace(sentence, whole=0.0) if index % 2 else sentence for index, sentence in enumerate(SPOKEN)]
    chosen = summary.summarise(summary.SentenceRanking(halves, "en"), 5)
    assert sum(halves[index].whole for index in chosen) >= 4


def test_sentences_that_mean_the_same_are_taken_once():
    said = [
        Sentence("Steam keeps the crust of the bread soft while it is in the oven.", 0, 5, 13),
        Sentence("The surface of a loaf stays tender thanks to water vapour during baking.", 5, 9, 13),
        Sentence("Wild yeast eats the sugar in the flour and breathes out gas.", 9, 14, 12),
    ]
    same = np.array([[1.0, 0.0], [0.9, 0.436], [0.0, 1.0]], dtype=np.float32)
    found = summary.SentenceRanking(said, "en", same).best(3)
    assert len(found) == 2
    assert {0, 1} - set(found)


def test_a_section_is_summed_up_by_what_is_said_in_it():
    oven = [index for index, sentence in enumerate(SPOKEN) if 95 <= sentence.start < 150]
    best = ranking().best(2, among=oven)
    assert set(best) <= set(oven)
    assert ranking().best(2, among=[]) == []


def test_the_same_input_gives_the_same_sentences():
    assert summary.summarise(ranking(), 5) == summary.summarise(ranking(), 5)


def test_no_sentences_give_no_summary():
    empty = summary.SentenceRanking([], "en")
    assert summary.summarise(empty, 5) == []
    assert summary.select_spread(empty, 5) == []


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_can_be_summarised(code):
    said = sentences.split((*texts.TRANSCRIPT.segments[:0], texts.values.Segment(0, 9, texts.SAMPLES[code])))
    assert len(summary.summarise(summary.SentenceRanking(said, code), 2)) <= 2


@given(st.lists(st.text(min_size=1), max_size=6))
def test_any_sentences_can_be_ranked(said):
    found = summary.SentenceRanking([Sentence(text, i, i + 1, len(text.split())) for i, text in enumerate(said)], None)
    assert len(summary.summarise(found, 3)) <= 3
    assert all(worth >= 0 for worth in found.scores)
