from dataclasses import replace

import pytest

from analysis.pipeline import values
from analysis.pipeline.text import entities, sentences
from tests import texts

NOBODY = values.Video(id="x" * 11, url="")


def find(transcript=texts.TRANSCRIPT, language="en", video=NOBODY):
    return entities.find(sentences.split(transcript.segments), language, video, limit=50)


def said(text: str, language: str = "en", video: values.Video = NOBODY):
    return find(values.Transcript("manual_captions", language, (values.Segment(3, 9, text),)), language, video)


def test_capitalised_words_in_mid_sentence_are_names():
    assert {entity.text for entity in find()} == {"Konstanz", "Lake Constance", "Doctor Alvarez", "University of Parma"}


def test_a_name_knows_where_it_is_said():
    lake = next(entity for entity in find() if entity.text == "Lake Constance")
    assert lake.mentions == (sentences.split(texts.TRANSCRIPT.segments)[1].start,)


def test_kinds_are_told_only_where_a_word_gives_them_away():
    kinds = {entity.text: entity.type for entity in find()}
    assert kinds["Lake Constance"] == "place"
    assert kinds["Doctor Alvarez"] is None or kinds["Doctor Alvarez"] == "person"
    assert kinds["Konstanz"] is None
    assert {e.text: e.type for e in said("We met Mr. Brown and the Bell Foundation by the sea.")} == {
        "Brown": "person",
        "Bell Foundation": "organisation",
    }


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital_alone():
    assert said("Bread is good. Water is wet. They like it all day.") == ()


def test_a_word_that_is_mostly_written_small_is_no_name():
    assert said("We say Bread once, but bread and bread and bread more often.") == ()


def test_days_and_the_pronoun_are_no_names():
    assert said("On Monday I said that I'm late, and in March too.") == ()


def test_lower_case_captions_show_the_names_that_the_author_wrote_down():
    found = find(texts.PLAIN_TRANSCRIPT, video=texts.VIDEO)
    assert [entity.text for entity in found] == ["Lake Constance"]


def test_lower_case_captions_without_known_names_give_none_rather_than_no_names():
    assert find(texts.PLAIN_TRANSCRIPT) is None
    assert find(texts.PLAIN_TRANSCRIPT, video=replace(texts.VIDEO, tags=("Atlantis",))) is None


def test_german_nouns_are_not_taken_for_names():
    text = "Wir backen das Brot mit Mehl und Wasser. Dann geht der Teig auf, und der Ofen wird heiß."
    assert said(text, "de") is None
    assert [e.text for e in said("Wir backen in Bremen ein Brot.", "de", replace(NOBODY, tags=("Bremen",)))] == [
        "Bremen"
    ]


def test_scripts_without_capitals_show_known_names():
    assert [e.text for e in said("今天我们在东京烤面包。", "zh", replace(NOBODY, tags=("东京烤",)))] == ["东京烤"]
    assert said("今天我们在东京烤面包。", "zh") is None


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_are_survived(text):
    found = said(text + " The End of it.")
    assert found is None or all(entity.mentions for entity in found)
