"""What the forms of a word have in common, by language.

Source: https://snowballstem.org/algorithms/
"""

from collections.abc import Callable
from functools import cache

import Stemmer

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import word_set

#: Languages of Snowball by their code; English has a lexicon of its own (``word_classes``).
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
#: Korean writes its particles onto the noun. The longest that fits comes off; a noun keeps two syllables.
_PARTICLES = sorted(
    word_set(
        """
        은 는 이 가 을 를 의 에 도 만 와 과 로 나 랑 에서 에게 한테 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이랑
        하고 에는 에서는 에서도 으로는 이라는 라는 이라고 라고 이란 들은 들이 들을 들의 입니다 이다 이에요 예요 이고
        """
    ),
    key=lambda particle: (-len(particle), particle),
)
#: Arabic "and the": what follows is a name of its own.
_AND_THE = "\u0648\u0627\u0644"
#: Languages that close a sentence with its verb.
VERB_LAST = frozenset({"tr", "hi", "ko"})
#: Endings that verbs have and nouns hardly ever; short ones that nouns share are left out.
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
    """Return what the forms of ``word`` (lower case) share; the word itself in a language without rules."""
    stemmer = _stemmer(code)
    return stemmer(word) if stemmer else word


def parts(word: str, code: str | None) -> list[str]:
    """Return ``word`` without what is written onto it; an empty string stands where that ends or begins a phrase.

    Korean writes particles after a noun, Arabic "and" before the article, French an article before a vowel.
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
    """Say whether ``word`` (lower case) ends or begins as verbs do."""
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
    def stemmed(word: str) -> str:
        return str(algorithm.stemWord(word))

    return stemmed
