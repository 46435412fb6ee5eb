"""Gazetteer: known names and their entity types.

Countries, continents and some four hundred cities come from CLDR (through Babel) in the language of the video;
well-known cities, organisations, products and events from the project's own list; first names and surnames from the
census of the United States (through zxcvbn).

Source: https://cldr.unicode.org/
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from analysis.pipeline.nlp.entities import chinese_names, inflection, known_names, transliterated_names
from analysis.pipeline.nlp.words import stems, tokens

#: CLDR codes of continents.
_CONTINENTS = frozenset({"002", "003", "005", "009", "019", "142", "150", "419"})
#: Chinese names differ by script; a transcript may use either.
_MORE_LOCALES = {"zh": ("zh", "zh_Hant")}
#: Time zones that are not named after a city.
_NO_CITY = re.compile(r"^(?:Antarctica|Etc|Arctic|Indian|Atlantic)/|/(?:Center|Knox|Easter|Midway|Wake|Reunion|Troll)$")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_HAS_CASE = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]")
#: Shorter names are often common words, written in lower case ("lima" is "five" in Indonesian, "вена" is "vein").
_SHORTEST_SURE = 5
_IN_BRACKETS = re.compile(r"\s*[(（](?P<other>[^)）]*)[)）]")

Key = tuple[str, ...]


@dataclass(frozen=True)
class KnownName:
    """A name and its entity type; not ``sure`` if in lower case it can be a common word."""

    text: str
    type: str
    sure: bool


def key(text: str, code: str | None) -> Key:
    """Return the lookup key of ``text``: the keys of its words."""
    return tuple(word_key(word, code) for word in tokens.tokens(text))


def word_key(word: str, code: str | None) -> str:
    """Return the lookup key of a word (lower case): without a Korean particle or a Turkish ending after "'"."""
    if code == "tr":
        return word.partition("'")[0]
    return stems.parts(word, code)[0] if code == "ko" else word


@cache
def names(code: str | None) -> Mapping[Key, KnownName]:
    """Return the known names of a language with spaces, by the lookup keys of their inflected forms."""
    found: dict[Key, KnownName] = {}
    declined: dict[Key, KnownName] = {}
    for text, entity_type in _known_names(code):
        words = key(text.removeprefix("the "), code)
        if words and not tokens.is_unspaced(text):
            name = KnownName(text.removeprefix("the "), entity_type, _is_sure(text, words, code))
            found.setdefault(words, name)
            for form in inflection.forms_of_name(words, code):
                declined.setdefault(form, name)
    return declined | found


@cache
def unspaced_names(code: str | None) -> Mapping[str, KnownName]:
    """Return the known names in a script without spaces, of at least two characters."""
    return {
        text: KnownName(text, entity_type, True)
        for text, entity_type in _known_names(code)
        if len(text) > 1 and tokens.is_unspaced(text)
    }


def known_name(text: str, code: str | None) -> KnownName | None:
    """Return the known name that ``text`` spells, with or without accents."""
    listed = names(code)
    return listed.get(key(text, code)) or listed.get(key(_without_accents(text), code))


def is_first_name(word: str) -> bool:
    """Return whether ``word`` (lower case) is a first name; the census has no accents."""
    return word in _first_names() or _without_accents(word) in _first_names()


def is_surname(word: str) -> bool:
    """Return whether ``word`` (lower case) is a surname in the census of the United States."""
    return word in _surnames() or _without_accents(word) in _surnames()


def _without_accents(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))


@cache
def _first_names() -> frozenset[str]:
    own = known_names.FIRST_NAMES | transliterated_names.FIRST_NAMES
    return frozenset(_listed("male_names") + _listed("female_names")) | own


@cache
def _surnames() -> frozenset[str]:
    return frozenset(_listed("surnames"))


def _listed(name: str) -> list[str]:
    """Return a list of words, the most frequent first."""
    # As in ``words.frequency``.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return list(FREQUENCY_LISTS[name])


@cache
def calendar_words(code: str | None) -> frozenset[str]:
    """Return days, months and languages in lower case: many languages capitalise them, but they are no entities."""
    found: set[str] = set()
    for locale in _locales(code):
        for words in (locale.days["format"]["wide"], locale.months["format"]["wide"], locale.languages):
            found.update(word.lower() for word in words.values())
    return frozenset(found)


def _known_names(code: str | None) -> Iterator[tuple[str, str]]:
    for locale in _locales(code):
        yield from ((text, "place") for text in _places(locale))
    for entity_type, listed in (
        ("place", known_names.PLACES),
        ("organisation", known_names.ORGANISATIONS),
        ("product", known_names.PRODUCTS),
        ("event", known_names.EVENTS),
        ("person", known_names.PEOPLE),
    ):
        yield from ((text, entity_type) for text in listed)
    yield from transliterated_names.listed(code)
    if code == "zh":
        for entity_type, chinese in (
            ("place", chinese_names.PLACES),
            ("organisation", chinese_names.ORGANISATIONS),
            ("product", chinese_names.PRODUCTS),
            ("person", chinese_names.PEOPLE),
        ):
            yield from ((text, entity_type) for text in sorted(chinese))


def _locales(code: str | None) -> list[Locale]:
    try:
        return [Locale.parse(name) for name in _MORE_LOCALES.get(code or "en", (code or "en",))]
    except (UnknownLocaleError, ValueError):
        return []


def _places(locale: Locale) -> Iterator[str]:
    for territory, text in locale.territories.items():
        if territory in _CONTINENTS or len(territory) == 2:
            yield _IN_BRACKETS.sub("", text)
            if match := _IN_BRACKETS.search(text):
                yield match["other"]
    for zone in get_global("zone_territories"):
        if _NO_CITY.search(zone) or zone.count("/") != 1 + zone.startswith("America/Argentina/"):
            continue
        city = locale.time_zones.get(zone, {}).get("city")
        if city:
            yield city
        # CLDR has few names in some languages; those in Latin script use the English name of the city.
        elif _LATIN.match(locale.territories.get("FR", "")):
            yield zone.rsplit("/", 1)[1].replace("_", " ")


def _is_sure(text: str, words: Key, code: str | None) -> bool:
    small = text.lower()
    # "MIT" is "with" in German, "USA" is "uses" in Spanish.
    if len(words) > 1 or (text.isupper() and len(text) > 2 and small not in tokens.stop_words(code)):
        return True
    if small in known_names.AMBIGUOUS or small in known_names.AMBIGUOUS_IN.get(code or "", ()):
        return False
    if len(text) >= _SHORTEST_SURE or _HAS_CASE.match(text) is None:
        return True
    return code == "en" and small not in tokens.stop_words(code)
