"""Arabic words are one word in all their spellings."""

import pytest

from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.words import stems, tokens


@pytest.mark.parametrize(
    "spellings",
    [
        "المدرسة المدرسه مدرسة مدرسه مَدرَسة مدرســة للمدرسة", "مصطفى مصطفي", "أحمد احمد", "القراءة القراءه",
        "بيتكوين البيتكوين", "بنك البنك", "كتلة الكتلة كتله", "لغة اللغة", "كلمة الكلمة",
    ],
)  # fmt: skip
def test_spellings_and_forms_with_the_article_share_a_stem(spellings):
    assert len({stems.stem(word, "ar") for word in spellings.split()}) == 1


def test_spellings_of_function_words_are_function_words():
    assert {"إلى", "الى", "أن", "ان", "أيضاً", "ايضا"} <= tokens.stop_words("ar")


def test_a_keyword_counts_all_its_spellings():
    talk = ["رأيت مدرسة قديمة.", "هذه مدرسه جديدة.", "المدرسة بعيدة.", "المدرسه قريبة.", "أين المَدرسة؟"]
    found = keyphrases.keywords(keyphrases.rank(talk, "ar", limit=50), 20)
    counts = {word.text: word.frequency for word in found if "مدرس" in word.text.replace("َ", "")}
    assert max(counts.values()) == 5
