"""Frequency of words: English ones in speech and writing, those of other languages on web pages (``vocabulary``).

Source: https://github.com/dropbox/zxcvbn (lists of words by rank: subtitles of film and television, Wikipedia)
"""

import math
from functools import cache

from analysis.pipeline.nlp.words import vocabulary

_LISTS = ("us_tv_and_film", "english_wikipedia")
#: Rank of a word that is in no list: the lists end here.
_RAREST = 30_000
#: Share of the most common word in a text; a word of rank r has the r-th part of it (Zipf's law).
_SHARE_OF_FIRST = 0.08
_LEAST_SHARE = _SHARE_OF_FIRST / _RAREST


def rarity(word: str, code: str | None) -> float:
    """Return 0 for the most common word (lower case) of a language, 1 for one in no list or in an unknown language."""
    return min(1.0, math.log(_SHARE_OF_FIRST / max(expected_share(word, code), _LEAST_SHARE)) / math.log(_RAREST))


def expected_share(word: str, code: str | None) -> float:
    """Return the expected share of a word (lower case) in a text in a language; 0.0 for a rare word."""
    if code == "en":
        return _SHARE_OF_FIRST / _rank(word)
    if code not in vocabulary.LANGUAGES:
        return 0.0
    return min(_SHARE_OF_FIRST, max(vocabulary.share(word), vocabulary.share(word.capitalize())))


def _rank(word: str) -> int:
    """Return the rank of a word; a plural has the rank of its singular if it has none."""
    ranks = _ranks()
    return ranks.get(word) or (ranks.get(word[:-1]) if word.endswith("s") else None) or _RAREST


@cache
def _ranks() -> dict[str, int]:
    """Return the best rank of each word over all lists, from 1."""
    # The lists take 12 MB, which a worker needs with its first analysis only.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    ranks: dict[str, int] = {}
    for name in _LISTS:
        for rank, word in enumerate(FREQUENCY_LISTS[name], start=1):
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranks
