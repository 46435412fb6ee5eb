import pytest

from analysis.pipeline.nlp.outline import summary
from analysis.pipeline.nlp.outline.quotable import LEAST_QUOTABLE, capitalisation_factors, quotability_score
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens

GOOD = "Folding the dough four times builds more gluten than kneading it for ten minutes."


def fit(text: str, language: str = "en", whole: float = 1.0) -> float:
    return quotability_score(Sentence(text, 0.0, 5.0, tokens.count_words(text), whole), language)


def test_a_whole_sentence_that_stands_alone_keeps_its_worth():
    assert fit(GOOD) == 1.0


@pytest.mark.parametrize("text", ["Bread.", "", "... ... ... ... ... ... ...", "word " * 60])
def test_what_says_too_little_or_too_much_is_not_quoted(text):
    assert fit(text) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "But folding the dough four times builds more gluten than kneading it for ten minutes.",
        "Uh, it builds more gluten in the dough than kneading all of that bread for ten minutes.",
        "Does folding the dough four times build more gluten than kneading it for ten minutes?",
        "Folding the the dough four times um builds more gluten than kneading it for ten minutes.",
        "Folding the dough four times builds more gluten than kneading it would because of the",
        "What I mean is that bread is what it is and you will see why it was.",
        "Subscribe for more bread and leave your loaf in a comment under this baking video today.",
    ],
)
def test_every_flaw_costs(text):
    assert 0 < fit(text) < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "{},",
        "{}...",
        "... {}.",
        "…{}.",
        "«{}»,",
        "“{}!",
        "{}!”",
    ],
)
def test_a_sentence_that_goes_on_or_began_before_is_worth_less(text):
    assert fit(text.format(GOOD.rstrip("."))) < fit(GOOD) / 2


@pytest.mark.parametrize(
    ("language", "opening", "standing"),
    [
        ("es", "Este", "Un"),
        ("it", "Questo", "Un"),
        ("de", "Dieser", "Ein"),
        ("ar", "هذا", "خبز"),
        ("hi", "यह", "आटा"),
        ("tr", "Bu", "Bir"),
        ("zh", "这是", "面包"),
        ("zh", "所以", "面包"),
        ("ar", "ولكن", "خبز"),
    ],
)
def test_a_sentence_that_points_back_is_worth_less_in_each_language(language, opening, standing):
    rest = GOOD.removeprefix("Folding ")
    assert fit(f"{opening} {rest}", language) < fit(f"{standing} {rest}", language)


def test_few_korean_words_are_a_whole_sentence():
    assert fit("저는 배터리를 침낭 안에 넣고 잡니다", "ko") > 0.6
    assert fit("라면 대신 누룽지를 가져갑니다", "ko") > 0
    assert fit("We carry some soup", "en") == 0


def test_a_sentence_in_quotation_marks_is_whole():
    assert fit(f"“{GOOD}”") == fit(f"({GOOD})") == fit(GOOD)


def test_half_a_sentence_is_worth_less_than_a_whole_one():
    assert fit(GOOD, whole=0.1) < fit(GOOD, whole=0.8) < fit(GOOD)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "If you enjoyed this please subscribe and tell me what your longest break was."),
        ("es", "Si os ha gustado la receta, suscribíos y dejad los comentarios que queráis debajo."),
        ("de", "Wenn ihr noch Fragen zum Brot habt, dann schreibt sie gern in die Kommentare."),
        ("fr", "Si la recette vous a plu, abonnez-vous et posez vos questions ici en bas."),
        ("ru", "Напишите в комментариях, какой хлеб вы печёте дома по выходным дням."),
        ("vi", "Bạn nào có câu hỏi về bánh mì thì để lại bình luận nhé các bạn."),
        ("id", "kalau suka dengan resep roti ini tulis pengalaman kalian di kolom komentar"),
        ("ko", "여러분은 어떤 빵을 좋아하시나요 궁금한 점은 댓글로 알려 주세요"),
        ("ja", "皆さんのパン作りの工夫も、ぜひ教えてください。"),
        ("zh", "但是自己做的面包真的很好吃 喜欢的话请点个关注"),
    ],
)
def test_a_call_to_the_audience_is_quoted_only_where_there_is_nothing_else(language, text):
    said = Sentence(text, 0.0, 5.0, 14)
    assert 0 < quotability_score(said, language) < LEAST_QUOTABLE
    bread = Sentence(GOOD, 5.0, 10.0, 14)
    assert summary.summarise(summary.SentenceRanking([said, bread], language), 2) == [1]
    assert summary.summarise(summary.SentenceRanking([said], language), 2) == [0]


def test_the_rest_of_a_sentence_begins_small_where_sentences_begin_with_capitals():
    texts = ["Wir segeln.", "und rudern.", "Das Boot ist alt.", "„Es leckt.", "2 Boote.", "iPhones schwimmen nicht."]
    assert capitalisation_factors(texts) == [1.0, 0.3, 1.0, 1.0, 1.0, 1.0]
    assert capitalisation_factors(["we sail", "I row", "the boat is old"]) == [1.0, 1.0, 1.0]
    assert capitalisation_factors(["船が出ます", "..."]) == [1.0, 1.0]


def test_a_contracted_pronoun_points_back():
    assert fit("It's folding the dough four times that builds more gluten than kneading it for hours.") <= 0.5


def test_a_thai_sentence_that_is_cut_between_two_words_of_a_clause_is_hardly_quoted():
    whole = "เรือเฟอร์รี่ออกจากท่าเรือในตอนเช้าทุกวัน"
    assert fit("ของเรือเฟอร์รี่ออกจากท่าเรือในตอนเช้าทุกวัน", "th") < 0.5 * fit(whole, "th")
    assert fit(f"{whole}เพื่อ", "th") < 0.5 * fit(whole, "th")
