"""One form for all forms of a word, so that "phone" and "phones" count as one word."""

import re
from functools import lru_cache

from analysis.pipeline.nlp.words import arabic, stems, word_classes
from analysis.pipeline.nlp.words import language as languages

#: Endings that Snowball's stemmers leave apart, and what stands for them: "Kameras", "luces" and "luz", "telefoni".
_ENDINGS = {
    "de": (re.compile(r"(?<=\w{3}[aoy])s$"), ""),
    "es": (re.compile(r"(?<=\w[aeiou])ces$"), "z"),
    "it": (re.compile(r"(?<=\w{3})[aeio]$"), ""),
}


@lru_cache(maxsize=100_000)
def fold(word: str, language: str | None) -> str:
    """Return the form that stands for all forms of ``word``: English from a lexicon, other languages by their stem.

    A language without a stemmer leaves the word in lower case. Text of unknown language is read as English.
    """
    code = languages.base(language) or "en"
    small = word.lower()
    return _english(small) if code == "en" else _stem(small, code)


def _stem(word: str, code: str) -> str:
    """Return the stem of the stem, until it stays: Snowball cuts "telefonlar" to "telefon", and that to "telefo"."""
    word = own = next(filter(None, stems.parts(word, code)), word)
    if code in _ENDINGS:
        ending, replacement = _ENDINGS[code]
        word = ending.sub(replacement, word)
    while (shorter := stems.stem(word, code)) != word:
        word = shorter
    return arabic.without_long_vowels(word, own) if code == "ar" else word


def _english(word: str) -> str:
    plain = word[:-2] if word.endswith("'s") else word.removesuffix("'")
    noun = word_classes.singular(plain)
    if noun != plain:
        return noun
    verbs = word_classes.infinitives(plain)
    return plain if plain in verbs or not verbs else verbs[0]
