"""Arabic words in one spelling: typists leave out hamzas, vowel signs and the dots of the last letter."""

import re
from collections.abc import Callable

_SIGNS = re.compile("[\u0640\u064b-\u0652\u0670]")
_WITHOUT_HAMZA = str.maketrans("أإآٱ", "اااا")
_CONFUSED_ENDS = {"\u0647": "\u0629", "\u0649": "\u064a"}
_ARTICLE = "ال"
_LONG_VOWEL = re.compile("(?<=.)[اوي]")
#: Roots have three consonants, and words of one root differ in their vowels: "book" and "writer".
_FEWEST_CONSONANTS = 4
#: After this vowel, what looks like the ending of a plural belongs to the word: "Bitcoin".
_OWN_ENDING, _LAST_OF_ENDING = "وين", "ن"
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


def without_long_vowels(stemmed: str, word: str) -> str:
    """Return a long stem of ``word`` without its long vowels, which typists of foreign names write or leave out.

    A first letter stays, and so does a stem of fewer than four consonants.
    """
    whole = stemmed + _LAST_OF_ENDING if word.endswith(_OWN_ENDING) else stemmed
    skeleton = _LONG_VOWEL.sub("", whole)
    return skeleton if len(skeleton) >= _FEWEST_CONSONANTS else stemmed


def stem(word: str, snowball: Callable[[str], str]) -> str:
    """Return the stem by Snowball's algorithm, the same for all spellings and with the article.

    Without the article the algorithm takes the first letter of "بيتكوين" (Bitcoin) for "in".
    """
    word = fold(word)
    return snowball(_ARTICLE + word if _OWN_LETTER.match(word) else word)
