"""How likely a sentence ends after each word of a text whose punctuation is missing.

English is judged by a small neural network that reads the words around a gap; its coefficients were made by
benchmarks/training/sentences.py. Other languages are judged by the words that open and close their sentences.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import word_lists

#: Words read before and after a gap. Farther ones hardly moved the figures.
BEFORE, AFTER = 8, 7
#: Numbers of the vocabulary that stand for no word: before the first, after the last; the last one is any number.
START, END = 0, 1
_FIRST_WORD = 2
#: Gaps judged at once: bounds the memory, and is a few milliseconds of work.
_AT_ONCE = 2048
#: Log odds of a gap about which nothing is known: one gap in ten ends a sentence.
_PRIOR = -2.2
#: What a word says by itself where no model was trained, in log odds.
_OPENER, _CLOSER, _NEVER_LAST = 1.0, 2.5, -3.0
#: What a comma adds, in any language: it counts where a sentence is too long to stay whole.
_COMMA = 2.0
_COMMAS = (",", ";", ":", "，", "、", "；", "：", "،", "؛")
#: A border that cannot be: within a word, or between a hesitation and what follows it.
NEVER = -20.0

_COEFFICIENTS = Path(__file__).parent / "sentence_boundaries.npz"

Floats = npt.NDArray[np.float32]


def plain(word: str) -> str:
    """Return ``word`` as captions without punctuation write it; empty for a lone mark."""
    first, stop = 0, len(word)
    while first < stop and not _is_letter(word[first]):
        first += 1
    while first < stop and not _is_letter(word[stop - 1]):
        stop -= 1
    return word[first:stop].lower().replace("’", "'")


def _is_letter(char: str) -> bool:
    # Vowel signs are marks of their own in the scripts of India.
    return char.isalnum() or unicodedata.category(char).startswith("M")


def knows(language: str | None) -> bool:
    """Say whether there is a model of ``language``, so that the figures are probabilities and not mere hints."""
    return languages.base(language) == "en"


def log_odds(words: Sequence[str], language: str | None, *, check: Callable[[], None] = lambda: None) -> Floats:
    """Return, for each word but the last, the log odds that a sentence ends after it.

    Hesitations ("uh") are read over: a border falls before them, never behind. ``check`` may raise to stop.
    """
    check()
    odds = np.full(max(0, len(words) - 1), NEVER, dtype=np.float32)
    plain_words = [plain(word) for word in words]
    told = [index for index, word in enumerate(plain_words) if word and word not in word_lists.HESITATIONS]
    if len(told) < 2:
        return odds
    kept = [plain_words[index] for index in told]
    judged = _by_model(kept, check) if knows(language) else _by_words(kept)
    # Marks that stand alone belong to the word before them.
    places = [_last_mark(plain_words, index) for index in told[:-1]]
    odds[places] = judged + [_COMMA * words[place].endswith(_COMMAS) for place in places]
    return odds


def _last_mark(words: Sequence[str], index: int) -> int:
    while index + 1 < len(words) - 1 and not words[index + 1]:
        index += 1
    return index


def _by_words(words: Sequence[str]) -> Floats:
    odds = np.full(len(words) - 1, _PRIOR, dtype=np.float32)
    for index, (last, following) in enumerate(zip(words[:-1], words[1:], strict=True)):
        odds[index] += _OPENER * (following in word_lists.OPENERS)
        odds[index] += _CLOSER * last.endswith(word_lists.CLOSERS)
        odds[index] += _NEVER_LAST * (last in word_lists.NEVER_LAST)
    return odds


@dataclass(frozen=True)
class Vocabulary:
    """The numbers of the words that the network knows; others go by their last two letters."""

    words: dict[str, int]
    endings: dict[str, int]

    @property
    def size(self) -> int:
        """Return how many numbers there are: edges, words, endings, anything else, any number."""
        return _FIRST_WORD + len(self.words) + len(self.endings) + 2

    def number(self, word: str) -> int:
        """Return the number of a plain ``word``, which is not empty."""
        known = self.words.get(word)
        return self.rare(word) if known is None else known

    def rare(self, word: str) -> int:
        """Return the number that ``word`` would have if it were not known."""
        if word[0].isdigit() or word[-1].isdigit():
            return self.size - 1
        return self.endings.get(word[-2:], self.size - 2)

    @classmethod
    def of(cls, words: Sequence[str], endings: Sequence[str]) -> "Vocabulary":
        """Return the vocabulary of ``words`` and ``endings``, numbered in their order."""
        first_ending = _FIRST_WORD + len(words)
        return cls(
            {word: _FIRST_WORD + index for index, word in enumerate(words)},
            {ending: first_ending + index for index, ending in enumerate(endings)},
        )


@dataclass(frozen=True)
class _Network:
    vocabulary: Vocabulary
    #: A row for each number of the vocabulary.
    embedding: Floats
    #: Weights and biases, layer by layer.
    layers: tuple[tuple[Floats, Floats], ...]

    def log_odds(self, windows: npt.NDArray[np.int32]) -> Floats:
        """Return one figure for each row of word numbers."""
        values = self.embedding[windows].reshape(len(windows), -1)
        for weights, bias in self.layers[:-1]:
            values = np.maximum(values @ weights + bias, 0.0)
        weights, bias = self.layers[-1]
        return np.asarray((values @ weights + bias).ravel(), dtype=np.float32)


def _by_model(words: Sequence[str], check: Callable[[], None]) -> Floats:
    network = _network()
    numbers = np.array(
        [START] * BEFORE + [network.vocabulary.number(word) for word in words] + [END] * AFTER, dtype=np.int32
    )
    windows = np.lib.stride_tricks.sliding_window_view(numbers, BEFORE + AFTER)[1 : len(words)]
    parts = []
    for first in range(0, len(windows), _AT_ONCE):
        check()
        parts.append(network.log_odds(windows[first : first + _AT_ONCE]))
    return np.concatenate(parts)


@cache
def _network() -> _Network:
    with np.load(_COEFFICIENTS) as file:
        words, endings = (bytes(file[name]).decode("utf-8").split("\n") for name in ("words", "endings"))
        # Eight bits a number: a scale for each column of the embedding brings them back.
        embedding = file["embedding"].astype(np.float32) * file["embedding_scale"]
        layers = tuple(
            (file[f"weights_{index}"].astype(np.float32), file[f"bias_{index}"].astype(np.float32))
            for index in range(3)
        )
    return _Network(Vocabulary.of(words, endings), embedding, layers)
