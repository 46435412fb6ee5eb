"""Hashed n-grams of texts: one to five characters within words, words, and pairs of words.

All n-grams of a batch are hashed at once with numpy, by a polynomial over the characters' code points, so that the cost
is linear in the length of the texts. The hashes are 32-bit keys. The vocabulary looks them up by binary search and
ignores unknown ones.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.pipeline.nlp.words import scripts, tokens

Hashes = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

#: Characters without meaning of their own: joiners, variants and skin tones of emoji, Arabic vowel marks.
_DROPPED = dict.fromkeys([0x200D, 0xFE0F, 0x0640, *range(0x064B, 0x0653), *range(0x1F3FB, 0x1F400)])
#: Arabic letters that writers use interchangeably: forms of alef, yeh and teh marbuta, carriers of the hamza.
_ARABIC = str.maketrans("أإآٱىئیةؤک", "اااايييهوك", "ء")
_REPEATED = re.compile(r"(.)\1{3,}")
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(rf"[\w{scripts.MARKS}]++(?:'[\w{scripts.MARKS}]++)*|[^\w\s]++")

_MAX_CHARS = 5
_SPACE = 32
#: Base of the polynomial; odd, so that it has an inverse modulo 2**64.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
#: Mixed into the hash, so that a word and a run of the same characters have different keys.
_WORD, _PAIR = np.uint64(0x5555555555555555), np.uint64(0xAAAAAAAAAAAAAAAA)


@dataclass(frozen=True)
class NGrams:
    """The n-grams of some texts: ``keys[i]`` occurs in text ``rows[i]``; one entry per occurrence."""

    rows: Rows
    keys: Keys


def normalise(text: str) -> str:
    """Return the words and signs of ``text`` in lower case, one space between them.

    Digits become 0, characters repeated more than three times are cut to three, links and handles are removed, and
    interchangeable Arabic letters become one.
    """
    kept = tokens.without_addresses(text).translate(_DROPPED)
    folded = unicodedata.normalize("NFKC", kept).lower().replace("’", "'").translate(_ARABIC)
    return " ".join(_PIECE.findall(_DIGIT.sub("0", _REPEATED.sub(r"\1\1\1", folded))))


def extract(plain_texts: Sequence[str]) -> NGrams:
    """Return the n-grams of texts that went through :func:`normalise`."""
    framed = [f" {text} " for text in plain_texts]
    joined = "".join(framed).encode("utf-32-le", errors="replace")
    codes = np.frombuffer(joined, dtype=np.uint32).astype(np.uint64)
    rows = np.repeat(np.arange(len(framed)), [len(text) for text in framed])
    parts = [*_runs(codes, rows), *_words(codes, rows)]
    return NGrams(np.concatenate([part.rows for part in parts]), np.concatenate([part.keys for part in parts]))


def run_key(text: str) -> int:
    """Return the key of one run of characters, spaces beside a word included."""
    return int(_mix(_hash(text) + np.uint64(len(text)))[0])


def word_key(word: str) -> int:
    """Return the key of one whole word."""
    return int(_mix(_hash(word) ^ _WORD)[0])


def pair_key(pair: str) -> int:
    """Return the key of two words with a space between them."""
    return int(_mix(_hash(pair) ^ _PAIR)[0])


def _hash(text: str) -> Hashes:
    hashed = np.zeros(1, dtype=np.uint64)
    for char in text:
        hashed = hashed * _BASE + np.uint64(ord(char))
    return hashed


def _runs(codes: Hashes, rows: Rows) -> list[NGrams]:
    """Return the runs of each length; a run may begin or end with a space but contains none inside."""
    parts = []
    space = codes == _SPACE
    hashes = np.zeros(len(codes), dtype=np.uint64)
    valid = np.ones(len(codes), dtype=bool)
    for length in range(1, _MAX_CHARS + 1):
        count = max(0, len(codes) - length + 1)
        hashes = hashes[:count] * _BASE + codes[length - 1 :]
        valid = valid[:count] & (rows[:count] == rows[length - 1 :])
        if length > 2:
            valid &= ~space[length - 2 : length - 2 + count]
        chosen = valid & ~(space[:count] & space[length - 1 :]) if length < 3 else valid
        parts.append(NGrams(rows[:count][chosen], _mix(hashes[chosen] + np.uint64(length))))
    return parts


def _words(codes: Hashes, rows: Rows) -> list[NGrams]:
    """Return every word and every pair of adjacent words."""
    space = codes == _SPACE
    starts = np.flatnonzero(space[:-1] & ~space[1:]) + 1
    ends = np.flatnonzero(~space[:-1] & space[1:]) + 1
    # The powers of the base, and the hash of all codes before each index: one more of each than ``codes``.
    one = np.ones(1, dtype=np.uint64)
    powers = np.concatenate([one, np.cumprod(np.full(len(codes), _BASE), dtype=np.uint64)])
    inverses = np.concatenate([one, np.cumprod(np.full(len(codes), _INVERSE), dtype=np.uint64)])
    sums = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(codes * inverses[:-1], dtype=np.uint64)])
    before = sums * np.concatenate([one, powers[:-1]])
    row = rows[starts]
    together = row[:-1] == row[1:]
    first, last = starts[:-1][together], ends[1:][together]
    return [
        NGrams(row, _mix(before[ends] - before[starts] * powers[ends - starts] ^ _WORD)),
        NGrams(row[:-1][together], _mix(before[last] - before[first] * powers[last - first] ^ _PAIR)),
    ]


def _mix(hashes: Hashes) -> Keys:
    """Return 32-bit keys in which every bit depends on all bits: the low bits of a polynomial alone show patterns.

    Source: the finaliser of SplitMix64, https://prng.di.unimi.it/splitmix64.c
    """
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((hashes ^ (hashes >> np.uint64(31))) >> np.uint64(32)).astype(np.uint32)
