from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exceptions import CancellationRequested
from analysis.pipeline.nlp.themes import clauses, labels, themes
from analysis.pipeline.nlp.themes.themes import Document
from analysis.pipeline.nlp.vectors import embeddings
from tests.support import texts

DOCUMENTS = [
    Document(comment.id, comment.text, "en")
    for comment in texts.COMMENTS
    if comment.text.isascii() and "http" not in comment.text
]


def found(documents=DOCUMENTS, limit=8):
    return themes.find_themes(documents, limit=limit).themes


def test_comments_about_one_thing_are_one_theme():
    music = next(theme for theme in found() if "music" in theme.name.lower())
    assert len({"c004", "c005", "c006", "c007"} & set(music.ids)) >= 3
    assert len(music.ids) <= 5


def test_a_theme_is_named_with_its_own_words():
    for theme in found():
        words = " ".join(document.text.lower() for document in DOCUMENTS if document.id in theme.ids)
        assert all(part.lower() in words for part in theme.name.replace(",", "").split())


def test_examples_with_a_word_of_the_name_come_first(monkeypatch):
    music = next(theme for theme in found() if "music" in theme.name.lower())
    texts_by_id = {document.id: document.text for document in DOCUMENTS}
    *others, last = (clauses.content_forms(texts_by_id[one], "en") for one in music.ids)
    own, name = last.difference(*others), labels.ThemeNamer.name

    def name_by_the_last(namer, rows):
        theme = name(namer, rows)
        return replace(theme, subject=own) if theme.text == music.name else theme

    monkeypatch.setattr(labels.ThemeNamer, "name", name_by_the_last)
    central = next(theme.central for theme in found() if theme.ids == music.ids)
    assert own and central == (music.ids[-1], *music.ids[:2])


def test_praise_is_no_part_of_a_name_of_loose_words():
    said = ["tides, thank", "thank, moon", "moon, tides", "tides, so, thank", "moon, thank", "tides, moon"]
    others = [f"{word} {other}" for word in ("bread", "oven", "flour", "yeast") for other in ("dough", "salt", "crust")]
    namer = labels.ThemeNamer([*said, *others], ["en"] * 18)
    assert namer.name(range(6)).text == "Moon, tides"


def test_a_theme_of_praise_alone_is_named_by_it():
    said = ["thank", "awesome, thank", "thank. great", "awesome"]
    namer = labels.ThemeNamer([*said, "bread", "oven", "flour"], ["en"] * 7)
    assert namer.name(range(4)).text == "Thank, awesome"


def test_a_comment_belongs_to_at_most_one_theme():
    ids = [comment_id for theme in found() for comment_id in theme.ids]
    assert len(ids) == len(set(ids))


def test_comments_without_a_common_subject_belong_to_none():
    ids = {comment_id for theme in found() for comment_id in theme.ids}
    assert {"c040", "c041"}.isdisjoint(ids)


def test_the_largest_theme_comes_first():
    sizes = [len(theme.ids) for theme in found()]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) >= 3


def test_the_order_of_the_comments_changes_nothing():
    assert found(DOCUMENTS[::-1]) == found(DOCUMENTS[7:] + DOCUMENTS[:7]) == found()


def test_themes_do_not_mix_languages():
    music = [
        "die Musik ist zu laut",
        "die laute Musik stört",
        "Musik bitte leiser",
        "laut, die Musik",
        "gute Musik, aber laut",
    ]
    bread = ["das Brot ist braun", "mein Brot wurde braun", "Brot im Ofen", "Ofen und Brot", "das Brot aus dem Ofen"]
    german = [Document(f"d{i}", text, "de") for i, text in enumerate(music + bread)]
    for theme in found(DOCUMENTS + german, limit=12):
        assert len({comment_id[0] for comment_id in theme.ids}) == 1


def test_a_handful_of_comments_has_no_themes():
    assert found(DOCUMENTS[:5]) == ()
    assert found([]) == ()


def test_no_more_themes_than_asked_for():
    assert len(found(limit=2)) <= 2


def test_themes_beyond_the_limit_are_counted():
    everything = themes.find_themes(DOCUMENTS, limit=100)
    some = themes.find_themes(DOCUMENTS, limit=2)
    assert everything.beyond_limit == 0
    assert some.beyond_limit == len(everything.themes) - 2 > 0
    assert some.incoherent == everything.incoherent


def test_comments_that_are_not_read_whole_are_counted():
    long = Document("long", "tides " * 2_000, "en")
    assert themes.find_themes([*DOCUMENTS, long], limit=5).shortened == 1
    assert themes.find_themes(DOCUMENTS, limit=5).shortened == 0


def test_it_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        themes.find_themes(DOCUMENTS, limit=5, check=stop)


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_comments_can_be_clustered(said):
    documents = [Document(str(i), text, None) for i, text in enumerate(said)]
    assert all(len(theme.ids) >= 3 for theme in found(documents))


def test_what_many_say_in_the_same_words_counts_for_each_but_makes_no_theme_alone():
    copies = [Document(f"x{i}", f"The music is TOO loud!!! {i}", "en") for i in range(20)]
    music = next(theme for theme in found(DOCUMENTS + copies) if "music" in theme.name.lower())
    assert {copy.id for copy in copies} <= set(music.ids)
    assert found(copies) == ()


