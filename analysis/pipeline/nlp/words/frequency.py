"""How common an English word is, in talk and in print.

Source: https://github.com/dropbox/zxcvbn (lists of words by rank: subtitles of film and television, Wikipedia)
"""

import math
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

_LISTS = ("us_tv_and_film", "english_wikipedia")
#: The rank that a word has which is in no list: the lists end here.
_RAREST = 30_000


#: The most common word makes up about this share of a text, and a word of rank r comes up as 1/r to it (Zipf's law).
_SHARE_OF_FIRST = 0.08


def rarity(word: str) -> float:
    """Return 0 for the most common English word, 1 for one that is in no list."""
    return math.log(_rank(word)) / math.log(_RAREST)


def expected_share(word: str) -> float:
    """Return which share of the words of any English text are this one."""
    return _SHARE_OF_FIRST / _rank(word)


def _rank(word: str) -> int:
    """Return the rank of a word; a plural is as common as its singular."""
    ranks = _ranks()
    return ranks.get(word) or (ranks.get(word[:-1]) if word.endswith("s") else None) or _RAREST


@cache
def _ranks() -> dict[str, int]:
    """Return the better of a word's ranks, counted from 1."""
    ranks: dict[str, int] = {}
    for name in _LISTS:
        for rank, word in enumerate(FREQUENCY_LISTS[name], start=1):
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranks
