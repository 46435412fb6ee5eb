"""How word errors are counted, and that only known weights are measured with."""

import pytest

from benchmarks.quality import weights, word_errors
from benchmarks.quality.rows import DataMissing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask not, what YOUR country...", ["ask", "not", "what", "your", "country"]),
        ("It’s a well-known fact", ["it's", "a", "well", "known", "fact"]),
        ("7 or 21 of 342", ["seven", "or", "twenty", "one", "of", "three", "hundred", "forty", "two"]),
        ("13 and 100", ["thirteen", "and", "one", "hundred"]),
        ("Früh übt sich", ["früh", "übt", "sich"]),
    ],
)
def test_words_are_compared_without_case_marks_and_figures(text, words):
    assert word_errors.normalise(text) == words


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("the tide turns", "the tide turns", 0),
        ("the tide turns", "the tie turns", 1),
        ("the tide turns", "tide turns", 1),
        ("the tide turns", "the big tide turns", 1),
        ("the tide turns", "", 3),
        ("", "the tide", 2),
    ],
)
def test_errors_are_words_left_out_put_in_or_replaced(said, heard, errors):
    assert word_errors.count_errors(said.split(), heard.split()) == errors


def test_weights_that_are_not_what_they_were_are_not_used(tmp_path, monkeypatch):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.bin").write_bytes(b"something else")
    monkeypatch.setattr(weights, "package_folder", lambda name: tmp_path)
    weights.tiny_en.cache_clear()
    with pytest.raises(DataMissing, match=r"model\.bin as it was"):
        weights.tiny_en()
    weights.tiny_en.cache_clear()


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(DataMissing, match="the package not-a-package"):
        weights.package_folder("not_a_package")
