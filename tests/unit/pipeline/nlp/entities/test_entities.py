from dataclasses import replace

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import entities, gazetteer
from analysis.pipeline.nlp.sentences import sentences
from tests.support import texts

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


def test_formulas_and_variables_are_no_names():
    text = "We burn less CO2 and drink more H2O than Kelvin. The number R0 falls, and F1 races in Monaco go on."
    assert {"CO2", "H2O", "R0"}.isdisjoint(name.text for name in said(text))


def test_the_plural_of_a_known_name_is_that_name():
    found = said("He pays Ann with Bitcoin, and she counts her BItcoins.")
    assert [(name.text, len(name.mentions)) for name in found if "coin" in name.text] == [("Bitcoin", 2)]


def test_lower_case_captions_show_the_names_that_the_author_wrote_down():
    video = replace(
        NOBODY,
        tags=("Wild Yeast",),
        channel_name="Crumb School",
        description="Many thanks for all the good advice to Anke Bo.",
    )
    found = said("so wild yeast is what anke bo at crumb school told me about", video=video)
    assert {entity.text for entity in found} == {"Wild Yeast", "Anke Bo", "Crumb School"}


def test_lower_case_captions_show_what_is_known_or_stands_where_a_name_must():
    found = {(entity.text, entity.type) for entity in find(texts.PLAIN_TRANSCRIPT)}
    assert found == {("Lake Constance", "place"), ("Doctor Alvarez", "person"), ("University of Parma", "organisation")}


def test_lower_case_captions_without_any_name_give_none_rather_than_no_names():
    assert said("so the bread needs time and water and the dough is soft") is None
    assert said("so the bread needs time", video=replace(texts.VIDEO, tags=("Atlantis",))) is None


def test_common_words_in_small_letters_are_no_names():
    names = {entity.text for entity in said("may i mark the rose and will you bill me for the apple in paris")}
    assert names == {"Paris"}


def test_an_ambiguous_place_counts_where_a_place_must_stand():
    assert [entity.text for entity in said("last summer we flew from turkey to rome and ate turkey every day")] == [
        "Rome",
        "Turkey",
    ]


def test_people_are_known_by_first_name_and_surname_in_small_letters():
    found = said("then hannah called and mark zuckerberg met albert einstein in the bar with elon musk")
    assert {(entity.text, entity.type) for entity in found} == {
        ("Hannah", "person"),
        ("Mark Zuckerberg", "person"),
        ("Albert Einstein", "person"),
        ("Elon Musk", "person"),
    }


def test_a_surname_counts_for_the_one_person_who_has_it():
    found = said("In Paris we met Marie Curie at work. Later they asked Curie again, and then Curie left them.")
    assert [(entity.text, len(entity.mentions)) for entity in found] == [("Marie Curie", 3), ("Paris", 1)]


def test_of_two_names_that_overlap_the_longer_is_told():
    found = said("She wrote for the New York Times about World War II and the streets of New York.")
    assert {(entity.text, entity.type) for entity in found} == {
        ("New York Times", "organisation"),
        ("World War II", "event"),
        ("New York", "place"),
    }


KNOWN = {
    "es": ("hoy viajamos de madrid a buenos aires y luego a lima en perú", {"Madrid", "Buenos Aires", "Lima", "Perú"}),
    "pt": ("hoje vamos a lisboa e ao rio de janeiro no brasil", {"Lisboa", "Rio de Janeiro", "Brasil"}),
    "fr": ("demain nous allons de marseille en allemagne avec netflix", {"Marseille", "Allemagne", "Netflix"}),
    "de": (
        "Heute fahren wir mit Angela Schmidt von Berlin nach Frankreich.",
        {"Angela Schmidt", "Berlin", "Frankreich"},
    ),
    "ru": ("сегодня мы в москве и завтра едем в германию", {"Москва", "Германия"}),
    "ar": ("سافرنا من القاهرة إلى ألمانيا ثم إلى مصر", {"القاهرة", "ألمانيا", "مصر"}),
    "hi": ("हम दिल्ली से जर्मनी गए और फिर जापान गए", {"दिल्ली", "जर्मनी", "जापान"}),
    "ja": ("東京からドイツに行きました。インドネシアも好きです。", {"東京", "ドイツ", "インドネシア"}),
    "ko": ("서울에서 독일로 갔습니다. 일본은 가깝습니다.", {"서울", "독일", "일본"}),
    "zh": ("马云在北京大学讲话，然后去了德国和日本。", {"马云", "北京大学", "德国", "日本"}),
    "tr": ("bugün istanbul'dan almanya'ya gidiyoruz ve sonra japonyada kalacağız", {"Almanya", "Japonya"}),
    "id": ("hari ini kita pergi ke jakarta lalu lima hari di bali", {"Jakarta", "Bali"}),
}


@pytest.mark.parametrize("code", KNOWN)
def test_known_places_are_found_in_every_language_without_capitals(code):
    text, expected = KNOWN[code]
    assert {entity.text for entity in said(text, code)} == expected


def test_german_nouns_are_not_taken_for_names():
    text = "Wir backen das Brot mit Mehl und Wasser. Dann geht der Teig auf, und der Ofen wird heiß."
    assert said(text, "de") is None
    assert [e.text for e in said("Wir backen in Bremen ein Brot.", "de", replace(NOBODY, tags=("Bremen",)))] == [
        "Bremen"
    ]


def test_scripts_without_capitals_show_known_names():
    assert [e.text for e in said("酸面团学校今天开门。", "zh", replace(NOBODY, tags=("酸面团学校",)))] == ["酸面团学校"]
    assert said("今天我们烤面包。", "zh") is None


@pytest.mark.parametrize("text", texts.HOSTILE)
def test_hostile_texts_are_survived(text):
    found = said(text + " The End of it.")
    assert found is None or all(entity.mentions for entity in found)


@pytest.mark.parametrize("code", ["co", "fy", "eo", "xx", "gsw", "mt", "yi", "ckb", None])
def test_a_language_of_which_little_is_listed_is_no_obstacle(code):
    assert "youtube" in {" ".join(words) for words in gazetteer.names(code)}
