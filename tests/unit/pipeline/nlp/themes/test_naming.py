"""Names of themes: what they say, how they are spelled, and which themes are one."""

import pytest

from analysis.pipeline.nlp.themes import clauses, labels, themes, word_forms
from analysis.pipeline.nlp.themes.themes import Document
from tests.support import growth

OTHERS = [f"{word} {other}" for word in ("bread", "oven", "flour", "yeast") for other in ("dough", "salt", "crust")]


def name(*said, language="en", others=OTHERS):
    texts = [*said, *others]
    return labels.ThemeNamer(texts, [language] * len(texts)).name(range(len(said)))


def test_no_name_begins_with_a_conjunction():
    said = ["想看和港湾的对比", "求和港湾的对比", "还是和港湾比一比", "下次和港湾比"]
    assert not name(*said, language="zh").text.startswith("和")


@pytest.mark.parametrize(
    ("language", "said", "said_of_it"),
    [
        ("en", ["the sea was cold", "I swam in the sea", "sea without waves", "a sea of plastic"], "sea"),
        ("de", ["das Lied war laut", "ich singe ein Lied", "Lied ohne Worte", "ein altes Lied"], "Lied"),
        ("es", ["el mar estaba frío", "nadé en el mar", "mar sin olas", "un mar de plástico"], "mar"),
        ("zh", ["大海很冷", "我喜欢大海", "大海没有波浪", "塑料大海"], "大海"),
    ],
)
def test_one_common_word_is_named_by_a_short_quote(language, said, said_of_it):
    text = name(*said, language=language).text
    assert text.lower() != said_of_it.lower()
    assert any(text.lower() in comment.lower() for comment in said)
    assert said_of_it.lower() in text.lower()


@pytest.mark.parametrize(
    ("clause", "language", "named"),
    [
        ("whenever I learned it the tutorial and I learned better things", "en", "tutorial"),
        ("what if somebody had just seen the sea before it froze over", "en", "sea"),
        ("the harbour of the sea was what they really wanted to paint", "en", "sea"),
        ("ich weiss nicht ob das Lied damals noch keiner kannte oder doch", "de", "lied"),
    ],
)
def test_a_part_of_a_longer_clause_is_quoted_only_where_it_names_a_thing(clause, language, named):
    (split,) = clauses.split(clause, language)
    parts = {split.written(*part).lower() for part in clauses.names_of_things(split, language, 7)}
    assert named in parts
    assert ("harbour of the sea" in parts) == ("harbour" in clause)
    assert not any({"i", "what", "seen", "learned", "nicht", "ob"} & set(part.split()) for part in parts)


def test_the_verdict_of_one_commenter_names_no_theme():
    said = ["this lecture stinks", "the lecture explains waves", "a lecture of two hours", "my lecture ended"]
    assert "stinks" not in name(*said).text.lower()


def test_the_cited_time_is_no_part_of_a_name():
    said = ["The drums hide the singer at 0:45", "drums at 1:02:03", "2:10 drums again", "too many drums"]
    found = name(*said).text
    assert "drums" in found.lower()
    assert not any(letter.isdigit() for letter in found)
    assert not found.endswith(" at")


def test_a_theme_of_praise_alone_is_named_by_what_most_say():
    said = ["Thank you so much", "thank you so much!", "Thank you", "I Thank him", "thank the band"]
    assert name(*said).text == "Thank you so much"


def test_a_theme_whose_best_word_stands_alone_is_named_by_a_thing_that_others_name():
    said = ["Fonts!!", "fonts", "fonts, ugh", "fonts. The keyboard layout is new", "fonts. Keyboard layout!"]
    assert name(*said).text == "Keyboard layout"


def test_a_word_like_anyone_names_no_theme():
    assert name("1 July anyone", "anyone 2031?", "who else, anyone").text == ""


@pytest.mark.parametrize("said", [["bruh same", "Bruh", "same bruh"], ["Omg", "omg wow", "OMG", "wow"]])
def test_comments_that_share_an_exclamation_alone_have_no_name(said):
    assert name(*said).text == ""


def test_a_phrase_that_many_share_is_the_name():
    assert name("the tide machine", "tide machine please", "a tide machine of brass").text == "Tide machine"


def test_a_proper_name_that_most_have_needs_no_quote():
    said = ["sort in Haskell", "Haskell or Erlang", "my Haskell compiler", "is Haskell lazy", "a monad in Haskell"]
    assert name(*said).text == "Haskell"
    assert name(*(text.replace("Haskell", "cheese") for text in said)).text != "Cheese"


def test_a_comment_of_one_word_leaves_no_quote():
    assert name("music", "Music!", "music", "MUSIC").text == "Music"


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        (["an iPhone bends", "iPhone bends", "my iPhone bends", "IPHONE BENDS"], "iPhone"),
        (["on YouTube again", "YouTube again", "youtube again"], "YouTube"),
        (["the music is loud", "Music was loud", "loud music", "THE MUSIC IS SO LOUD", "THE MUSIC IS LOUD"], "music"),
        (["a NASA rocket", "NASA rocket", "nasa rocket"], "NASA"),
        (["an ipad breaks", "ipad breaks", "my ipad breaks", "the iPad breaks"], "iPad"),
    ],
)
def test_a_word_is_spelled_as_most_commenters_spell_it(said, spelled):
    assert spelled in name(*said).keywords


@pytest.mark.parametrize("spelled", ["iPhone", "eBay", "macOS"])
def test_no_capital_is_forced_on_a_word_that_holds_one(spelled):
    assert name(*(f"{spelled} {word}" for word in ("again", "today", "there", "somewhere"))).text.startswith(spelled)


SUBJECTS = [
    *("my phone is hot", "phones get hot", "a hot phone", "which phones stay cool", "phone or tablet", "old phones"),
    *("that car is slow", "cars are slow", "slow cars", "a slow car", "my car is so slow", "slow cars everywhere"),
    *("iPhone bend", "the iPhone bends", "iPhones bend", "they bend an iPhone", "my iPhone bent", "iPhone bend test"),
]


def found():
    documents = [Document(f"c{row:02}", text, "en") for row, text in enumerate(SUBJECTS)]
    return themes.find_themes(documents, limit=10).themes


def test_there_is_one_theme_per_subject():
    subjects = [{f"c{row:02}" for row in range(start, start + 6)} for start in (0, 6, 12)]
    assert len(found()) == 3
    for theme in found():
        assert any(len(subject & set(theme.ids)) >= 5 for subject in subjects)


def test_no_name_has_two_forms_of_one_word():
    for theme in found():
        for words in (theme.name.replace(",", "").split(), theme.keywords):
            forms = [word_forms.fold(word, "en") for word in words]
            assert len(set(forms)) == len(forms)


def test_themes_with_the_same_words_in_their_names_are_one():
    german = ["das iPhone biegt", "iPhone biegt sich", "ein iPhone biegt", "iPhone", "mein iPhone", "iPhone hier"]
    bread = ["Brot backen", "das Brot", "Brot im Ofen", "altes Brot"]
    documents = [Document(f"d{row}", text, "de") for row, text in enumerate(german + bread)]
    documents += [Document(f"e{row}", text, "en") for row, text in enumerate(SUBJECTS)]
    names = [theme.name.casefold() for theme in themes.find_themes(documents, limit=20).themes]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_the_names_in_a_long_clause_are_found_in_time_that_grows_with_it(language):
    word = "潮汐" if language == "zh" else "harbour "

    def find(count):
        for clause in clauses.split(word * count, language):
            assert list(clauses.names_of_things(clause, language, 7))

    growth.assert_linear(find, 500)
