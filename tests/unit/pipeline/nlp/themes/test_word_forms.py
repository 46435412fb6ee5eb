import pytest

from analysis.pipeline.nlp.themes import word_forms


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
        ("ar", "بيتكوين", "والبتكوين"),
        ("ar", "تليجرام", "تيليجرام"),
        ("ar", "مدرسة", "المدارس"),
    ],
)
def test_forms_of_a_word_are_one(language, one, other):
    assert word_forms.fold(one, language) == word_forms.fold(other, language)


def test_words_of_one_arabic_root_stay_different():
    assert word_forms.fold("كتاب", "ar") != word_forms.fold("كاتب", "ar")


@pytest.mark.parametrize(("one", "other"), [("news", "new"), ("glass", "glad"), ("ground", "grind"), ("bus", "bu")])
def test_different_words_stay_different(one, other):
    assert word_forms.fold(one, "en") != word_forms.fold(other, "en")
