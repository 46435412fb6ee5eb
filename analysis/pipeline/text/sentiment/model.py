"""The coefficients and how they are applied: one opinion by the words, one by the meaning, and their sum.

Made by ``python -m benchmarks.training.sentiment``; what they were learnt from is written in ``models/sentiment.md``.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analysis.pipeline.text import embeddings
from analysis.pipeline.text.sentiment import features

Floats = npt.NDArray[np.float32]

NAME = "words-and-meaning-2"
#: Order of the columns of all that follows.
CLASSES = ("negative", "neutral", "positive")
_FILE = Path(__file__).parents[1] / "models" / "sentiment.npz"
#: By what is at hand: the ``words`` alone; ``both`` in a language whose words were learnt; both in a ``foreign`` one,
#: which is known by its meaning only.
FUSIONS = ("words", "both", "foreign")
_loading = threading.Lock()


@dataclass(frozen=True)
class Fusion:
    """How opinions become one: their weights, and a constant per class. Learnt on texts that trained neither."""

    words: float
    meaning: float
    constant: Floats

    def combine(self, words: Floats, meaning: Floats) -> Floats:
        """Return the probabilities of the classes, one row per text."""
        return softmax(self.words * words + self.meaning * meaning + self.constant)


@dataclass(frozen=True)
class Model:
    """Coefficients: pieces x class, signs x class, dimensions of the embedding x class."""

    vocabulary: features.Vocabulary
    words_pieces: Floats
    words_signs: Floats
    meaning_vectors: Floats
    meaning_signs: Floats
    #: One for each name in ``FUSIONS``.
    fusions: dict[str, Fusion]

    def by_words(self, found: features.Features) -> Floats:
        """Return the opinion of the words."""
        return np.asarray(found.pieces @ self.words_pieces + found.signs @ self.words_signs, dtype=np.float32)

    def by_meaning(self, vectors: embeddings.Floats, found: features.Features) -> Floats:
        """Return the opinion of the meaning."""
        return np.asarray(vectors @ self.meaning_vectors + found.signs @ self.meaning_signs, dtype=np.float32)

    def probabilities(
        self, found: features.Features, vectors: embeddings.Floats | None, kinds: Sequence[str]
    ) -> Floats:
        """Return how likely each class is, one row per text; ``kinds`` names the fusion of each."""
        words = self.by_words(found)
        meaning = np.zeros_like(words) if vectors is None else self.by_meaning(vectors, found)
        result = np.empty_like(words)
        for kind in set(kinds):
            chosen = np.array([given == kind for given in kinds])
            result[chosen] = self.fusions[kind].combine(words[chosen], meaning[chosen])
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
    fusions = {
        kind: Fusion(
            float(stored[f"fusion_{kind}"][0]), float(stored[f"fusion_{kind}"][1]), stored[f"fusion_{kind}"][2:]
        )
        for kind in FUSIONS
    }
    return Model(
        vocabulary,
        stored["words_pieces"].astype(np.float32) * stored["words_step"],
        stored["words_signs"],
        stored["meaning_vectors"].astype(np.float32),
        stored["meaning_signs"],
        fusions,
    )
