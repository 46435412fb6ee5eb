"""Probability of a tone by the meaning of a comment, in the languages of the sentence encoder.

Jokes and quotes of funny lines have the words of a complaint and blame nothing: "my wallet is crying", "'this will go
wrong' and it did". Cheers have the words of a request or a ban: "please never stop". Rhetorical questions want no
answer: "how is this free?". Praise may be of something else: "I am glad that I bought the other one". Delight can
be without a word of praise: "I watched it three times", and irony blames with words of praise: "bravo, an hour about
nothing". One logistic regression per tone over the comment's embedding; ``benchmarks/training/feedback.py`` makes the
coefficients.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.vectors import arrays

PATH = Path(__file__).resolve().parent / "tone.npz"
NAMES = ("jokes", "cheers", "rhetorical", "elsewhere", "delight", "blame", "irony")
#: From this probability on, a comment has the tone.
LIKELY = 0.4
#: Up to the first probability the tone adds nothing, from the second on all of its logits.
_FROM, _TO = np.array((0.5, 0.4, 0.4, 0.7, 0.8, 0.8, 0.6)), np.array((0.75, 0.7, 0.7, 0.95, 0.97, 0.95, 0.9))
#: What each tone adds to the logits of negative, neutral and positive; set by hand. A joke is only less negative: many
#: are positive. Praise of something else has half the weight that its wordings have, which are surer; irony with
#: still more weight takes genuine praise for mockery.
_LOGITS = np.array(
    (
        (-1.5, 0.0, 0.0),
        (-1.6, 0.0, 1.2),
        (-1.0, 0.3, 0.5),
        (0.4, 0.9, -1.3),
        (-1.5, 0.0, 1.2),
        (0.6, 0.2, -1.2),
        (1.8, 0.3, -2.4),
    ),
    dtype=np.float32,
)


@dataclass(frozen=True)
class Model:
    """Coefficients, one row per name of ``NAMES``, and an intercept each."""

    coefficients: arrays.Float64s
    intercepts: arrays.Float64s

    def probabilities(self, vectors: arrays.Float32s) -> arrays.Float64s:
        """Return for each embedding, one row each, the probability of each of ``NAMES``, 0 to 1."""
        found: arrays.Float64s = 1 / (1 + np.exp(-(vectors @ self.coefficients.T + self.intercepts)))
        return found

    def by_name(self, vectors: arrays.Float32s) -> list[dict[str, float]]:
        """Return the probabilities of each embedding by name."""
        return [dict(zip(NAMES, row, strict=True)) for row in self.probabilities(vectors).tolist()]

    def evidence(self, vectors: arrays.Float32s) -> arrays.Float32s:
        """Return what the tones of some texts add to the logits of negative, neutral and positive."""
        weights = np.clip((self.probabilities(vectors) - _FROM) / (_TO - _FROM), 0, 1)
        found: arrays.Float32s = (weights @ _LOGITS).astype(np.float32)
        return found


@load_once
def load() -> Model:
    """Return the shipped model."""
    with np.load(PATH, allow_pickle=False) as file:
        return Model(file["coefficients"].astype(np.float64), file["intercepts"].astype(np.float64))
