"""How much a comment reads like spam, by a logistic regression over its words, pieces of words and looks.

The coefficients are made by ``benchmarks/training/spam.py``; what they were learnt from stands in ``spam.md``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from analysis.pipeline.nlp.spam import comment_features

PATH = Path(__file__).resolve().parent / "spam.npz"
#: Texts judged between two calls of ``check``: about a tenth of a second.
_AT_ONCE = 256
#: What a longer comment says further on hardly changes what it is.
_MOST_CHARS = 2000
#: Words and looks that a reason names.
_MOST_NAMED = 3

Floats = npt.NDArray[np.float64]

#: Hashing needs no list of words: nothing of the training texts can be read back from the coefficients.
WORDS = HashingVectorizer(
    ngram_range=(1, 2), n_features=2**14, alternate_sign=False, norm=None, binary=True, lowercase=False,
    token_pattern=r"(?u)\b\w+\b",
)  # fmt: skip
PIECES = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=2**16, alternate_sign=False, norm=None, binary=True,
    lowercase=False,
)  # fmt: skip


#: What the file holds besides the intercept.
ARRAYS = ("word_rarity", "piece_rarity", "words", "pieces", "figures")


@dataclass(frozen=True)
class Model:
    """A logistic regression; ``rarity`` weighs each n-gram by how few texts hold it."""

    word_rarity: Floats
    piece_rarity: Floats
    words: Floats
    pieces: Floats
    figures: Floats
    intercept: float

    def probabilities(
        self, seen: Sequence[comment_features.Look], *, check: Callable[[int], None] = lambda done: None
    ) -> list[float]:
        """Return how sure it is that each is spam, 0 to 1; ``check(done)`` is called between batches, may raise."""
        found: list[float] = []
        for start in range(0, len(seen), _AT_ONCE):
            check(start)
            found += self._batch(seen[start : start + _AT_ONCE]).tolist()
        return found

    def _batch(self, seen: Sequence[comment_features.Look]) -> Floats:
        texts = [look.masked[:_MOST_CHARS] for look in seen]
        sums = (
            weighed(WORDS.transform(texts), self.word_rarity) @ self.words
            + weighed(PIECES.transform(texts), self.piece_rarity) @ self.pieces
            + np.array([look.figures for look in seen]) @ self.figures
            + self.intercept
        )
        odds: Floats = 1 / (1 + np.exp(-sums))
        return odds

    def weightiest(self, look: comment_features.Look) -> list[str]:
        """Return the words and looks that spoke most for spam, weightiest first: readable names, at most three."""
        words = list(dict.fromkeys(comment_features.WORD.findall(look.masked[:_MOST_CHARS])))
        if words:
            single = (WORDS.transform(words) @ (self.words * self.word_rarity)) / np.sqrt(len(words))
            pieces = PIECES.transform(words) @ (self.pieces * self.piece_rarity) / (4 * np.sqrt(len(words)))
            said = dict(zip(words, single + pieces, strict=True))
        else:
            said = {}
        # Short words ("of", "in") weigh something too, but tell a reader nothing.
        telling = {
            word for word in said if word not in comment_features.MASKS and (len(word) > 3 or not word.isascii())
        }
        named = {f"“{word[:20]}”": said[word] for word in said if word in telling}
        named.update(zip(comment_features.NAMES, np.array(look.figures) * self.figures, strict=True))
        best = sorted((name for name in named if name and named[name] > 0), key=lambda name: (-named[name], name))
        return best[:_MOST_NAMED]


def weighed(counts: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    """Return n-grams weighed by rarity, each text of length 1."""
    weights = counts @ sparse.diags(rarity)
    lengths = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    return sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ weights


@cache
def shipped() -> Model:
    """Return the model that ships with the project."""
    with np.load(PATH) as kept:
        arrays = {name: kept[name].astype(np.float64) for name in ARRAYS}
        return Model(**arrays, intercept=float(kept["intercept"]))
