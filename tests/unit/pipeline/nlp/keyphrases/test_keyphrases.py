import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.words import tokens
from tests.support import texts

SPOKEN = sentences.split(texts.TRANSCRIPT.segments)
SAID = [sentence.text for sentence in SPOKEN]


def names(ranked):
    return [item.text for item in ranked]


def test_the_subjects_of_the_talk_come_first():
    found = names(keyphrases.rank(SAID, "en", limit=16))
    assert {"starter", "gluten", "dough", "loaf"} <= set(found)


def test_stop_words_and_hesitations_are_no_key_phrases():
    found = names(keyphrases.rank(["um the the bread you know", "um it is the bread", "okay bread"], "en", limit=10))
    assert found == ["bread"]


def test_a_phrase_replaces_its_words_when_they_are_only_said_together():
    found = names(keyphrases.rank(["The brass machine works.", "A brass machine!", "My brass machine."], "en", limit=5))
    assert found[0] == "brass machine"
    assert "brass" not in found


def test_a_phrase_of_the_author_is_found_with_its_stop_words():
    said = ["He sailed to the Bay of Fundy.", "The Bay of Fundy is in Canada."]
    assert "Bay of Fundy" in names(keyphrases.rank(said, "en", ["bay of fundy"], limit=5))


def test_what_the_author_wrote_is_no_key_phrase_unless_it_names_a_thing():
    said = ["So what is this?", "Tell me what is this.", "This is bread."]
    assert names(keyphrases.rank(said, "en", ["What is this", "how to do it"], limit=5)) == ["bread"]


def test_a_topic_counts_its_kinds_and_not_what_only_shares_a_quality():
    said = ["The hot iron pot is here.", "A pot.", "Some hot gas rises.", "The hot gas again.", "My pot.", "That pot."]
    spoken = sentences.split([values.Segment(3.0 * n, 3.0 * n + 3, text) for n, text in enumerate(said)])
    found = keyphrases.topics(keyphrases.rank([s.text for s in spoken], "en", limit=20), spoken, 5)
    pot = next(topic for topic in found if "pot" in topic.name)
    assert pot.timestamps == (0.0, 3.0, 12.0, 15.0)


def test_chinese_phrases_are_whole_words():
    said = ["我喜欢酸面团", "酸面团很好", "今天的酸面团"]
    assert names(keyphrases.rank(said, "zh", limit=5)) == ["酸面团"]


def test_the_forms_of_a_name_are_one_key_phrase_in_its_most_frequent_spelling():
    said = ["A neural network learns.", "Neural networks are large.", "We train neural networks on pictures."]
    ranked = keyphrases.rank(said, "en", limit=10)
    assert [(item.text, item.mentions) for item in ranked if "neural" in item.text] == [("neural networks", (0, 1, 2))]


def test_verbs_and_small_words_neither_open_nor_close_a_key_phrase():
    said = ["We propose to use a large telescope and it shows distant galaxies quickly."]
    assert set(names(keyphrases.rank(said, "en", limit=10))) == {"large telescope", "distant galaxies"}


def test_captions_without_marks_and_capitals_have_whole_names_too():
    said = ["so today we are looking at the milky way galaxy with a radio telescope and the radio telescope is huge"]
    assert {"milky way galaxy", "radio telescope"} <= set(names(keyphrases.rank(said, "en", limit=10)))


def test_a_word_that_is_common_in_any_talk_gives_way_to_a_rare_one_in_a_long_text():
    said = ["The people there saw a girl in the car and the snail."] * 300
    assert names(keyphrases.rank(said, "en", limit=1)) == ["snail"]


TALKS = {
    "zh": ("今天讲机器学习。机器学习是人工智能的分支。神经网络由神经元组成。", {"机器学习", "人工智能", "神经网络"}),
    "ja": ("機械学習について話します。機械学習は人工知能です。データが必要です。", {"機械学習", "人工知能", "データ"}),
    "ko": ("기계 학습과 인공지능을 설명합니다. 기계 학습은 인공지능의 분야입니다.", {"기계 학습", "인공지능"}),
    "ar": (
        "الذكاء الاصطناعي يساعد. يحتاج الذكاء الاصطناعي والتعلم الآلي. التعلم الآلي.",
        {"الذكاء الاصطناعي", "التعلم الآلي"},
    ),
    "hi": ("मशीन लर्निंग क्या है। मशीन लर्निंग से डेटा बनता है।", {"मशीन लर्निंग"}),
    "ru": ("Нейронные сети учатся. Без нейронных сетей хуже. Нейронные сети!", {"Нейронные сети"}),
    "tr": ("Yapay zeka nedir. Yapay zeka için veri gerekir. Bu yapay zeka.", {"Yapay zeka"}),
    "id": ("Kecerdasan buatan membantu dokter. Ini kecerdasan buatan.", {"kecerdasan buatan"}),
    "es": ("El cambio climático afecta al mar. El cambio climático es real.", {"cambio climático"}),
    "pt": ("A inteligência artificial ajuda. Uma inteligência artificial.", {"inteligência artificial"}),
    "fr": ("Le changement climatique touche la mer. Un changement climatique.", {"changement climatique"}),
    "de": ("Wir nutzen künstliche Intelligenz. Die künstliche Intelligenz hilft uns.", {"künstliche Intelligenz"}),
}


