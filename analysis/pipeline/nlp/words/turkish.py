"""Turkish nouns without their endings: of plural, possession and case, one after the other.

Snowball's algorithm removes a different part of each form ("vakaya" to "vaka", "vaka" to "vak"), so that the forms of a
noun count apart. Source of the endings: Göksel and Kerslake, Turkish: A Comprehensive Grammar (2005), chapter 8.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_FRONT, _BACK = frozenset("eiöü"), frozenset("aıou")
#: Endings whose vowels agree with the last vowel before them. Those with "n" follow an ending of possession.
_ENDINGS = re.compile(
    r"(?:l[ae]r|l[ae]rı|l[ae]ri|[dt][ae]n|[dt][ae]|(?<=[ıiuü])n[dt][ae]n|(?<=[ıiuü])nd[ae]|(?<=[ıiuü])n[ae]"
    r"|(?<=[aeıioöuü])n[ıiuü]n|(?<=[ıiuü])n[ıiuü]|(?<=[aeıioöuü])s[ıiuü]|(?<=[aeıioöuü])y[ıiuüae]"
    r"|(?<=[aeıioöuü])yl[ae]|(?:[ıiuü]|(?<=[aeıioöuü]))[mn][ıiuü]z|(?<=[^aeıioöuü])[ıiuü][nm]"
    r"|(?<=[^aeıioöuü])[ıiuüae])\Z"
)
_FEWEST_LETTERS = 3
_JOINING = re.compile(r"[aeıioöuü][nsy]\Z")
#: Two consonants that no word ends in: "hızl" is the beginning of "hızlı" and "hızla".
_NO_END = re.compile(r"[^aeıioöuü][^aeıioöuüçkpst]\Z")
_VOWEL = re.compile("[aeıioöuü]")
#: Consonants that are written softer before a vowel.
_HARD = str.maketrans("ğbdc", "kptç")
#: Forms of "do" and "be" that make a verb of the word before them ("izole etmek").
LIGHT_VERB = re.compile(
    r"(?:et|ed|ol|edil|olun)(?:mek|mak|me|ma|ti|tim|tik|tiler|du|duk|dular|er|ur|ar|iyor|uyor|ecek|acak|en|an|ip|up|erek"
    r"|arak|miş|muş|se|sa|ebil|abil|tik|duğu|tiği|ilen|unan|mesi|ması)\w{0,12}"
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the key that the forms of a noun share: ``word`` (lower case) without endings; three letters stay.

    "Nüfusu" may be "nüfus" and "u" or "nüfu" and "su": a consonant that can begin an ending is removed from both.
    """
    while ending := _longest_ending(word):
        word = word[: -len(ending)]
    return word[:-1] + word[-1:].translate(_HARD)


def nominative(forms: Sequence[str]) -> str | None:
    """Return the noun that all ``forms`` begin with, if it is not one of them: "nüfus" of "nüfusu" and "nüfusun"."""
    first, last = min(forms), max(forms)
    same = next((place for place, pair in enumerate(zip(first, last, strict=False)) if len({*pair}) > 1), len(first))
    common = first[:same]
    is_noun = len(common) >= _FEWEST_LETTERS and " " not in common and not _NO_END.search(common)
    return common if is_noun and common not in forms and stem(common) == stem(first) else None


def _longest_ending(word: str) -> str:
    for start in range(_FEWEST_LETTERS, len(word)):
        if _ENDINGS.match(word, start) and _agrees(word[:start], word[start:]):
            return word[start:]
    return word[-1:] if len(word) > _FEWEST_LETTERS and _JOINING.search(word) else ""


def _agrees(before: str, ending: str) -> bool:
    """Return whether the vowels of the ending are front or back as the last vowel before it is."""
    vowels, added = _VOWEL.findall(before), _VOWEL.findall(ending)
    return bool(vowels) and ((vowels[-1] in _FRONT) == (added[0] in _FRONT))
