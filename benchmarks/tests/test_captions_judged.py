"""The verdicts on recorded captions hold no word of them, and are counted per language."""

import re
from collections import Counter

from benchmarks.quality import captions_judged
from benchmarks.quality.captions_judged import Found


def test_verdicts_hold_hashes_alone():
    lines = captions_judged.VERDICTS.read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[0-9a-f]{16} (?:right|wrong)", line) for line in lines if not line.startswith("#"))
    assert set(captions_judged.verdicts().values()) == {"right", "wrong"}


def test_a_hash_stands_for_one_word_of_one_file():
    item = Found("name", "talk.en", "en", "Alice")
    assert item.digest == Found("name", "talk.en", "en", "ALICE").digest
    assert (
        len({item.digest, Found("word", "talk.en", "en", "Alice").digest, Found("name", "b.en", "en", "Alice").digest})
        == 3
    )


def test_what_was_not_read_is_told_and_not_counted():
    row = captions_judged._row("name", "en", Counter(right=3, wrong=1, unread=2))
    assert (row.n, row.ours) == (4, 75.0)
    assert "2 found since then and not read" in row.note
    words = captions_judged._row("word", "en", Counter(right=9, wrong=1))
    assert (words.n, words.ours) == (10, 10.0)
