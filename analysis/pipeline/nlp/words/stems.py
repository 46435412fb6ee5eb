"""Stemming and affixes, by language.

Source: https://snowballstem.org/algorithms/
"""

from collections.abc import Callable
from functools import cache

import Stemmer

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import word_set

#: Snowball's algorithms by language code; English uses a lexicon (``word_classes``).
_ALGORITHMS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
#: Korean particles, which are attached to the noun. The longest match is removed; two syllables remain at least.
_PARTICLES = sorted(
    word_set(
        """
        은 는 이 가 을 를 의 에 도 만 와 과 로 나 랑 에서 에게 한테 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이랑
        하고 에는 에서는 에서도 으로는 이라는 라는 이라고 라고 이란 들은 들이 들을 들의 입니다 이다 이에요 예요 이고
        """
    ),
    key=lambda particle: (-len(particle), particle),
)
#: Arabic "and the"; a new phrase begins after it.
_AND_THE = "\u0648\u0627\u0644"
#: Languages with the verb at the end of the sentence.
VERB_LAST = frozenset({"tr", "hi", "ko"})
#: Endings of verbs that nouns hardly ever have.
_VERB_ENDINGS = {
    "es": ("ando", "iendo", "aron", "ieron", "amos", "emos", "aban", "ían"),
    "pt": ("ando", "endo", "indo", "aram", "eram", "amos", "emos", "avam"),
    "fr": ("aient", "èrent", "ons-nous", "ez"),
    "ru": ("ться", "тся", "лся", "лась", "лись", "ешь", "ете", "ить", "ать", "ять", "еть", "уют", "ает", "яет"),
    "tr": ("yor", "yorum", "yoruz", "yorlar", "mak", "mek", "acak", "ecek", "ıyor", "iyor", "dım", "dik"),
    "ko": ("다", "요", "니까", "지만", "면서", "어서", "아서", "려고", "하는", "하게", "해서", "했던", "되는"),
    "it": ("ando", "endo", "arono", "irono", "iamo", "avano"),
}
#: Beginnings of Indonesian verbs.
_VERB_BEGINNINGS = {"id": ("mem", "meng", "meny", "menc", "mend", "menj")}


def stem(word: str, code: str | None) -> str:
    """Return the stem of ``word`` (lower case); the word itself in a language without an algorithm."""
    stemmer = _stemmer(code)
    return stemmer(word) if stemmer else word


def parts(word: str, code: str | None) -> list[str]:
    """Return ``word`` without affixes; an empty string marks a phrase break before or after it.

    The affixes are Korean particles, Arabic "and" before the article, and elided articles ("l'eau").
    """
    if code == "ko":
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) >= 2:
                return [word[: -len(particle)], ""]
    if code == "ar" and word.startswith(_AND_THE):
        return ["", word[1:]]
    elided = tokens.ELISION.match(word)
    return ["", word[elided.end() :]] if elided else [word]


def looks_like_verb(word: str, code: str | None) -> bool:
    """Return whether ``word`` (lower case) has an ending or a beginning of verbs."""
    shortest = 2 if code == "ko" else 4
    return len(word) > shortest and (
        word.endswith(_VERB_ENDINGS.get(code or "", ())) or word.startswith(_VERB_BEGINNINGS.get(code or "", ()))
    )


@cache
def _stemmer(code: str | None) -> Callable[[str], str] | None:
    if code not in _ALGORITHMS:
        return None
    algorithm = Stemmer.Stemmer(_ALGORITHMS[code])

    @cache
    def stem_word(word: str) -> str:
        return str(algorithm.stemWord(word))

    return stem_word
