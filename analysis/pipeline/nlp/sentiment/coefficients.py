"""The trained coefficients and how they are applied.

Three linear classifiers (words, embedding, second-pass embedding) give logits per class; a fusion adds them up. Made by
``python -m benchmarks.training.sentiment``; ``sentiment.md`` lists the training data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.sentiment import features
from analysis.pipeline.nlp.vectors import arrays

NAME = "words-and-meaning-3"
#: Order of the columns of all logits and probabilities.
CLASSES = ("negative", "neutral", "positive")
_FILE = Path(__file__).parent / "sentiment.npz"
#: How the classifiers are combined: ``words`` alone; ``both``, in a language whose words were trained; ``foreign``
#: (both too) in a language whose words were not.
FUSIONS = ("words", "both", "foreign")


@dataclass(frozen=True)
class Fusion:
    """Weights of the classifiers and a constant per class, fitted on texts that trained none of the classifiers."""

    #: One per classifier: words, embedding and, if used, the second pass.
    weights: tuple[float, ...]
    constant: arrays.Float32s

    def combine(self, logits: Sequence[arrays.Float32s]) -> arrays.Float32s:
        """Return the probabilities of the classes, one row per text."""
        weighted = [weight * one for weight, one in zip(self.weights, logits, strict=True)]
        return softmax(np.sum(weighted, axis=0) + self.constant)


@dataclass(frozen=True)
class Model:
    """Coefficients, one column per class: of the n-grams, of the markers, of the dimensions of each embedding."""

    vocabulary: features.Vocabulary
    word_ngrams: arrays.Float32s
    word_markers: arrays.Float32s
    meaning_vectors: arrays.Float32s
    meaning_markers: arrays.Float32s
    second_vectors: arrays.Float32s
    second_markers: arrays.Float32s
    #: One per name in ``FUSIONS``, without and with the second pass.
    fusions: dict[str, Fusion]
    second_fusions: dict[str, Fusion]

    def probabilities(
        self,
        extracted: features.Features,
        vectors: arrays.Float32s | None,
        fusion_names: Sequence[str],
        second_vectors: arrays.Float32s | None = None,
    ) -> arrays.Float32s:
        """Return the probability of each class, one row per text; ``fusion_names`` holds the fusion of each text."""
        signs = extracted.markers
        words = np.asarray(extracted.ngrams @ self.word_ngrams + signs @ self.word_markers, dtype=np.float32)
        meaning = np.zeros_like(words)
        if vectors is not None:
            meaning = np.asarray(vectors @ self.meaning_vectors + signs @ self.meaning_markers, dtype=np.float32)
        logits, fusions = [words, meaning], self.fusions
        if second_vectors is not None:
            second = second_vectors @ self.second_vectors + signs @ self.second_markers
            logits, fusions = [*logits, np.asarray(second, dtype=np.float32)], self.second_fusions
        result = np.empty_like(words)
        for name in set(fusion_names):
            rows = np.array([one == name for one in fusion_names])
            result[rows] = fusions[name].combine([one[rows] for one in logits])
        return result


def softmax(logits: arrays.Float32s) -> arrays.Float32s:
    """Return the probabilities, one row per row of ``logits``."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


@load_once
def load() -> Model:
    """Return the model."""
    with np.load(_FILE, allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}

    def fusion(name: str) -> Fusion:
        numbers = stored[name]
        return Fusion(tuple(numbers[: -len(CLASSES)].tolist()), numbers[-len(CLASSES) :])

    return Model(
        features.Vocabulary(
            stored["keys"], stored["rarity"].astype(np.float32), stored["polarity"], stored["is_beginning"]
        ),
        stored["words_pieces"].astype(np.float32) * stored["words_step"],
        stored["words_signs"],
        stored["meaning_vectors"].astype(np.float32),
        stored["meaning_signs"],
        stored["close_vectors"],
        stored["close_signs"],
        {name: fusion(f"fusion_{name}") for name in FUSIONS},
        {name: fusion(f"close_fusion_{name}") for name in FUSIONS},
    )
