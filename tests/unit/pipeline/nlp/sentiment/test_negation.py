import pytest

from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.sentiment import features, negation
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language

#: By language: something bad negated, which is praise, and something good negated, which is blame.
NEGATED = {
    "en": ("This was not bad at all", "This was not good at all"),
    "zh": ("拍得还不错，一点也不无聊", "一点也不好看，不推荐"),
    "es": ("Nada mal, no decepciona", "No me gusta nada, no lo recomiendo"),
    "pt": ("Nada mal, não decepciona", "Não gostei nada, não recomendo"),
    "fr": ("Pas mal du tout", "Je n'aime pas du tout"),
    "de": ("Gar nicht schlecht, wird nie langweilig", "Gar nicht gut, gefällt mir nicht"),
    "it": ("Niente male, non delude", "Non mi piace per niente"),
    "ar": ("مش بطال ابدا", "مش حلو ابدا"),
    "hi": ("बिल्कुल बुरा नहीं है", "बिल्कुल अच्छा नहीं है"),
    "hi-Latn": ("itna bura nahi hai bhai", "accha nahi hai bhai"),
    "ja": ("全然悪くない、飽きない", "全然良くない、好きじゃない"),
    "ko": ("나쁘지 않네요, 지루하지 않아요", "좋지 않네요, 재미없어요"),
    "ru": ("Совсем неплохо, не скучно", "Совсем не понравилось, не интересно"),
    "id": ("Tidak buruk, tidak mengecewakan", "Tidak bagus, tidak lucu"),
    "tr": ("Hiç fena değil", "Hiç güzel değil"),
}


def both_depths(text, code):
    """Return the labels by meaning and words, and by the words alone."""
    found = sentiment.predict([text], [code], embeddings.embed([text])) + sentiment.predict([text], [code])
    return {sentiment.label_of(one) for one in found}


@pytest.mark.parametrize("code", NEGATED)
def test_negating_the_bad_is_praise_and_negating_the_good_is_blame(code):
    praise, blame = NEGATED[code]
    assert (both_depths(praise, code), both_depths(blame, code)) == ({"positive"}, {"negative"})


@pytest.mark.parametrize(
    "text",
    [
        "pas terrible",
        "no, bad video",
        "nothing worse",
        "别错过，不错过",
        "не худо-бедно",
        "差不多",
        "not good, just bad",
    ],
)
def test_not_every_negation_beside_something_bad_is_praise(text):
    assert negation.NOT_BAD not in features.normalise(text)


def test_a_negated_badness_is_read_as_one_word():
    assert features.normalise("Really, not too shabby!") == f"really , {negation.NOT_BAD} !"


def test_a_negation_applies_to_the_words_beside_it_within_its_clause():
    assert negation.negated_words("i do not like the second part , but the rest") == "like the second"
    assert negation.negated_words("not , like this") == ""
    assert negation.negated_words("bu video iyi değil") == "video iyi"
    assert negation.negated_words("一点也不好看") == "不好看"
    assert negation.negated_words("i like it") == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("أحلى", "احلي"), ("سيئة", "سييه"), ("رائعة جدًّا", "رائعه جدا"), ("جمـــيل", "جميل")],
)
def test_arabic_letters_written_for_one_another_are_one(one, other):
    assert features.normalise(one) == features.normalise(other)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("太好看了！", "positive"),
        ("this song slaps", "positive"),
        ("ok", "neutral"),
        ("first!", "neutral"),
        ("not a fan", "negative"),
        ("jelek banget", "negative"),
        ("keren banget", "positive"),
        ("kya mast gana hai", "positive"),
        ("kya bakwas gana hai", "negative"),
        ("هذا سيء جدا", "negative"),
        ("الفيديو رائع", "positive"),
    ],
)
def test_short_praise_and_slang_are_scored_with_the_language_as_detected(text, wanted):
    assert both_depths(text, language.detect(text).language) == {wanted}
