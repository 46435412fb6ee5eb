"""Names in the words of a text, whether or not it has capitals: known ones, and what stands where a name must."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.entities import gazetteer
from analysis.pipeline.nlp.entities.gazetteer import Key, Known
from analysis.pipeline.nlp.words import tokens, unspaced, word_classes
from analysis.pipeline.nlp.words.word_lists import word_set

_PERSON_BEFORE = word_set(
    """
    mr mrs ms miss dr doctor professor prof lord lady sir president captain senator governor general king queen prince
    princess pope saint señor señora monsieur madame herr frau
    """
)
#: Of these, the ones that mean little else in small letters.
_TITLES = _PERSON_BEFORE - word_set("miss lady lord general saint sir captain king queen pope")
#: Titles after which any word is a name.
_ADDRESS = word_set("mr mrs ms dr herr frau señor señora monsieur madame")
_PLACE_BEFORE = word_set("lake mount river port santa isle")
_PLACE_AFTER = word_set("sea ocean river lake street island islands bay mountains valley city county beach park desert")
_ORGANISATION_BEFORE = ("university of", "bank of", "museum of", "institute of")
_ORGANISATION_AFTER = word_set(
    """
    inc corp ltd llc gmbh company university institute college foundation studios records agency association bank museum
    """
)
#: What follows these is a place, where it may be one ("in turkey"), by language.
_BEFORE_PLACES = {
    "en": word_set("in from to near across around through visit visited visiting leave left"),
    "es": word_set("en desde a hacia"),
    "pt": word_set("em no na para"),
    "fr": word_set("en à au aux"),
    "id": word_set("di ke dari"),
    "de": word_set("in nach aus"),
}
#: First names that begin other names as well: "Roman Empire", "Virginia Beach".
_ALSO_ADJECTIVES = word_set("roman christian german virginia carolina georgia london paris dallas israel sydney jordan")
_MOST_NAME_WORDS = 6
_WORD = re.compile(rf"{tokens.LETTER}++(?:['’.&-]{tokens.LETTER}++)*+")


@dataclass(frozen=True)
class Span:
    """A name in a text: where it stands, how it is written properly, and what it names (None: not known)."""

    start: int
    end: int
    text: str
    kind: str | None


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    small: str
    key: str
    #: Whether it is written with a capital.
    large: bool


def kind_of(words: Sequence[str], before: str, code: str | None) -> str | None:
    """Return what a name is by its words (as written) and by the word before it; None where nothing tells."""
    known = gazetteer.names(code).get(gazetteer.key(" ".join(words), code))
    if known and (before.rstrip(".") not in _PERSON_BEFORE or known.kind == "person"):
        return known.kind
    first, last = words[0].lower(), words[-1].lower()
    if before.rstrip(".") in _PERSON_BEFORE or len(words) > 1 and first in _PERSON_BEFORE:
        return "person"
    if len(words) > 1 and (last in _ORGANISATION_AFTER or " ".join(words[:2]).lower() in _ORGANISATION_BEFORE):
        return "organisation"
    if len(words) > 1 and (first in _PLACE_BEFORE | {"bay", "gulf", "cape", "san"} or last in _PLACE_AFTER):
        return "place"
    is_person = gazetteer.is_first_name(first) and len(words) < 4 and (_is_only_name(first) or _is_surname(last, code))
    return "person" if is_person else None


def without_title(words: Sequence[str]) -> Sequence[str]:
    """Return a name without the form of address before it, and without a title before a full name."""
    while len(words) > 1 and (words[0].lower() in _ADDRESS or len(words) > 2 and words[0].lower() in _PERSON_BEFORE):
        words = words[1:]
    return words


def _is_only_name(word: str) -> bool:
    return word not in _ALSO_ADJECTIVES and not word_classes.is_known(word)


def _is_surname(word: str, code: str | None) -> bool:
    if code != "en" or gazetteer.is_surname(word) or gazetteer.is_first_name(word):
        return True
    return not word_classes.is_known(word)


def find(text: str, code: str | None, own: Mapping[Key, Known], *, capitals: bool) -> Iterator[Span]:
    """Yield the names in ``text``, from left to right, none within another.

    ``own`` are names of this video, by their words. With ``capitals`` only words that have one are taken for names.
    """
    yield from _in_unspaced(text, code, own)
    words = [
        _Word(match.start(), match.end(), small, gazetteer.word_key(small, code), match.group()[0].isupper())
        for match in _WORD.finditer(text)
        if (small := match.group().lower().replace("’", "'").removesuffix("'s"))
    ]
    index = 0
    while index < len(words):
        size, name, kind = _at(words, index, code, own, capitals=capitals)
        if size and not (capitals and text[words[index].start : words[index].end].islower()):
            yield Span(words[index].start, words[index + size - 1].end, name, kind)
        index += max(1, size)


def _at(
    words: Sequence[_Word], index: int, code: str | None, own: Mapping[Key, Known], *, capitals: bool
) -> tuple[int, str, str | None]:
    """Return how many words the name at ``index`` has (0: there is none), the name and its kind."""
    found = _known_at(words, index, code, own, capitals=capitals)
    guessed = (0, "", None) if code != "en" else _guessed_at(words, index)
    if capitals and code == "de":
        guessed = _german_person_at(words, index)
    return guessed if guessed[0] > found[0] else found


def _german_person_at(words: Sequence[_Word], index: int) -> tuple[int, str, str | None]:
    """Return the first name and the noun after it, which in German as it is written can only be a surname."""
    pair = words[index : index + 2]
    if len(pair) == 2 and gazetteer.is_first_name(pair[0].small) and all(word.large for word in pair):
        return 2, _titled(word.small for word in pair), "person"
    return 0, "", None


def _known_at(
    words: Sequence[_Word], index: int, code: str | None, own: Mapping[Key, Known], *, capitals: bool
) -> tuple[int, str, str | None]:
    listed = gazetteer.names(code)
    for size in range(min(_MOST_NAME_WORDS, len(words) - index), 0, -1):
        key = tuple(word.key for word in words[index : index + size])
        known = own.get(key) or listed.get(key)
        if known and (known.sure or capitals or _is_place_here(known, words, index, code)):
            return size, known.text, known.kind or None
    return 0, "", None


def _is_place_here(known: Known, words: Sequence[_Word], index: int, code: str | None) -> bool:
    return known.kind == "place" and index > 0 and words[index - 1].small in _BEFORE_PLACES.get(code or "", ())


def _guessed_at(words: Sequence[_Word], index: int) -> tuple[int, str, str | None]:
    """Return the English name that must stand at ``index`` by the words around it."""
    small = [word.small for word in words[index : index + 4]] + [""] * 4
    if small[0] in _TITLES and not gazetteer.is_first_name(small[1]) and _is_unknown(small[1]):
        return 2, _titled(without_title(small[:2])), "person"
    if gazetteer.is_first_name(small[0]) and _is_content(small[0]):
        return _person_at(small)
    if small[0] in _PLACE_BEFORE and _is_unknown(small[1]):
        return 2, _titled(small[:2]), "place"
    if " ".join(small[:2]) in _ORGANISATION_BEFORE and _is_unknown(small[2]):
        return 3, f"{_titled(small[:1])} of {_titled(small[2:3])}", "organisation"
    if _is_unknown(small[0]) and small[1] in _ORGANISATION_AFTER:
        return 2, _titled(small[:2]), "organisation"
    return 0, "", None


def _person_at(small: Sequence[str]) -> tuple[int, str, str | None]:
    sure = _is_only_name(small[0])
    if (
        _is_unknown(small[1])
        and small[1] != small[0]
        or sure
        and gazetteer.is_surname(small[1])
        and _is_content(small[1])
    ):
        return 2, _titled(small[:2]), "person"
    return (1, _titled(small[:1]), "person") if sure else (0, "", None)


def _is_content(word: str) -> bool:
    return len(word) > 1 and word not in tokens.stop_words("en")


def _is_unknown(word: str) -> bool:
    return _is_content(word) and word.isalpha() and not word_classes.is_known(word)


def _titled(words: Iterable[str]) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _in_unspaced(text: str, code: str | None, own: Mapping[Key, Known]) -> Iterator[Span]:
    listed = gazetteer.unspaced_names(code)
    written = {known.text: known for known in own.values() if tokens.is_unspaced(known.text)}
    for start, end, kind in unspaced.names(text, code, listed.keys() | written.keys()):
        name = text[start:end]
        known = written.get(name) or listed.get(name)
        yield Span(start, end, name, known.kind or None if known else kind)
