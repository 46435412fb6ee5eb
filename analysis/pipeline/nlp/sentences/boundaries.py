"""Sentence boundary detection in text without punctuation.

English uses a small neural network over the words around each gap; benchmarks/training/sentences.py trains it. Other
languages use lists of words that open and close sentences.
"""

import itertools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp.sentences import chinese, line_ends
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import word_lists
from analysis.pipeline.progress import checked, no_check

#: Words before and after a gap that the network reads. More hardly changed its accuracy.
BEFORE, AFTER = 8, 7
#: Indexes of the vocabulary without a word: before the first word and after the last one.
START, END = 0, 1
_FIRST_WORD = 2
#: Gaps per batch: limits the memory; a batch takes a few milliseconds.
_AT_ONCE = 2048
#: Prior log odds of a boundary: one gap in ten ends a sentence.
_PRIOR = -2.2
#: Log odds that a listed word adds, in languages without a model.
_OPENER, _CLOSER, _NEVER_LAST = 1.0, 2.5, -3.0
#: Log odds that a comma adds, in any language: it matters where a sentence is too long and must be split.
_COMMA = 2.0
#: Marks inside of a sentence.
COMMAS = (",", ";", ":", "，", "、", "；", "：", "،", "؛")
#: Log odds of an impossible boundary: within a word, or between a hesitation and the next word.
NEVER = -20.0

_COEFFICIENTS = Path(__file__).parent / "sentence_boundaries.npz"


def normalise_word(word: str) -> str:
    """Return ``word`` in lower case without punctuation around it; empty for a lone mark."""
    # In Indic scripts vowel signs are combining marks.
    letters = [index for index, char in enumerate(word) if char.isalnum() or unicodedata.category(char)[0] == "M"]
    return word[letters[0] : letters[-1] + 1].lower().replace("’", "'") if letters else ""


def has_model(language: str | None) -> bool:
    """Return whether ``language`` has a model, so that the log odds are calibrated and not just hints."""
    return languages.base(language) == "en"


def log_odds(words: Sequence[str], language: str | None, *, check: Callable[[], None] = no_check) -> arrays.Float32s:
    """Return, for each word but the last, the log odds that a sentence ends after it.

    Hesitations ("uh") are skipped: a boundary can be before them, never after them. ``check`` may raise to stop.
    """
    check()
    odds = np.full(max(0, len(words) - 1), NEVER, dtype=np.float32)
    plain_words = [normalise_word(word) for word in checked(words, check)]
    indexes = [index for index, word in enumerate(plain_words) if word and word not in word_lists.HESITATIONS]
    if len(indexes) < 2:
        return odds
    kept = [plain_words[index] for index in indexes]
    predicted = _by_model(kept, check) if has_model(language) else _by_words(kept, languages.base(language))
    gaps = np.fromiter((_last_mark(plain_words, index) for index in indexes[:-1]), np.int64, len(indexes) - 1)
    commas = np.fromiter((words[gap].endswith(COMMAS) for gap in gaps), np.float32, len(gaps))
    odds[gaps] = predicted + _COMMA * commas
    return odds


def _last_mark(plain_words: Sequence[str], index: int) -> int:
    """Return the index of the last mark that stands alone after the word at ``index``, to which it belongs."""
    while index + 2 < len(plain_words) and not plain_words[index + 1]:
        index += 1
    return index


def _by_words(words: Sequence[str], code: str | None) -> arrays.Float32s:
    closers = word_lists.SENTENCE_CLOSERS.get(code or "", ())
    never_last = line_ends.NEVER_LAST.get(code or "", word_lists.NEVER_LAST)
    continuers = line_ends.CONTINUERS.get(code or "", frozenset())
    odds = np.full(len(words) - 1, _PRIOR, dtype=np.float32)
    for index, (last, following) in enumerate(itertools.pairwise(words)):
        odds[index] += _OPENER * (following in word_lists.CLAUSE_OPENERS)
        odds[index] += _CLOSER * last.endswith(closers)
        odds[index] += _NEVER_LAST * (last in never_last)
        odds[index] += line_ends.CONTINUES * (following in continuers)
        if code == "zh":
            odds[index] += chinese.log_odds(last, following)
        elif code == "th":
            odds[index] += _NEVER_LAST * line_ends.never_ends_thai(last) + _OPENER * line_ends.opens_thai(following)
            odds[index] += line_ends.CONTINUES * line_ends.goes_on_thai(following)
    return odds


@dataclass(frozen=True)
class Vocabulary:
    """Indexes of the words that the network knows; other words are indexed by their last two letters."""

    words: dict[str, int]
    endings: dict[str, int]

    @property
    def size(self) -> int:
        """Return the number of indexes: edges, words, endings, any other word, any numeral."""
        return _FIRST_WORD + len(self.words) + len(self.endings) + 2

    def number(self, word: str) -> int:
        """Return the index of a normalised ``word`` that is not empty."""
        known = self.words.get(word)
        return self.rare(word) if known is None else known

    def rare(self, word: str) -> int:
        """Return the index that ``word`` has as an unknown word."""
        if word[0].isdigit() or word[-1].isdigit():
            return self.size - 1
        return self.endings.get(word[-2:], self.size - 2)

    @classmethod
    def of(cls, words: Sequence[str], endings: Sequence[str]) -> "Vocabulary":
        """Return the vocabulary of ``words`` and ``endings``, indexed in their order."""
        first_ending = _FIRST_WORD + len(words)
        return cls(
            {word: _FIRST_WORD + index for index, word in enumerate(words)},
            {ending: first_ending + index for index, ending in enumerate(endings)},
        )


@dataclass(frozen=True)
class _Network:
    vocabulary: Vocabulary
    #: A row for each index of the vocabulary.
    embedding: arrays.Float32s
    #: Weights and biases, layer by layer.
    layers: tuple[tuple[arrays.Float32s, arrays.Float32s], ...]


def _by_model(words: Sequence[str], check: Callable[[], None]) -> arrays.Float32s:
    network = _network()
    numbers = np.full(BEFORE + len(words) + AFTER, END, dtype=np.int32)
    numbers[:BEFORE] = START
    numbers[BEFORE : BEFORE + len(words)] = np.fromiter(map(network.vocabulary.number, words), np.int32, len(words))
    windows = np.lib.stride_tricks.sliding_window_view(numbers, BEFORE + AFTER)[1 : len(words)]
    parts = []
    for first in range(0, len(windows), _AT_ONCE):
        check()
        batch = windows[first : first + _AT_ONCE]
        values = network.embedding[batch].reshape(len(batch), -1)
        for weights, bias in network.layers[:-1]:
            values = np.maximum(values @ weights + bias, 0.0)
        weights, bias = network.layers[-1]
        parts.append(np.asarray((values @ weights + bias).ravel(), dtype=np.float32))
    return np.concatenate(parts)


@cache
def _network() -> _Network:
    with np.load(_COEFFICIENTS) as file:
        words, endings = (bytes(file[name]).decode("utf-8").split("\n") for name in ("words", "endings"))
        # The embedding is stored in eight bits, with a scale for each column.
        embedding = file["embedding"].astype(np.float32) * file["embedding_scale"]
        layers = tuple(
            (file[f"weights_{index}"].astype(np.float32), file[f"bias_{index}"].astype(np.float32))
            for index in range(3)
        )
    return _Network(Vocabulary.of(words, endings), embedding, layers)
