"""Probability that a comment is spam, by a logistic regression over its words, character n-grams and figures.

The coefficients are made by ``benchmarks/training/spam.py``; ``spam.md`` lists the training data.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp import batches
from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.spam import comment_features, hashed_ngrams
from analysis.pipeline.nlp.vectors import arrays, vectors

PATH = Path(__file__).resolve().parent / "spam.npz"
#: Characters scored between two calls of ``check``: up to a quarter of a second.
_BATCH_CHARS = 25_000
#: Longer texts are cut: the rest hardly changes the result.
_MAX_CHARS = 2000
#: Words and figures named in a reason.
_MAX_NAMED = 3

#: Arrays in the file, besides the intercept.
ARRAYS = ("word_rarity", "piece_rarity", "words", "pieces", "figures")


@dataclass(frozen=True)
class Model:
    """A logistic regression; ``rarity`` is the inverse document frequency of each n-gram."""

    word_rarity: arrays.Float64s
    piece_rarity: arrays.Float64s
    words: arrays.Float64s
    pieces: arrays.Float64s
    figures: arrays.Float64s
    intercept: float

    def probabilities(
        self, features: Sequence[comment_features.CommentFeatures], *, check: Callable[[int], None] = lambda done: None
    ) -> list[float]:
        """Return the probability of spam for each comment; ``check(done)`` is called between batches, may raise."""
        found: list[float] = []
        texts = [one.masked[:_MAX_CHARS] for one in features]
        for rows in batches.by_length(texts, _BATCH_CHARS):
            check(rows.start)
            logits = (
                vectors.weight_by_rarity(hashed_ngrams.words(texts[rows]), self.word_rarity) @ self.words
                + vectors.weight_by_rarity(hashed_ngrams.pieces(texts[rows]), self.piece_rarity) @ self.pieces
                + np.array([one.figures for one in features[rows]]) @ self.figures
                + self.intercept
            )
            found += (1 / (1 + np.exp(-logits))).tolist()
        return found

    def top_features(self, features: comment_features.CommentFeatures) -> list[str]:
        """Return readable names of up to three words and figures with the most weight for spam, highest first."""
        words = list(dict.fromkeys(comment_features.WORD.findall(features.masked[:_MAX_CHARS])))
        weights: dict[str, float] = {}
        if words:
            whole = (hashed_ngrams.words(words) @ (self.words * self.word_rarity)) / np.sqrt(len(words))
            pieces = hashed_ngrams.pieces(words) @ (self.pieces * self.piece_rarity) / (4 * np.sqrt(len(words)))
            # Short words ("of", "in") have weights too but explain nothing to a reader.
            weights = {
                f"“{word[:20]}”": weight
                for word, weight in zip(words, whole + pieces, strict=True)
                if word not in comment_features.MASKS and (len(word) > 3 or not word.isascii())
            }
        weights.update(zip(comment_features.NAMES, np.array(features.figures) * self.figures, strict=True))
        best = sorted((name for name in weights if name and weights[name] > 0), key=lambda name: (-weights[name], name))
        return best[:_MAX_NAMED]


@load_once
def load() -> Model:
    with np.load(PATH) as file:
        coefficients = {name: file[name].astype(np.float64) for name in ARRAYS}
        return Model(**coefficients, intercept=float(file["intercept"]))
