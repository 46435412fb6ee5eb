"""Words as the index holds them: in lower case, stemmed where PostgreSQL knows the language.

Scripts without spaces between words, and Korean, whose particles are written to the noun, are indexed as overlapping
pairs of characters, so that every part of a sentence is found: docs/decisions/0024-search.md.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from django.db import connection

from analysis.pipeline.nlp.words.scripts import MARKS, UNSPACED

_PAIRED = f"{UNSPACED}\uac00-\ud7a3"
_RUN = re.compile(rf"[{_PAIRED}]++|(?:[^\W_{_PAIRED}]++|(?![{_PAIRED}])[{MARKS}])+")
_IS_PAIRED = re.compile(f"[{_PAIRED}]")
#: Longer words are cut.
MAX_WORD_CHARS = 64
#: PostgreSQL's dictionaries by language. Source: ``SELECT dictname FROM pg_ts_dict`` of PostgreSQL 18.
_DICTIONARIES = {
    "ar": "arabic",
    "hy": "armenian",
    "eu": "basque",
    "ca": "catalan",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "el": "greek",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "ga": "irish",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nb": "norwegian",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "es": "spanish",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
#: Different words that a text needs to be found by its meaning: docs/decisions/0028-meaning.md has the figures.
MIN_WORDS_FOR_MEANING = 3
#: The dictionary of texts whose words are not stemmed.
UNSTEMMED = ""


class Word(NamedTuple):
    """A word of a text with its place there, in characters."""

    text: str
    start: int
    end: int
    #: True for a character of an unspaced script, or two of them.
    is_pair: bool = False


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` in order.

    A run of an unspaced script gives each pair of neighbours, then its last character alone.
    """
    for match in _RUN.finditer(text):
        run, start = match.group(), match.start()
        if run.isascii():
            yield Word(run.lower()[:MAX_WORD_CHARS], start, match.end())
            continue
        # The compatible form of Thai has more characters than people write.
        normal = unicodedata.normalize("NFC" if _IS_PAIRED.match(run) else "NFKC", run).lower()
        if not _IS_PAIRED.match(normal):
            yield Word(normal[:MAX_WORD_CHARS], start, match.end())
            continue
        # A composed form has fewer characters than what was written; then the whole run is what is found.
        has_places = len(normal) == len(run)
        for place in range(len(normal)):
            begin, end = (start + place, start + min(place + 2, len(run))) if has_places else match.span()
            yield Word(normal[place : place + 2], begin, end, is_pair=True)


def has_meaning(text: str) -> bool:
    """Return whether ``text`` has the words that it takes to be compared by meaning.

    The sentence encoder gives emoji, single words and unknown words vectors that are near to any short question.
    """
    return len({word.text for word in words_of(text)}) >= MIN_WORDS_FOR_MEANING


def dictionary_of(language: str | None) -> str:
    """Return the dictionary of a BCP 47 language, ``UNSTEMMED`` where this PostgreSQL has none."""
    tag = (language or "").lower()
    # The dictionaries of other scripts do not know Hindi in Latin letters.
    name = _DICTIONARIES.get(tag.split("-")[0], UNSTEMMED) if "-latn" not in tag else UNSTEMMED
    return name if name in dictionaries() else UNSTEMMED


@cache
def dictionaries() -> frozenset[str]:
    """Return the stemming dictionaries that this PostgreSQL has, and ``UNSTEMMED``; one query a process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT dictname FROM pg_ts_dict WHERE dictname LIKE %s", ["%\\_stem"])
        found = {name.removesuffix("_stem") for (name,) in cursor.fetchall()}
    return frozenset(found & set(_DICTIONARIES.values())) | {UNSTEMMED}


class Stems:
    """Stems of words, looked up for all of them in one query."""

    def __init__(self, pairs: Iterable[tuple[str, Iterable[Word]]]) -> None:
        """Look up words in the dictionary beside them."""
        self._found: dict[str, dict[str, str | None]] = defaultdict(dict)
        for dictionary, words in pairs:
            if dictionary:
                self._found[dictionary].update({word.text: None for word in words if not word.is_pair})
        asked = {dictionary: words for dictionary, words in self._found.items() if words}
        if not asked:
            return
        with connection.cursor() as cursor:
            # No word or stem has a space. Arrays of all words would take longer than the stems.
            cursor.execute(
                """SELECT (SELECT string_agg(coalesce((ts_lexize(dictionary, word))[1], ''), ' ' ORDER BY place)
                    FROM string_to_table(words, ' ') WITH ORDINALITY AS each (word, place))
                FROM unnest(%s::regdictionary[], %s::text[]) WITH ORDINALITY AS asked (dictionary, words, number)
                ORDER BY number""",
                [
                    [f"pg_catalog.{dictionary}_stem" for dictionary in asked],
                    [" ".join(words) for words in asked.values()],
                ],
            )
            for found, (stems,) in zip(asked.values(), cursor.fetchall(), strict=True):
                found.update(zip(found, (stem or None for stem in stems.split(" ")), strict=True))

    def within(self, dictionary: str) -> Mapping[str, str | None]:
        """Return the stems of words by their text, None for a stop word; those that are not stemmed are missing."""
        return self._found.get(dictionary, {})


def labels(**values: str | None) -> list[str]:
    """Return what the index holds of a text besides its words, so that a filter costs no more than a word.

    A label begins with a character that no word has.
    """
    return [f"/{name}={value.lower()}" for name, value in values.items() if value]


@lru_cache(4_096)
def quote(lexeme: str) -> str:
    """Return a word as PostgreSQL's text forms of ``tsvector`` and ``tsquery`` hold it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
