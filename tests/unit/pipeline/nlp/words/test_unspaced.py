"""Words of scripts without spaces between words."""

import pytest

from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.words import tokens, unspaced
from analysis.pipeline.nlp.words.word_classes import Role
from tests.support.caption_files import said, srt


def test_a_consonant_is_no_thai_word():
    words = unspaced.thai_words("เราเก็บไว้ในบล็อกและมีรหัสลับ")
    assert all(len(word) > 1 for word in words)
    assert "".join(words) == "เราเก็บไว้ในบล็อกและมีรหัสลับ"


def test_a_chinese_measure_word_begins_no_keyword():
    talk = ["这笔交易很重要。", "每一笔交易都要签名。", "第三笔交易被拒绝了。", "一笔交易需要十分钟。"]
    found = {keyword.text for keyword in keyphrases.keywords(keyphrases.rank(talk, "zh", limit=20), 20)}
    assert "交易" in found
    assert not any("笔" in text for text in found)


@pytest.mark.parametrize(("language", "line"), [("th", "ร้านอยู่ใกล้มหาวิทยาลัย ยอดขายเพิ่มขึ้น"), ("zh", "阳台种番茄 花盆太小")])
def test_no_phrase_spans_a_space_of_an_unspaced_script(language, line):
    left, right = line.split()
    phrases = [item.text for item in keyphrases.rank([line] * 3, language, limit=20)]
    assert phrases
    assert all(phrase in left or phrase in right for phrase in phrases)


def test_a_japanese_noun_keeps_its_ending_and_an_amount_is_no_name():
    run = "一人暮らしの電気代は一万二千円で値上げを発表した"
    names = [word for word, role in unspaced.words(run, "ja") if role is Role.NOUN]
    assert names == ["一人暮らし", "電気代", "値上げ"]


def test_no_space_follows_a_mark_that_has_its_own():
    assert said(srt("朝、港を出て、\n潮を待ちます。"), "srt", language="ja") == ["朝、港を出て、潮を待ちます。"]
    assert tokens.joiner("港を出て、", "潮を待つ") == tokens.joiner("彼は", "「行こう」と") == ""
    assert tokens.joiner("港を出て、", "YouTube") == tokens.joiner("the sea,", "we") == " "