@pytest.mark.parametrize("code", TALKS)
def test_names_are_found_whole_in_every_language(code):
    said, expected = TALKS[code]
    assert expected <= set(names(keyphrases.rank(tokens.sentences(said), code, limit=8)))


@pytest.mark.parametrize("text", texts.HOSTILE)
@pytest.mark.parametrize("code", ["en", "zh", "ja", "ko", None])
def test_hostile_texts_have_no_more_than_their_phrases(text, code):
    assert len(keyphrases.rank([text], code, limit=5)) <= 5


def test_the_strongest_keyword_has_relevance_1_and_the_rest_less():
    found = keyphrases.keywords(keyphrases.rank(SAID, "en", limit=50), 20)
    relevance = [keyword.relevance for keyword in found]
    assert relevance[0] == 1.0
    assert relevance == sorted(relevance, reverse=True)
    assert relevance[-1] > 0


def test_a_keyword_counts_how_often_it_is_said():
    counted = {
        keyword.text: keyword.frequency for keyword in keyphrases.keywords(keyphrases.rank(SAID, "en", limit=50), 20)
    }
    said = sum(word.strip(".,:") == "gluten" for word in " ".join(SAID).lower().split())
    assert counted["gluten"] == said


def test_a_topic_names_the_seconds_of_the_sentences_it_is_said_in():
    topic = next(t for t in keyphrases.topics(keyphrases.rank(SAID, "en", limit=50), SPOKEN, 8) if t.name == "gluten")
    assert topic.timestamps == tuple(s.start for s in SPOKEN if "gluten" in s.text.lower())
    assert topic.mentions >= len(topic.timestamps)


def test_topics_share_no_word():
    heads = [topic.name.lower() for topic in keyphrases.topics(keyphrases.rank(SAID, "en", limit=50), SPOKEN, 10)]
    words = [word for head in heads for word in head.split()]
    assert len(words) == len(set(words))


def test_what_sets_groups_apart_leaves_out_what_they_share():
    groups = [["bread and gluten", "bread with gluten"], ["bread and steam", "bread in steam"]]
    assert keyphrases.distinctive_phrases(groups, "en", limit=1) == [("gluten",), ("steam",)]


def test_nothing_said_gives_nothing():
    assert keyphrases.rank([], "en", limit=5) == []
    assert keyphrases.keywords([], 5) == ()
    assert keyphrases.topics([], [], 5) == ()
    assert keyphrases.distinctive_phrases([], "en", limit=2) == []


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_has_key_phrases(code):
    assert keyphrases.rank([texts.SAMPLES[code]], code, limit=5)


@given(st.lists(st.text(), max_size=5))
def test_any_texts_are_ranked_with_positive_weights(said):
    assert all(item.weight > 0 for item in keyphrases.rank(said, None, limit=10))


def test_a_turkish_word_that_makes_a_verb_is_no_keyword():
    lines = ["Hastaları izole ettik.", "Sonra evleri izole etmek gerekti.", "Köprüyü de izole ediyorlar."] * 3
    found = keyphrases.keywords(keyphrases.rank(lines, "tr", limit=20), 10)
    assert "izole" not in [keyword.text for keyword in found]


def test_a_long_run_of_words_that_is_said_once_sets_no_group_apart():
    groups = [
        ["El puente viejo resiste.", "El puente cruza la bahía.", "Muchísimas piedras grises caían despacio."],
        ["La fábrica cerró.", "La fábrica olía siempre fatal."],
    ]
    assert [phrases[0] for phrases in keyphrases.distinctive_phrases(groups, "es", limit=2)] == ["puente", "fábrica"]


def test_words_that_are_said_as_one_phrase_are_one_in_what_sets_a_group_apart():
    groups = [
        ["La clave privada es larga.", "Guarda la clave privada, la clave cuesta.", "Es privada."],
        ["La fábrica cerró.", "Quiera, la fábrica de lana."],
    ]
    assert keyphrases.distinctive_phrases(groups, "es", limit=2)[0][0] == "clave privada"


def test_what_sets_a_group_apart_is_spelt_as_in_the_whole_text():
    groups = [["Nüfusun yarısı hasta.", "Nüfusun çoğu evde."], ["Karantina bitti.", "Nüfus arttı, nüfus sevindi."]]
    assert "Nüfus" in [phrase.title() for phrase in keyphrases.distinctive_phrases(groups, "tr", limit=3)[0]]
