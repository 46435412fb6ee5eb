"""Inflected forms of names, in languages that decline them.

A name is compared with its declined forms, never by a stem: a stem of two letters stands for too many words.
"""

from collections.abc import Iterator, Sequence
from itertools import product

#: Endings of nominatives (longest first) and the endings of the declined forms that take their place.
_DECLENSIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": (
        ("ия", "ия ии ию ией"),
        ("ая", "ая ой ую ою"),
        ("яя", "яя ей юю ею"),
        ("ое", "ое ого ому ым ом"),
        ("ый", "ый ого ому ым ом"),
        ("ий", "ий ого ому им ом ия ию ием ии"),
        ("ые", "ые ых ым ыми"),
        ("ие", "ие их им ими"),
        ("а", "а ы и е у ой ою"),
        ("я", "я и е ю ей ёй"),
        ("й", "й я ю ем е и"),
        ("ь", "ь я ю ем ём е и ью"),
        ("ы", "ы ов ам ами ах"),
    ),
    "uk": (
        ("ський", "ський ського ському ським"),
        ("цький", "цький цького цькому цьким"),
        ("ія", "ія ії ію ією"),
        ("ка", "ка ки ці ку кою"),
        ("га", "га ги зі гу гою"),
        ("а", "а и і у ою"),
        ("я", "я і ї ю ею єю"),
        ("й", "й я ю єм ї"),
        ("ь", "ь я ю ем і"),
        ("о", "о а у ом і ові"),
    ),
    "pl": (
        ("ska", "ska skiej ską"),
        ("cka", "cka ckiej cką"),
        ("ki", "ki kiego kiemu kim"),
        ("ów", "ów owa owowi owem owie"),
        ("ka", "ka ki ce kę ką ko"),
        ("ła", "ła ły le łę łą"),
        ("ia", "ia ii ię ią"),
        ("a", "a y ie ę ą o i"),
    ),
    "cs": (
        ("á", "á é ou"),
        ("ý", "ý ého ému ým ém"),
        ("ka", "ka ky ce ku kou"),
        ("ha", "ha hy ze hu hou"),
        ("a", "a y ě u ou o"),
    ),
    "de": (),
}
#: Endings added to a final consonant; the name itself is one of its forms.
_AFTER_CONSONANT = {
    "ru": " а у ом ем е",
    "uk": " а у ом ем і ові",
    "pl": " a owi em ie u",
    "cs": " a u ovi em e ě",
    "de": " s",
}
#: Endings that lose their vowel before another ending: "Павел", "Павлу".
_FLEETING_VOWEL = ("ел", "ец", "ок", "ек")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщbcdfghjklmnpqrstvwxzćłńśźżčďňřšťž")
_VOWELS = frozenset("аеёиоуыэюяіїєaeiouäöüyáéíóúůýąęě")
#: Turkish case endings by the last vowel of a name (back or front): after a consonant, after a vowel.
_TURKISH = {
    True: ("da ta dan tan a ın un ı u la lı lu daki taki", "da dan ya nın nun yı yu yla lı lu daki"),
    False: ("de te den ten e in ün i ü le li lü deki teki", "de den ye nin nün yi yü yle li lü deki"),
}
_BACK, _FRONT = frozenset("aıouâ"), frozenset("eiöü")
#: Languages in which common words have many forms too, the letters of an ending, and the least that is left.
_MANY_CASES = frozenset({"ru", "uk", "pl", "cs"})
_LONGEST_ENDING, _SHORTEST_BEGINNING = 3, 4
#: Letters of a word that is declined; shorter ones would have the forms of common words.
_SHORTEST = {"pl": 5, "cs": 5}
#: What Arabic writes together with a word: "and", "in", "for", "like", with the article or without. A short name takes
#: only "and".
_ARABIC = ("و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "كال", "لل", "ولل", "وب", "ول")
_ARABIC_ARTICLE, _SHORTEST_ARABIC = "ال", 4
#: Letters that two forms of a name which is never said in the nominative share.
_SHARED = 3
#: Only so many words of a name are declined: each multiplies the forms by seven.
_MOST_DECLINED = 2
#: Languages with declined names.
LANGUAGES = frozenset({*_DECLENSIONS, "tr", "ar"})


def forms_of_name(words: Sequence[str], code: str | None) -> Iterator[tuple[str, ...]]:
    """Yield the forms of a name of several words (lower case, nominative), itself included."""
    count = 1 if code == "ar" else _MOST_DECLINED  # Arabic prefixes stand before the first word
    declined, rest = words[:count], words[count:]
    for form in product(*(sorted(forms(word, code)) for word in declined)):
        yield (*form, *rest)


def forms(word: str, code: str | None) -> frozenset[str]:
    """Return the forms of a word of a name (lower case, nominative), itself included."""
    return frozenset({word, *_forms(word, code)})


def nominatives(words: Sequence[str], code: str | None) -> Iterator[tuple[str, ...]]:
    """Yield what the nominative of a declined name (lower case) may be; nothing for a name of many words."""
    if code in _DECLENSIONS and len(words) <= _MOST_DECLINED:
        yield from product(*(sorted(_nominatives(word, code)) for word in words))


def _nominatives(word: str, code: str) -> Iterator[str]:
    for ending, declined in _DECLENSIONS[code]:
        for other in declined.split():
            if word.endswith(other) and len(word) - len(other) >= _SHARED:
                yield word.removesuffix(other) + ending
    for other in _AFTER_CONSONANT[code].split(" "):
        before = word.removesuffix(other)
        if word.endswith(other) and len(before) >= _SHARED and before[-1] in _CONSONANTS:
            yield before


def common_beginning(word: str, code: str | None) -> str:
    """Return about what all forms of a common word (lower case) begin with; the word itself if it is not declined."""
    return word[: max(_SHORTEST_BEGINNING, len(word) - _LONGEST_ENDING)] if code in _MANY_CASES else word


def _forms(word: str, code: str | None) -> Iterator[str]:
    if code not in LANGUAGES or len(word) < _SHORTEST.get(code, 3):
        return
    if code in ("tr", "ar"):
        yield from _turkish(word) if code == "tr" else _arabic(word)
        return
    for ending, declined in _DECLENSIONS[code]:
        # A name of two letters and an ending would be declined into common words.
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            yield from (word.removesuffix(ending) + other for other in declined.split())
            return
    if word[-1] in _CONSONANTS and not _VOWELS.isdisjoint(word):
        yield from (word + ending for ending in _AFTER_CONSONANT[code].split(" "))
        if len(word) > 3 and word.endswith(_FLEETING_VOWEL):
            stem = word[:-2] + word[-1]
            yield from (stem + ending for ending in _AFTER_CONSONANT[code].split())


def _arabic(word: str) -> Iterator[str]:
    if len(word) < _SHORTEST_ARABIC:
        yield "و" + word
        return
    has_article = word.startswith(_ARABIC_ARTICLE)
    for prefix in _ARABIC:
        if not has_article:
            yield prefix + word
        elif "ل" in prefix:
            if prefix in ("ل", "ول"):  # "ل" and the article become "لل"
                yield prefix + word[1:]
        else:
            yield prefix + word


def _turkish(word: str) -> Iterator[str]:
    vowel = next((letter for letter in reversed(word) if letter in _BACK | _FRONT), None)
    if vowel:
        after_consonant, after_vowel = _TURKISH[vowel in _BACK]
        endings = after_vowel if word[-1] in _BACK | _FRONT else after_consonant
        yield from (word + ending for ending in endings.split())
