"""Forms of one word share a key, and endings that show a verb are known."""

import pytest

from analysis.pipeline.nlp.words import stems, turkish


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("tr", "vaka vakaya vakayı vakalar vakaların vakamızda"),
        ("tr", "simülasyon simülasyonu simülasyonunu simülasyonlarımızda"),
        ("tr", "nüfus nüfusu nüfusun nüfusa nüfusta"),
        ("tr", "topluluk topluluğu topluluklardan"),
        ("tr", "kitap kitabı kitapları"),
        ("tr", "deniz denizi denize denizlerin"),
        ("uk", "принцип принципу принципом принципи"),
        ("uk", "країна країни країну країною"),
        ("pl", "kobieta kobiety kobietą"),
        ("cs", "žena ženy ženou"),
    ],
)
def test_the_forms_of_a_noun_share_a_key(code, forms):
    assert len({stems.stem(form, code) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("hasta", "hastane"), ("salgın", "sayı"), ("insan", "inek"), ("topluluk", "toplam"), ("deneme", "deniz")],
)
def test_turkish_nouns_that_begin_alike_stay_two(one, other):
    assert turkish.stem(one) != turkish.stem(other)


@pytest.mark.parametrize(
    ("forms", "noun"),
    [
        (["nüfusu", "nüfusun", "nüfusa"], "nüfus"),
        (["vaka", "vakaya"], None),
        (["hızlı", "hızla"], None),
        (["topluluğu", "toplulukta"], None),
    ],
)
def test_a_turkish_noun_that_is_only_said_with_endings_is_shown_without(forms, noun):
    assert turkish.nominative(forms) == noun


@pytest.mark.parametrize(
    ("word", "parts"),
    [("돈을", ["돈", ""]), ("나를", ["나", ""]), ("마을", ["마을"]), ("가을", ["가을"]), ("문제를", ["문제", ""])],
)
def test_the_korean_particle_of_the_object_is_removed_where_it_agrees_with_the_syllable_before(word, parts):
    assert stems.parts(word, "ko") == parts


@pytest.mark.parametrize(("word", "is_verb"), [("벌어지는지", True), ("만들었는", True), ("기차표는", False)])
def test_a_korean_word_that_modifies_a_noun_is_a_verb(word, is_verb):
    assert stems.looks_like_verb(word, "ko") == is_verb
