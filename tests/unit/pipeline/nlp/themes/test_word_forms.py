import pytest

from analysis.pipeline.nlp.themes import themes, word_forms
from analysis.pipeline.nlp.themes.themes import Document


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "phone", "Phones"),
        ("en", "battery", "batteries"),
        ("en", "child", "children"),
        ("en", "dog", "dog's"),
        ("en-GB", "car", "cars"),
        (None, "camera", "cameras"),
        ("en", "love", "loved"),
        ("de", "Kamera", "Kameras"),
        ("es", "teléfono", "teléfonos"),
        ("fr", "voiture", "voitures"),
        ("pt", "câmera", "câmeras"),
        ("es", "luz", "luces"),
        ("it", "telefono", "telefoni"),
        ("it", "canzone", "canzoni"),
        ("ko", "휴대폰", "휴대폰은"),
        ("nl", "auto", "auto's"),
        ("ru", "телефон", "телефоны"),
        ("tr", "telefon", "telefonlar"),
        ("sv", "bil", "bilar"),
        ("no", "bil", "biler"),
        ("hu", "autó", "autók"),
        ("el", "κάμερα", "κάμερες"),
        ("hi", "गाड़ी", "गाड़ियां"),
    ],
)
def test_forms_of_a_word_are_one(language, one, other):
    assert word_forms.fold(one, language) == word_forms.fold(other, language)


@pytest.mark.parametrize(("one", "other"), [("news", "new"), ("glass", "glad"), ("ground", "grind"), ("bus", "bu")])
def test_different_words_stay_different(one, other):
    assert word_forms.fold(one, "en") != word_forms.fold(other, "en")


SUBJECTS = {
    "phone": [
        "my phone is hot",
        "phones get hot",
        "a hot phone",
        "which phones stay cool",
        "phone or tablet",
        "phones",
    ],
    "car": ["that car is slow", "cars are slow", "slow cars", "a slow car", "my car", "cars everywhere"],
    "iphone": ["iPhone bend", "the iPhone bends", "iPhones bend", "bend an iPhone", "Iphone bent", "iPhone again"],
}


def found():
    said = [text for texts in SUBJECTS.values() for text in texts]
    documents = [Document(f"c{row:02}", text, "en") for row, text in enumerate(said)]
    return themes.find_themes(documents, limit=10)


def test_no_name_has_two_forms_of_one_word():
    for theme in found():
        for words in (theme.name.replace(",", "").split(), theme.keywords):
            forms = [word_forms.fold(word, "en") for word in words]
            assert len(set(forms)) == len(forms)


def test_singular_and_plural_are_one_theme():
    names = [word_forms.fold(theme.name.split(",")[0].split()[-1], "en") for theme in found()]
    assert len(set(names)) == len(names)


def test_a_word_is_spelled_as_most_commenters_spell_it():
    spelled = " ".join([*(theme.name for theme in found()), *(word for theme in found() for word in theme.keywords)])
    assert "iPhone" in spelled
    assert "IPhone" not in spelled
