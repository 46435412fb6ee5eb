"""Frequency of English words in speech and writing.

Source: https://github.com/dropbox/zxcvbn (lists of words by rank: subtitles of film and television, Wikipedia)
"""

import math
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_LISTS = ("us_tv_and_film", "english_wikipedia")
#: Rank of a word that is in no list: the lists end here.
_RAREST = 30_000
#: Share of the most common word in a text; a word of rank r has the r-th part of it (Zipf's law).
_SHARE_OF_FIRST = 0.08


def rarity(word: str) -> float:
    """Return 0 for the most common English word, 1 for a word that is in no list."""
    return math.log(_rank(word)) / math.log(_RAREST)


def expected_share(word: str) -> float:
    """Return the expected share of this word in an English text."""
    return _SHARE_OF_FIRST / _rank(word)


def _rank(word: str) -> int:
    """Return the rank of a word; a plural has the rank of its singular if it has none."""
    ranks = _ranks()
    return ranks.get(word) or (ranks.get(word[:-1]) if word.endswith("s") else None) or _RAREST


@cache
def _ranks() -> dict[str, int]:
    """Return the best rank of each word over all lists, from 1."""
    ranks: dict[str, int] = {}
    for name in _LISTS:
        for rank, word in enumerate(FREQUENCY_LISTS[name], start=1):
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranks
