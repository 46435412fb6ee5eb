"""The trained coefficients and how they are applied.

Three linear classifiers (words, embedding, second-pass embedding) give logits per class; a fusion adds them up, and an
adaptation to YouTube comments corrects the sum. Made by ``python -m benchmarks.training.sentiment`` and
``sentiment_comments``; ``sentiment.md`` lists the training data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.sentiment import features
from analysis.pipeline.nlp.vectors import arrays

NAME = "words-and-meaning-4"
#: Order of the columns of all logits and probabilities.
CLASSES = ("negative", "neutral", "positive")
_FILE = Path(__file__).parent / "sentiment.npz"
_COMMENTS_FILE = _FILE.with_name("sentiment_comments.npz")
#: How the classifiers are combined: ``words`` alone; ``both``, in a language whose words were trained; ``foreign``
#: (both too) in a language whose words were not.
FUSIONS = ("words", "both", "foreign")
#: The adaptation multiplies the logits by 0 to this.
MAX_SCALE = 1.1


@dataclass(frozen=True)
class Fusion:
    """Weights of the classifiers and a constant per class, fitted on texts that trained none of the classifiers."""

    #: One per classifier: words, embedding and, if used, the second pass.
    weights: tuple[float, ...]
    constant: arrays.Float32s

    def combine(self, logits: Sequence[arrays.Float32s]) -> arrays.Float32s:
        """Return the logits of the classes, one row per text."""
        weighted = [weight * one for weight, one in zip(self.weights, logits, strict=True)]
        return np.asarray(np.sum(weighted, axis=0) + self.constant, dtype=np.float32)


@dataclass(frozen=True)
class Adaptation:
    """Adapts logits learnt from tweets to YouTube comments, by the texts' embeddings."""

    #: Coefficients of a correction: of the dimensions, one column per class, and a constant.
    correction: arrays.Float32s
    constant: arrays.Float32s
    #: Coefficients of the scale, a logistic function: the constant, then one per dimension of the first embedding. It
    #: is low where comments like this one were often misread.
    scale: arrays.Float32s

    def adapt(self, logits: arrays.Float32s, vectors: Sequence[arrays.Float32s]) -> arrays.Float32s:
        """Return the adapted logits; ``vectors`` are the embeddings, one array per encoder."""
        raw = logits + self.constant + np.hstack(list(vectors)) @ self.correction
        trust = MAX_SCALE / (1 + np.exp(-(self.scale[0] + vectors[0] @ self.scale[1:])))
        return np.asarray(trust[:, None] * (raw - raw.mean(axis=1, keepdims=True)), dtype=np.float32)


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
    #: For the fusions with the embedding, without and with the second pass.
    adaptation: Adaptation
    second_adaptation: Adaptation

    def opinions(self, extracted: features.Features, vectors: arrays.Float32s | None) -> list[arrays.Float32s]:
        """Return the logits of the classifiers of words and of the embedding."""
        signs = extracted.markers
        words = np.asarray(extracted.ngrams @ self.word_ngrams + signs @ self.word_markers, dtype=np.float32)
        meaning = np.zeros_like(words)
        if vectors is not None:
            meaning = np.asarray(vectors @ self.meaning_vectors + signs @ self.meaning_markers, dtype=np.float32)
        return [words, meaning]

    def second_opinion(self, signs: arrays.Float32s, second_vectors: arrays.Float32s) -> arrays.Float32s:
        """Return the logits of the second pass; ``signs`` are the markers of the texts."""
        return np.asarray(second_vectors @ self.second_vectors + signs @ self.second_markers, dtype=np.float32)

    def probabilities(
        self,
        opinions: Sequence[arrays.Float32s],
        vectors: Sequence[arrays.Float32s],
        fusion_names: Sequence[str],
        evidence: arrays.Float32s,
    ) -> arrays.Float32s:
        """Return the probability of each class, one row per text.

        ``opinions`` are those of two classifiers, or of three with the second pass. ``vectors`` are the embeddings,
        one array per encoder, empty if there are none. ``fusion_names`` holds the fusion of each text. ``evidence`` is
        added to the logits of the fusion.
        """
        is_second = len(opinions) > 2
        fusions = self.second_fusions if is_second else self.fusions
        adaptation = self.second_adaptation if is_second else self.adaptation
        result = np.empty_like(opinions[0])
        for name in set(fusion_names):
            rows = np.array([one == name for one in fusion_names])
            logits = fusions[name].combine([one[rows] for one in opinions]) + evidence[rows]
            if name != "words" and vectors:
                logits = adaptation.adapt(logits, [one[rows] for one in vectors])
            result[rows] = softmax(logits)
        return result


def softmax(logits: arrays.Float32s) -> arrays.Float32s:
    """Return the probabilities, one row per row of ``logits``."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


@load_once
def load() -> Model:
    """Return the model."""
    stored: dict[str, Any] = {}
    for path in (_FILE, _COMMENTS_FILE):
        with np.load(path, allow_pickle=False) as file:
            stored |= {name: file[name] for name in file.files}

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
        Adaptation(stored["correction"], stored["constant"], stored["scale"]),
        Adaptation(stored["close_correction"], stored["close_constant"], stored["close_scale"]),
    )
