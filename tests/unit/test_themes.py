import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.exceptions import CancellationRequested
from analysis.pipeline.text import themes
from analysis.pipeline.text.themes import Document
from tests import texts

DOCUMENTS = [
    Document(comment.id, comment.text, "en")
    for comment in texts.COMMENTS
    if comment.text.isascii() and "http" not in comment.text
]


def found(documents=DOCUMENTS, limit=8):
    return themes.find(documents, limit=limit)


def test_comments_about_one_thing_are_one_theme():
    music = next(theme for theme in found() if "music" in theme.name.lower())
    assert {"c004", "c005", "c006", "c007"} >= set(music.ids)
    assert len(music.ids) >= 3


def test_a_theme_is_named_with_its_own_words():
    for theme in found():
        words = " ".join(document.text.lower() for document in DOCUMENTS if document.id in theme.ids)
        assert all(part.lower() in words for part in theme.name.replace(" / ", " ").split())


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


def test_it_can_be_stopped():
    def stop():
        raise CancellationRequested

    with pytest.raises(CancellationRequested):
        themes.find(DOCUMENTS, limit=5, check=stop)


@given(st.lists(st.text(max_size=40), max_size=30))
def test_any_comments_can_be_gathered(said):
    documents = [Document(str(i), text, None) for i, text in enumerate(said)]
    assert all(len(theme.ids) >= 3 for theme in found(documents))


def test_equal_comments_do_not_break_the_factorisation():
    assert len(found([Document(str(i), "bread bread bread", "en") for i in range(40)])) <= 1
