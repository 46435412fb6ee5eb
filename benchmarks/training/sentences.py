"""Make the coefficients of analysis/pipeline/nlp/sentences/boundaries.py: ``python -m benchmarks.training.sentences``.

A network with two hidden layers reads the words around a gap and says how likely a sentence ends there. It learns from
punctuated texts whose punctuation and capitals are taken away. One core takes about ten minutes; the same machine
makes the same coefficients.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.pipeline.nlp.sentences import boundaries
from benchmarks.quality import punctuated
from benchmarks.quality.punctuated import Document

TARGET = Path(boundaries.__file__).parent / "sentence_boundaries.npz"
SEED = 20261125
#: Numbers that stand for a word, and the units of the two hidden layers.
EMBEDDING, HIDDEN, SECOND = 40, 192, 32
EPOCHS, BATCH, RATE, WARM_UP = 5, 1024, 2e-3, 300
#: Log odds from which a gap counts as a border in progress reports.
THRESHOLD = -0.75
#: Share of the first hidden layer that is left out at random while learning.
LEFT_OUT = 0.2
#: A word is known when it is this frequent; an ending, in all words that are not.
FREQUENT_WORD, FREQUENT_ENDING = 8, 20
#: Known words below this count are at times shown by their ending only, so that endings learn too.
RARE, SHOWN_BY_ENDING = 400, 0.1

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Examples:
    """All texts as one row of word numbers; ``gaps`` are the places before a gap, ``ends`` whether it is a border."""

    numbers: Ints
    gaps: npt.NDArray[np.int64]
    ends: Floats

    def windows(self, chosen: slice | npt.NDArray[np.int64]) -> Ints:
        """Return the words around the ``chosen`` gaps."""
        around = np.arange(1 - boundaries.BEFORE, boundaries.AFTER + 1)
        return self.numbers[self.gaps[chosen, None] + around]


def main() -> None:
    """Train, tell how good it is on the part that chooses, and write the coefficients."""
    texts = {"chats": punctuated.conversations(), "speeches": punctuated.speeches()}
    documents = [document for text in texts.values() for document in punctuated.part(text, "train")]
    counts = Counter(chain.from_iterable(words for words, _ in punctuated.words_and_ends(documents)))
    vocabulary = _vocabulary(counts)
    checks = {name: _examples(punctuated.part(text, "choose"), vocabulary) for name, text in texts.items()}
    network = Network(vocabulary.size)
    _train(network, _examples(documents, vocabulary), _shown_by_ending(vocabulary, counts), checks)
    _save(network, vocabulary)


def _vocabulary(counts: Counter[str]) -> boundaries.Vocabulary:
    known = {word for word, number in counts.items() if number >= FREQUENT_WORD}
    endings = Counter[str]()
    for word, number in counts.items():
        if word not in known:
            endings[word[-2:]] += number
    frequent = sorted(ending for ending, number in endings.items() if number >= FREQUENT_ENDING)
    return boundaries.Vocabulary.of(sorted(known), frequent)


def _examples(documents: Sequence[Document], vocabulary: boundaries.Vocabulary) -> Examples:
    numbers = [boundaries.START] * boundaries.BEFORE
    gaps: list[int] = []
    ends: list[bool] = []
    for words, closes in punctuated.words_and_ends(documents):
        gaps += range(len(numbers), len(numbers) + len(words) - 1)
        ends += closes[:-1]
        numbers += [vocabulary.number(word) for word in words]
        numbers += [boundaries.END] * boundaries.AFTER + [boundaries.START] * boundaries.BEFORE
    return Examples(np.array(numbers, np.int32), np.array(gaps), np.array(ends, np.float32))


def _shown_by_ending(vocabulary: boundaries.Vocabulary, counts: Counter[str]) -> Ints:
    """Return for each number the one that may stand in for it: its ending where the word is rare, else itself."""
    stand_in = np.arange(vocabulary.size, dtype=np.int32)
    for word, number in vocabulary.words.items():
        if counts[word] < RARE:
            stand_in[number] = vocabulary.rare(word)
    return stand_in


class Network:
    """The network while it learns, with the moments that Adam keeps of each weight.

    Source: Kingma and Ba 2015, https://arxiv.org/abs/1412.6980
    """

    def __init__(self, words: int) -> None:
        """Start from small random weights, the same each time."""
        self.random = np.random.default_rng(SEED)
        width = (boundaries.BEFORE + boundaries.AFTER) * EMBEDDING
        shapes = [(width, HIDDEN), (HIDDEN, SECOND), (SECOND, 1)]
        self.weights: list[Floats] = [self._normal((words, EMBEDDING), 0.1)]
        for before, after in shapes:
            self.weights += [self._normal((before, after), np.sqrt(2 / before)), np.zeros(after, np.float32)]
        self.means = [np.zeros_like(weight) for weight in self.weights]
        self.squares = [np.zeros_like(weight) for weight in self.weights]
        self.steps = 0

    def _normal(self, shape: tuple[int, int], scale: float) -> Floats:
        return np.asarray(self.random.standard_normal(shape) * scale, np.float32)

    def log_odds(self, windows: Ints) -> Floats:
        """Return one figure for each window."""
        embedding, first, first_bias, second, second_bias, last, last_bias = self.weights
        hidden = np.maximum(embedding[windows].reshape(len(windows), -1) @ first + first_bias, 0)
        return (np.maximum(hidden @ second + second_bias, 0) @ last + last_bias).ravel()

    def learn(self, windows: Ints, ends: Floats, rate: float) -> None:
        """Take one step down the logistic loss of these windows."""
        embedding, first, first_bias, second, second_bias, last, last_bias = self.weights
        read = embedding[windows].reshape(len(windows), -1)
        kept = (self.random.random((len(windows), HIDDEN)) >= LEFT_OUT).astype(np.float32) / np.float32(1 - LEFT_OUT)
        hidden = np.maximum(read @ first + first_bias, 0) * kept
        deeper = np.maximum(hidden @ second + second_bias, 0)
        odds = (deeper @ last + last_bias).ravel()
        error = ((1 / (1 + np.exp(-odds)) - ends) / len(windows))[:, None].astype(np.float32)
        deeper_error = (error @ last.T) * (deeper > 0)
        hidden_error = (deeper_error @ second.T) * (hidden > 0) * kept
        self._step(
            [
                _by_word(windows, hidden_error @ first.T, len(embedding)),
                read.T @ hidden_error, hidden_error.sum(axis=0),
                hidden.T @ deeper_error, deeper_error.sum(axis=0),
                deeper.T @ error, error.sum(axis=0),
            ],
            rate,
        )  # fmt: skip

    def _step(self, slopes: Sequence[Floats], rate: float) -> None:
        self.steps += 1
        for weight, mean, square, slope in zip(self.weights, self.means, self.squares, slopes, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            steady = np.sqrt(square / (1 - 0.999**self.steps)) + 1e-8
            weight -= (rate / (1 - 0.9**self.steps)) * mean / steady


def _by_word(windows: Ints, errors: Floats, words: int) -> Floats:
    """Return the errors of all places, added up by the word that stands there."""
    places = windows.size
    where = (np.ones(places, np.float32), (windows.ravel(), np.arange(places)))
    return np.asarray(sparse.csr_matrix(where, shape=(words, places)) @ errors.reshape(places, EMBEDDING))


def _train(network: Network, learned: Examples, stand_in: Ints, checks: dict[str, Examples]) -> None:
    began = time.monotonic()
    steps = EPOCHS * (len(learned.gaps) // BATCH)
    for epoch in range(EPOCHS):
        order = network.random.permutation(len(learned.gaps))
        for first in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            windows = learned.windows(chosen)
            hide = network.random.random(windows.shape) < SHOWN_BY_ENDING
            rate = RATE * min(1.0, network.steps / WARM_UP) * (1 - network.steps / steps) + 1e-5
            network.learn(np.where(hide, stand_in[windows], windows), learned.ends[chosen], rate)
        figures = ", ".join(f"{name} {_f1(network, examples):.3f}" for name, examples in checks.items())
        _print(f"epoch {epoch + 1} of {EPOCHS}, {time.monotonic() - began:.0f} s: F1 {figures}")


def _f1(network: Network, examples: Examples) -> float:
    """Return the F1 of borders at the threshold of the product, without pauses, which these texts do not have."""
    parts = range(0, len(examples.gaps), BATCH)
    odds = np.concatenate([network.log_odds(examples.windows(slice(first, first + BATCH))) for first in parts])
    found = odds >= THRESHOLD
    return float(2 * (found & (examples.ends > 0)).sum() / (found.sum() + examples.ends.sum()))


def _save(network: Network, vocabulary: boundaries.Vocabulary) -> None:
    embedding, *layers = network.weights
    scale = np.abs(embedding).max(axis=0) / 127
    stored: dict[str, npt.NDArray[np.generic]] = {
        "words": _letters(list(vocabulary.words)),
        "endings": _letters(list(vocabulary.endings)),
        "embedding": np.round(embedding / scale).astype(np.int8),
        "embedding_scale": scale.astype(np.float32),
    }
    for index in range(0, len(layers), 2):
        stored[f"weights_{index // 2}"] = layers[index].astype(np.float16)
        stored[f"bias_{index // 2}"] = layers[index + 1].astype(np.float32)
    TARGET.parent.mkdir(exist_ok=True)
    np.savez_compressed(TARGET, **stored)
    _print(f"Written to {TARGET}: {TARGET.stat().st_size / 1e6:.1f} MB")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _letters(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8)


if __name__ == "__main__":
    main()
