"""The coefficients and how they are applied: an opinion by the words, by the meaning, by close reading, and their sum.

Made by ``python -m benchmarks.training.sentiment``; what they were learnt from is written in ``sentiment.md``.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.sentiment import features
from analysis.pipeline.nlp.vectors import embeddings

Floats = npt.NDArray[np.float32]

NAME = "words-and-meaning-3"
#: Order of the columns of all that follows.
CLASSES = ("negative", "neutral", "positive")
_FILE = Path(__file__).parent / "sentiment.npz"
#: By what is at hand: the ``words`` alone; ``both`` in a language whose words were learnt; both in a ``foreign`` one,
#: which is known by its meaning only.
FUSIONS = ("words", "both", "foreign")
_loading = threading.Lock()


@dataclass(frozen=True)
class Fusion:
    """How opinions become one: their weights, and a constant per class. Learnt on texts that trained neither."""

    #: One per opinion: words, meaning, and close reading where there is one.
    weights: tuple[float, ...]
    constant: Floats

    def combine(self, opinions: Sequence[Floats]) -> Floats:
        """Return the probabilities of the classes, one row per text."""
        weighed = [weight * opinion for weight, opinion in zip(self.weights, opinions, strict=True)]
        return softmax(np.sum(weighed, axis=0) + self.constant)


@dataclass(frozen=True)
class Model:
    """Coefficients: pieces x class, signs x class, dimensions of the embedding x class."""

    vocabulary: features.Vocabulary
    words_pieces: Floats
    words_signs: Floats
    meaning_vectors: Floats
    meaning_signs: Floats
    close_vectors: Floats
    close_signs: Floats
    #: One for each name in ``FUSIONS``, without close reading, and with it.
    fusions: dict[str, Fusion]
    close_fusions: dict[str, Fusion]

    def by_words(self, found: features.Features) -> Floats:
        """Return the opinion of the words."""
        return np.asarray(found.pieces @ self.words_pieces + found.signs @ self.words_signs, dtype=np.float32)

    def by_meaning(self, vectors: embeddings.Floats, found: features.Features) -> Floats:
        """Return the opinion of the meaning."""
        return np.asarray(vectors @ self.meaning_vectors + found.signs @ self.meaning_signs, dtype=np.float32)

    def by_close_reading(self, vectors: Floats, found: features.Features) -> Floats:
        """Return the opinion of the larger encoder."""
        return np.asarray(vectors @ self.close_vectors + found.signs @ self.close_signs, dtype=np.float32)

    def probabilities(
        self,
        found: features.Features,
        vectors: embeddings.Floats | None,
        kinds: Sequence[str],
        close_vectors: Floats | None = None,
    ) -> Floats:
        """Return how likely each class is, one row per text; ``kinds`` names the fusion of each."""
        words = self.by_words(found)
        opinions = [words, np.zeros_like(words) if vectors is None else self.by_meaning(vectors, found)]
        fusions = self.fusions
        if close_vectors is not None:
            opinions.append(self.by_close_reading(close_vectors, found))
            fusions = self.close_fusions
        result = np.empty_like(words)
        for kind in set(kinds):
            chosen = np.array([given == kind for given in kinds])
            result[chosen] = fusions[kind].combine([opinion[chosen] for opinion in opinions])
        return result


def softmax(logits: Floats) -> Floats:
    """Return the probabilities, one row per row of ``logits``."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def loaded() -> Model:
    """Return the model, read once for all threads."""
    # Two threads asking first would read the file twice.
    with _loading:
        return _read()


@cache
def _read() -> Model:
    with np.load(_FILE, allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}
    vocabulary = features.Vocabulary(
        stored["keys"], stored["rarity"].astype(np.float32), stored["polarity"], stored["is_beginning"]
    )
    return Model(
        vocabulary,
        stored["words_pieces"].astype(np.float32) * stored["words_step"],
        stored["words_signs"],
        stored["meaning_vectors"].astype(np.float32),
        stored["meaning_signs"],
        stored["close_vectors"],
        stored["close_signs"],
        {kind: _fusion(stored[f"fusion_{kind}"]) for kind in FUSIONS},
        {kind: _fusion(stored[f"close_fusion_{kind}"]) for kind in FUSIONS},
    )


def _fusion(numbers: Floats) -> Fusion:
    weights = numbers[: -len(CLASSES)].tolist()
    return Fusion(tuple(weights), numbers[-len(CLASSES) :])
