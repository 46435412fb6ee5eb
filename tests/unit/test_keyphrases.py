import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.pipeline.text import keyphrases, sentences
from tests import texts

SPOKEN = sentences.split(texts.TRANSCRIPT.segments)
SAID = [sentence.text for sentence in SPOKEN]


def names(ranked):
    return [item.text for item in ranked]


def test_the_subjects_of_the_talk_come_first():
    found = names(keyphrases.rank(SAID, "en", limit=12))
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


def test_chinese_phrases_are_put_together_from_their_pairs():
    said = ["我喜欢酸面团", "酸面团很好", "今天的酸面团"]
    assert "酸面团" in names(keyphrases.rank(said, "zh", limit=5))


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
    assert keyphrases.distinctive(groups, "en", limit=1) == [("gluten",), ("steam",)]


def test_nothing_said_gives_nothing():
    assert keyphrases.rank([], "en", limit=5) == []
    assert keyphrases.keywords([], 5) == ()
    assert keyphrases.topics([], [], 5) == ()
    assert keyphrases.distinctive([], "en", limit=2) == []


@pytest.mark.parametrize("code", texts.SAMPLES)
def test_every_language_has_key_phrases(code):
    assert keyphrases.rank([texts.SAMPLES[code]], code, limit=5)


@given(st.lists(st.text(), max_size=5))
def test_any_texts_are_ranked_with_positive_weights(said):
    assert all(item.weight > 0 for item in keyphrases.rank(said, None, limit=10))
