"""Arabic words in one spelling: typists leave out hamzas, vowel signs and the dots of the last letter."""

import re
from collections.abc import Callable

_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")
_WITHOUT_HAMZA = str.maketrans("أإآٱ", "اااا")
_CONFUSED_ENDS = {"\u0647": "\u0629", "\u0649": "\u064a"}
_ARTICLE = "ال"
#: Words that begin with "in", "like" or "to" before the article, or with a letter of their own: "بيت" is "house".
_OWN_LETTER = re.compile(r"[بك](?!ال)|ل(?!ل)")


def fold(word: str) -> str:
    """Return ``word`` in the spelling that all its spellings share."""
    plain = without_hamza(without_signs(word))
    return plain[:-1] + _CONFUSED_ENDS.get(plain[-1:], plain[-1:])


def without_signs(word: str) -> str:
    """Return ``word`` without vowel signs and prolongation."""
    return _SIGNS.sub("", word)


def without_hamza(word: str) -> str:
    """Return ``word`` with each alif as most people type it."""
    return word.translate(_WITHOUT_HAMZA)


def stem(word: str, snowball: Callable[[str], str]) -> str:
    """Return the stem by Snowball's algorithm, the same for all spellings and with the article.

    Without the article the algorithm takes the first letter of "بيتكوين" (Bitcoin) for "in".
    """
    word = fold(word)
    return snowball(_ARTICLE + word if _OWN_LETTER.match(word) else word)
