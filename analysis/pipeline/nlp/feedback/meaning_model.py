"""Probability of each class of feedback by the meaning of a comment, in the languages of the sentence encoder.

One logistic regression per class over the comment's embedding. The coefficients are made by
``benchmarks/training/feedback.py`` from comments in the languages of the encoder, a "concern" from English ones alone.
``feedback.md`` lists the training data.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.vectors import arrays

PATH = Path(__file__).resolve().parent / "feedback_meaning.npz"
#: A concern is a question, a request, an error or advice, as in ``concern_model``; it has the most training data.
NAMES = ("concern", "questions", "requests", "complaints", "corrections")


@dataclass(frozen=True)
class Model:
    """Coefficients, one row per name of ``NAMES``, and an intercept each."""

    coefficients: arrays.Float64s
    intercepts: arrays.Float64s

    def probabilities(self, vectors: arrays.Float32s) -> list[dict[str, float]]:
        """Return for each embedding the probability of each of ``NAMES``, 0 to 1."""
        logits = vectors.astype(np.float64) @ self.coefficients.T + self.intercepts
        return [dict(zip(NAMES, row, strict=True)) for row in (1 / (1 + np.exp(-logits))).tolist()]


@load_once
def load() -> Model:
    """Return the shipped model."""
    with np.load(PATH, allow_pickle=False) as file:
        return Model(file["coefficients"].astype(np.float64), file["intercepts"].astype(np.float64))
