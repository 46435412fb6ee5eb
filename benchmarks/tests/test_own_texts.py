"""Templates that stand for many training texts."""

from analysis.pipeline.nlp.feedback import words_model
from benchmarks.training import own_texts

NAMES = {*words_model.NAMES, "none", "praise"}


def test_every_drawn_text_has_a_known_class_and_no_open_choice():
    wrong = [row for row in own_texts.drawn() if row[0] not in NAMES or set(row[2]) & set("{}|")]
    assert not wrong


def test_the_same_texts_are_drawn_each_time():
    assert own_texts.drawn.__wrapped__() == own_texts.drawn()
