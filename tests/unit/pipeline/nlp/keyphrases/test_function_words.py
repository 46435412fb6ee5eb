"""Function words never lead the topics and keywords, in any language."""

import pytest

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences import sentences as sentence_splitting
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.function_words import FUNCTION_WORDS


def phrases(language: str, *lines: str) -> list[str]:
    return [item.text.lower() for item in keyphrases.rank(list(lines * 4), language, limit=20)]


#: Lines and the one subject that all of them are about.
LINES = {
    "ar": (("ولكن الخبز أيضا", "ولكن لديهم الخبز فقط", "لذا يمكنك الخبز"), "الخبز"),
    "uk": (("не хліб", "тепер дуже хліб", "якщо хліб, тоді не хліб"), "хліб"),
    "hi": (("हम आपको रोटी", "सिर्फ रोटी", "क्या रोटी"), "रोटी"),
    "ko": (("모든 반죽", "하지만 있는 반죽", "많은 반죽"), "반죽"),
    "vi": (("thực sự bánh mì", "mọi cách bánh mì", "bánh mì tất cả"), "bánh mì"),
    "es": (("quiero pan", "puedes encontrar pan", "recibe la forma del pan"), "pan"),
    "fr": (("vraiment le levain", "faire le levain", "la chose appelée levain"), "levain"),
    "ru": (("поэтому хлеб", "например хлеб", "итак хлеб"), "хлеб"),
    "ja": (("実際に小麦粉", "小麦粉が必要", "最初に小麦粉"), "小麦粉"),
    "en": (("the tools et cetera", "et cetera with tools", "heck, these tools"), "tools"),
}


@pytest.mark.parametrize("code", LINES)
def test_function_words_are_no_keywords(code):
    lines, subject = LINES[code]
    assert phrases(code, *lines) == [subject]


@pytest.mark.parametrize("code", FUNCTION_WORDS)
def test_every_function_word_is_a_stop_word(code):
    assert FUNCTION_WORDS[code] <= tokens.stop_words(code)


def test_a_topic_counts_where_the_whole_phrase_is_said():
    lines = ["Look at the word dog.", *["Every word has one word more."] * 6, "The word dog again."]
    segments = [values.Segment(index, index + 1, line) for index, line in enumerate(lines)]
    sentences = sentence_splitting.split(segments)
    topics = keyphrases.topics(keyphrases.rank(lines, "en", limit=20), sentences, 5)
    dog = next(topic for topic in topics if topic.name == "word dog")
    assert (dog.mentions, dog.timestamps) == (2, (0, 7))


def test_singular_and_plural_of_an_unknown_word_are_one_keyword():
    found = phrases("en", "A cryptocurrency has no bank.", "Many cryptocurrencies came later.")
    assert [text for text in found if text.startswith("crypto")] in (["cryptocurrency"], ["cryptocurrencies"])


def test_thai_is_split_into_words():
    found = phrases("th", "วันนี้เราจะทำขนมปังกับน้ำ", "ขนมปังนี้อร่อยมาก", "เราชอบขนมปังนี้")
    assert found[0] == "ขนมปัง"


def test_words_of_scripts_without_spaces_are_counted_by_their_length():
    assert tokens.count_words("วันนี้เราจะมาพูดถึงบิตคอยน์") in range(5, 9)
    assert tokens.count_words("ມື້ນີ້ພວກເຮົາຈະເວົ້າ") in range(4, 8)
