"""Probability of each class of feedback by the words of a comment, where no embedding tells its meaning.

One logistic regression per class over hashed n-grams, so that the training texts cannot be read back from the
coefficients. It serves ``basic`` depth, and languages that the encoder does not support. The coefficients are made by
``benchmarks/training/feedback.py`` from own comments in 17 languages; ``feedback.md`` lists the training data.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from analysis.pipeline.nlp import batches
from analysis.pipeline.nlp.feedback import meaning_model
from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.sentiment import ngrams, tone_model
from analysis.pipeline.nlp.vectors import arrays, vectors

PATH = Path(__file__).resolve().parent / "feedback_words.npz"
#: Classes and tones, as the models of meaning have them, but "concern", whose training data is in English alone.
NAMES = (*meaning_model.NAMES[1:], *tone_model.NAMES)
COLUMNS = 2**14
#: Longer texts are cut: a comment says early what it is about.
_MAX_CHARS = 1_000
#: Characters read between two calls of ``check``: about a tenth of a second.
_BATCH_CHARS = 50_000


@dataclass(frozen=True)
class Model:
    """Coefficients, one row per name of ``NAMES``, and an intercept each; ``rarity`` that of each column."""

    coefficients: arrays.Float64s
    intercepts: arrays.Float64s
    rarity: arrays.Float64s

    def probabilities(
        self, texts: Sequence[str], *, check: Callable[[int], None] = lambda done: None
    ) -> list[dict[str, float]]:
        """Return for each text the probability of each of ``NAMES``, 0 to 1; ``check(done)`` may raise to stop."""
        found: list[dict[str, float]] = []
        for rows in batches.by_length(texts, _BATCH_CHARS):
            check(rows.start)
            logits = (
                vectors.weight_by_rarity(ngram_counts(texts[rows]), self.rarity) @ self.coefficients.T + self.intercepts
            )
            found += [dict(zip(NAMES, row, strict=True)) for row in (1 / (1 + np.exp(-logits))).tolist()]
        return found


def ngram_counts(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return one row per text, with 1 in the column of each n-gram that it has."""
    found = ngrams.extract([ngrams.normalise(text[:_MAX_CHARS]) for text in texts])
    # A table of flags is faster than sorting the n-grams to find each once; a batch has at most 500 texts.
    has_ngram = np.zeros(len(texts) * COLUMNS, dtype=np.bool_)
    has_ngram[found.rows * COLUMNS + found.keys.astype(np.int64) % COLUMNS] = True
    places = np.flatnonzero(has_ngram)
    starts = np.searchsorted(places, np.arange(len(texts) + 1) * COLUMNS)
    return sparse.csr_matrix((np.ones(len(places)), places % COLUMNS, starts), shape=(len(texts), COLUMNS))


@load_once
def load() -> Model:
    """Return the shipped model."""
    with np.load(PATH, allow_pickle=False) as file:
        return Model(*(file[name].astype(np.float64) for name in ("coefficients", "intercepts", "rarity")))