#: Three subjects in three languages each, and what fits none.
SOUND = [
    "The sound is far too quiet",
    "Sound is too quiet, I can hardly hear you",
    "please raise the volume, the sound is too quiet",
    "your microphone is bad, too quiet",
    "el sonido es demasiado bajo",
    "no se oye nada, sube el volumen",
    "der Ton ist viel zu leise",
    "man hört kaum etwas, bitte lauter",
]
RECIPE = [
    "How many grams of flour do I need?",
    "how much flour for two loaves?",
    "which flour do you use for the bread?",
    "can I use rye flour for this bread?",
    "¿cuánta harina necesito para el pan?",
    "¿qué harina usas para este pan?",
    "Wie viel Mehl brauche ich für das Brot?",
    "Welches Mehl nimmst du für das Brot?",
]
CAT = [
    "your cat is so cute",
    "the cat in the background made my day",
    "what is the name of your cat?",
    "more of the cat please",
    "el gato es muy lindo",
    "¿cómo se llama tu gato?",
    "die Katze ist so süß",
    "wie heißt deine Katze?",
]
_ODD = ["I was born in Lisbon", "Will there be a test on Monday?", "77"]
MIXED = [*SOUND, *RECIPE, *CAT, *_ODD]
_LANGUAGES = [*(["en"] * 4 + ["es"] * 2 + ["de"] * 2) * 3, "en", "en", None]
TALK = [Document(f"m{i:02}", text, code) for i, (text, code) in enumerate(zip(MIXED, _LANGUAGES, strict=True))]


@pytest.fixture(scope="module")
def meaning():
    return embeddings.embed(MIXED)


def test_chinese_themes_are_named_with_whole_words():
    said = [
        "外卖送餐太慢了",
        "送餐速度太慢",
        "送餐慢，等了两个小时",
        "送餐员很慢，饭都凉了",
        "音乐声音太大了",
        "背景音乐太吵",
        "音乐太大听不清",
        "请把音乐关小一点",
        "猫咪好可爱",
        "这只猫咪叫什么名字",
        "喜欢你的猫咪",
        "猫咪太可爱了",
    ]
    gathered = found([Document(f"z{i}", text, "zh") for i, text in enumerate(said)])
    words = {word for theme in gathered for word in theme.keywords}
    assert {"音乐", "猫咪", "送餐"} <= words
    assert all(theme.ids for theme in gathered)


def test_one_subject_is_one_theme_in_whatever_language_it_is_written(meaning):
    subjects = [{f"m{i:02}" for i in range(start, start + 8)} for start in (0, 8, 16)]
    gathered = themes.find_themes(TALK, vectors=meaning, limit=8).themes
    assert len(gathered) == 3
    for theme in gathered:
        best = max(subjects, key=lambda subject: len(subject & set(theme.ids)))
        assert len(best & set(theme.ids)) >= 5
        assert set(theme.ids) <= best | {"m24", "m25"}


def test_a_theme_of_several_languages_is_named_in_its_main_one(meaning):
    names = [theme.name.lower() for theme in themes.find_themes(TALK, vectors=meaning, limit=8).themes]
    assert any("cat" in name.split() for name in names)
    assert any("flour" in name for name in names)
    assert any("quiet" in name for name in names)


def test_a_theme_without_a_specific_word_is_called_by_its_own_plain_ones(meaning):
    said = ["part 2 please", "when is part 2 coming", "we need a part 2", "Part 2 when??", "waiting for part 2"]
    documents = TALK + [Document(f"p{i}", text, "en") for i, text in enumerate(said)]
    gathered = themes.find_themes(documents, vectors=np.vstack([meaning, embeddings.embed(said)]), limit=8).themes
    assert "Part 2" in [theme.name for theme in gathered if theme.ids[0].startswith("p")]


def test_the_order_of_the_comments_changes_nothing_for_themes_of_meaning(meaning):
    order = [*range(5, len(TALK)), *range(5)][::-1]
    turned = themes.find_themes([TALK[i] for i in order], vectors=meaning[order], limit=8).themes
    assert turned == themes.find_themes(TALK, vectors=meaning, limit=8).themes


def test_languages_the_encoder_never_read_are_grouped_by_their_words(meaning):
    hindi = [
        "संगीत बहुत तेज है",
        "संगीत धीमा करो",
        "यह संगीत तेज लगता है",
        "संगीत अच्छा पर तेज",
        "रोटी का आटा कितना",
        "आटा कौन सा है",
        "रोटी और आटा",
        "गेहूं का आटा या मैदा",
        "बिल्ली का नाम क्या है",
        "प्यारी बिल्ली",
        "बिल्ली कितनी प्यारी",
        "बिल्ली कहाँ है",
    ]
    documents = TALK + [Document(f"h{i}", text, "hi") for i, text in enumerate(hindi)]
    vectors = np.vstack([meaning, np.ones((len(hindi), meaning.shape[1]), dtype=np.float32)])
    gathered = themes.find_themes(documents, vectors=vectors, limit=12).themes
    assert any({"h4", "h5", "h6"} <= set(theme.ids) for theme in gathered)
    assert all(len({comment_id[0] for comment_id in theme.ids}) == 1 for theme in gathered)


def test_equal_comments_do_not_break_the_factorisation():
    assert len(found([Document(str(i), "bread bread bread", "en") for i in range(40)])) <= 1
