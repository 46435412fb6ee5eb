"""Probability that an English comment needs the creator's attention: a question, a request, an error, advice.

A logistic regression over words, pairs and triples of words, and figures. Its n-grams are those that occur under most
of the training videos, so that the subject of a video counts for little. The coefficients are made by
``benchmarks/training/feedback.py``; ``feedback.md`` lists the training data.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.sentiment import markers

PATH = Path(__file__).resolve().parent / "feedback.npz"
#: Order of the wordings among the figures.
WORDINGS = ("questions", "requests", "corrections", "complaints")
#: Longer texts are cut: a question stands near the beginning or the end, and the middle dilutes both.
_MAX_WORDS = 300
_MAX_NGRAM_WORDS = 3
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_QUESTION_WORD = re.compile(
    r"\b(?:what|why|how|where|when|which|who|whats|hows|can|could|would|will|does|do|did|is|are|should|any|anyone|someone)\b"
)


def ngrams(plain: str) -> Iterator[str]:
    """Yield the words, pairs and triples of a text that ``questions.plain`` returned."""
    words = _WORD.findall(_DIGITS.sub("0", plain.replace("'", "")))[:_MAX_WORDS]
    for size in range(1, _MAX_NGRAM_WORDS + 1):
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


def figures(text: str, plain: str, wordings: Mapping[str, bool]) -> list[float]:
    """Return what the text shows besides its words, about 0 to 1 each; ``wordings`` those of ``patterns.find``."""
    words = len(plain.split())
    return [
        *(float(wordings[name]) for name in WORDINGS),
        min(words, 60) / 30,
        min(len(_QUESTION_WORD.findall(plain)), 5) / (words + 5) * 5,
        *markers.vader_scores(text),
    ]


@dataclass(frozen=True)
class Model:
    """A logistic regression; each n-gram has its rarity (inverse document frequency) and its coefficient."""

    weights: dict[str, tuple[float, float]]
    figures: tuple[float, ...]
    intercept: float

    def probability(self, plain: str, shown: Sequence[float]) -> float:
        """Return the probability of a concern, 0 to 1; ``shown`` are the :func:`figures`."""
        known = [self.weights[ngram] for ngram in set(ngrams(plain)) if ngram in self.weights]
        length = math.sqrt(math.fsum(rarity * rarity for rarity, _ in known)) or 1.0
        words = math.fsum(rarity * coefficient for rarity, coefficient in known) / length
        logit = words + math.fsum(a * b for a, b in zip(shown, self.figures, strict=True)) + self.intercept
        return 1 / (1 + math.exp(-logit))


@load_once
def load() -> Model:
    """Return the shipped model."""
    with np.load(PATH, allow_pickle=False) as file:
        rows = zip(file["ngrams"].tolist(), file["rarity"].tolist(), file["coefficients"].tolist(), strict=True)
        weights = {ngram: (rarity, coefficient) for ngram, rarity, coefficient in rows}
        return Model(weights, tuple(file["figures"].tolist()), float(file["intercept"]))
