"""Names in a text with or without capitals: known names, and names identified by their context."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from analysis.pipeline.nlp.entities import gazetteer, known_names, transliterated_names, unspaced_names
from analysis.pipeline.nlp.entities.gazetteer import Key, KnownName
from analysis.pipeline.nlp.words import scripts, tokens, vocabulary, word_classes
from analysis.pipeline.nlp.words.word_lists import word_set

_PERSON_BEFORE = word_set(
    """
    mr mrs ms miss dr doctor professor prof lord lady sir president captain senator governor general king queen prince
    princess pope saint señor señora monsieur madame herr frau
    """
)
#: Of these, the ones that are unambiguous in lower case.
_TITLES = _PERSON_BEFORE - word_set("miss lady lord general saint sir captain king queen pope")
#: Forms of address: any word after them is a name.
_ADDRESS = word_set("mr mrs ms dr herr frau señor señora monsieur madame")
_PLACE_BEFORE = word_set("lake mount river port santa isle")
_PLACE_AFTER = word_set("sea ocean river lake street island islands bay mountains valley city county beach park desert")
_ORGANISATION_BEFORE = ("university of", "bank of", "museum of", "institute of")
_ORGANISATION_AFTER = word_set(
    """
    inc corp ltd llc gmbh company university institute college academy foundation studios records agency association
    bank museum
    """
)
#: Words that say what a name is of, as its first or last word, in languages other than English.
_ORGANISATION_WORDS = word_set(
    """
    universidad universidade université universität università universiteit uniwersytet университет університет
    üniversitesi universitas instituto institut istituto instytut институт інститут enstitüsü institusi
    academia académie akademie accademia akademia академия академія akademisi akademi colegio colégio collège école
    hochschule scuola szkoła школа okulu sekolah banco banque bank banca банк bankası ministerio ministério ministère
    ministerium ministero ministerstwo министерство міністерство bakanlığı kementerian museo musée museum museu muzeum
    музей müzesi fundación fundação fondation stiftung fondazione fundacja фонд vakfı yayasan asociación associação
    association verband associazione ассоциация derneği grupo groupe gruppe gruppo grupa группа grubu compañía
    companhia compagnie gesellschaft compagnia spółka компания компанія şirketi partido parti partei partito partia
    партия партія partisi tribunal gericht tribunale sąd суд mahkemesi
    """
)
_PLACE_WORDS = word_set(
    """
    río rio fleuve fluss fiume rivier rzeka река ріка nehri sungai lago lagoa lac see meer jezioro озеро gölü danau
    monte mont berg berge góra гора dağı gunung isla ilha île insel isola eiland wyspa остров острів adası pulau calle
    rua rue straße strasse via straat ulica улица вулиця caddesi sokağı jalan plaza praça place platz piazza plein plac
    площадь площа meydanı ciudad cidade ville stadt città stad miasto город місто şehri kota bahía baía baie bucht baia
    zatoka körfez körfezi puerto porto parque parc park parco парк parkı playa praia plage strand spiaggia
    plaża desierto
    deserto désert wüste пустыня пустеля çölü valle vale vallée tal dolina долина vadisi
    """
)
#: Words before which an ambiguous name is a place ("in turkey"), by language.
_BEFORE_PLACES = {
    "en": word_set("in from to near across around through visit visited visiting leave left"),
    "es": word_set("en desde a hacia"),
    "pt": word_set("em no na para"),
    "fr": word_set("en à au aux"),
    "id": word_set("di ke dari"),
    "de": word_set("in nach aus"),
}
#: A Korean form of address with each particle, and endings of words that qualify the next one: "이러한 감독".
_KOREAN_ADDRESS = word_set("씨 씨가 씨는 씨를 씨의 씨와 씨도 씨에게 씨께서")
_KOREAN_MODIFIERS = frozenset("한는은을를던된할의인운")
#: First names that also begin other names: "Roman Empire", "Virginia Beach".
_ALSO_ADJECTIVES = word_set("roman christian german virginia carolina georgia london paris dallas israel sydney jordan")
#: Languages in other scripts, in which words in Latin letters with a capital are mostly names, and first names that
#: are as often something else there.
_OTHER_SCRIPTS = frozenset({"zh", "ja", "th", "ar", "hi", "he", "fa"})
_ALSO_THINGS = word_set("rose ruby grace joy dell mac max april may june pro mark")
_MOST_NAME_WORDS = 6
_WORD = re.compile(rf"{scripts.LETTERS}(?:['’.&-]{scripts.LETTERS})*")


@dataclass(frozen=True)
class NameSpan:
    """A name in a text: its position, its proper spelling, and its entity type (None: unknown)."""

    start: int
    end: int
    text: str
    type: str | None


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    small: str
    key: str
    #: Whether it is capitalised.
    large: bool
    #: Whether it ends with "'s", which ends a name.
    possessive: bool
    #: Whether a space stands before it.
    after_space: bool


def classify_name(words: Sequence[str], before: str, code: str | None) -> str | None:
    """Return the entity type of a name by its words (as written) and the word before it; None if undetermined."""
    known = gazetteer.known_name(" ".join(words), code)
    if known and (before.rstrip(".") not in _PERSON_BEFORE or known.type == "person"):
        return known.type
    first, last = words[0].lower(), words[-1].lower()
    if before.rstrip(".") in _PERSON_BEFORE or (len(words) > 1 and first in _PERSON_BEFORE):
        return "person"
    if len(words) > 1 and (last in _ORGANISATION_AFTER or " ".join(words[:2]).lower() in _ORGANISATION_BEFORE):
        return "organisation"
    if len(words) > 1 and (first in _PLACE_BEFORE | {"bay", "gulf", "cape", "san"} or last in _PLACE_AFTER):
        return "place"
    if len(words) > 1 and code != "en" and (kind := _type_of_words({first, last})):
        return kind
    if len(words) > 3 or (len(words) > 1 and first == last):
        return None
    if not gazetteer.is_first_name(first):
        # "Talithia Williams": no common word before a surname.
        is_full_name = (
            code == "en" and len(words) == 2 and gazetteer.is_surname(last) and not word_classes.is_known(last)
        )
        return "person" if is_full_name and not word_classes.is_known(first) else None
    is_surname = code != "en" or gazetteer.is_surname(last) or gazetteer.is_first_name(last)
    is_person = _is_only_name(first) or is_surname or not word_classes.is_known(last)
    return "person" if is_person else None


def _type_of_words(ends: Set[str]) -> str | None:
    """Return the type that the first or the last word of a name (lower case) states, None if both are stated."""
    is_organisation, is_place = not _ORGANISATION_WORDS.isdisjoint(ends), not _PLACE_WORDS.isdisjoint(ends)
    if is_organisation == is_place:
        return None
    return "organisation" if is_organisation else "place"


def without_title(words: Sequence[str]) -> Sequence[str]:
    """Return a name without a form of address, and a full name without a title."""
    while len(words) > 1 and (words[0].lower() in _ADDRESS or (len(words) > 2 and words[0].lower() in _PERSON_BEFORE)):
        words = words[1:]
    return words


def _is_only_name(word: str) -> bool:
    return word not in _ALSO_ADJECTIVES and not word_classes.is_known(word)


def find(text: str, code: str | None, author_names: Mapping[Key, KnownName], *, capitals: bool) -> Iterator[NameSpan]:
    """Yield the names in ``text`` from left to right, without overlaps.

    ``author_names`` are names that the author wrote, by lookup key. With ``capitals`` only capitalised words are names.
    """
    yield from _in_unspaced(text, code, author_names)
    words = [_word(match, code) for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        size, name, entity_type = _name_at(words, index, code, author_names, capitals=capitals)
        # A brand may begin in lower case: "iPhone".
        if size and not (capitals and text[words[index].start : words[index].end].islower()):
            yield NameSpan(words[index].start, words[index + size - 1].end, name, entity_type)
        index += max(1, size)


def _word(match: re.Match[str], code: str | None) -> _Word:
    text, start = match.group().replace("’", "'"), match.start()
    if elided := tokens.ELISION.match(text):
        text, start = text[elided.end() :], start + elided.end()
    small = text.lower().removesuffix("'s")
    is_possessive = len(small) < len(text)
    after_space = match.string[max(0, match.start() - 1) : match.start()] == " "
    key = gazetteer.word_key(small, code)
    return _Word(start, match.end(), small, key, text[0].isupper(), is_possessive, after_space)


def _name_at(
    words: Sequence[_Word], index: int, code: str | None, author_names: Mapping[Key, KnownName], *, capitals: bool
) -> tuple[int, str, str | None]:
    """Return the number of words of the name at ``index`` (0: there is none), the name and its type."""
    found: tuple[int, str, str | None] = (0, "", None)
    listed = gazetteer.names(code)
    place_expected = index > 0 and words[index - 1].small in _BEFORE_PLACES.get(code or "", ())
    for size in range(min(_MOST_NAME_WORDS, len(words) - index), 0, -1):
        key = tuple(word.key for word in words[index : index + size])
        known = author_names.get(key) or listed.get(key)
        if known and (known.sure or capitals or (place_expected and known.type == "place")):
            found = size, known.text, known.type or None
            break
    if code in _OTHER_SCRIPTS and not found[0]:
        return _latin_person(words, index)
    if code == "en":
        return max(found, _name_from_context(words, index), key=lambda name: name[0])
    pair = words[index : index + 2]
    # Between capitalised German words, the noun after a first name is a surname.
    if code == "ko" and not found[0] and len(pair) == 2 and _is_korean_person(pair[0].key, pair[1].key):
        return 1, pair[0].key, "person"
    are_nouns = capitals and code == "de" and len(pair) == 2 and all(word.large for word in pair)
    for size in (3, 2) if are_nouns and found[0] < 2 else ():
        ahead = words[index : index + size]
        is_run = len(ahead) == size and all(word.large for word in ahead)
        if is_run and _are_full_name(ahead[0].small, ahead[-1].small, code):
            return size, _capitalise(word.small for word in ahead), "person"
    first = words[index]
    if are_nouns and first.small in _ADDRESS and pair[1].small not in tokens.stop_words(code):
        return 2, _capitalise([pair[1].small]), "person"
    if capitals and code == "de" and not found[0] and first.large and len(first.small) > 3:
        is_name = gazetteer.is_first_name(first.small) and _is_only_name(first.small)
        is_name = is_name and first.small not in tokens.stop_words(code)
        return (1, _capitalise([first.small]), "person") if is_name else found
    return found


def _latin_person(words: Sequence[_Word], index: int) -> tuple[int, str, str | None]:
    """Return the person at ``index`` whose name is written in Latin letters with capitals: "Alice支付Bob"."""
    first = words[index]
    is_person = first.large and first.small.isascii() and len(first.small) > 2
    if not is_person or first.small in _ALSO_THINGS or not gazetteer.is_first_name(first.small):
        return 0, "", None
    after = words[index + 1] if index + 1 < len(words) else first
    is_surname = after.large and after.small.isascii() and after.after_space and after.start == first.end + 1
    return (2, _capitalise([first.small, after.small]), "person") if is_surname else (1, first.small.title(), "person")


def _is_korean_person(word: str, following: str) -> bool:
    """Return whether a word is a surname and a given name before a title."""
    is_full_name = len(word) == 3 and word[0] in transliterated_names.KOREAN_SURNAMES
    is_title = following in transliterated_names.KOREAN_TITLES or following in _KOREAN_ADDRESS
    return is_full_name and is_title and word[-1] not in _KOREAN_MODIFIERS and not vocabulary.share(word)


def _are_full_name(first: str, last: str, code: str | None) -> bool:
    """Return whether two capitalised German words are a first name and a surname, not a noun."""
    known = gazetteer.known_name(last, code)
    is_surname = (known is not None and known.type == "person") or (
        gazetteer.is_surname(last) and not gazetteer.is_first_name(last)
    )
    return first != last and is_surname and gazetteer.is_first_name(first)


def _name_from_context(words: Sequence[_Word], index: int) -> tuple[int, str, str | None]:
    """Return the English name at ``index`` that follows from the words around it."""
    ahead = words[index : index + 4]
    ends = next((place + 1 for place, word in enumerate(ahead) if word.possessive), len(ahead))
    small = [word.small for word in ahead[:ends]] + [""] * 4
    if small[0] in _TITLES and not gazetteer.is_first_name(small[1]) and _is_unknown(small[1]):
        return 2, _capitalise(without_title(small[:2])), "person"
    if gazetteer.is_first_name(small[0]) and _is_content(small[0]):
        sure = _is_only_name(small[0])
        is_surname = sure and gazetteer.is_surname(small[1]) and _is_content(small[1])
        if is_surname or (_is_unknown(small[1]) and small[1] != small[0]):
            return 2, _capitalise(small[:2]), "person"
        return (1, _capitalise(small[:1]), "person") if sure else (0, "", None)
    if small[0] in _PLACE_BEFORE and _is_unknown(small[1]):
        return 2, _capitalise(small[:2]), "place"
    if " ".join(small[:2]) in _ORGANISATION_BEFORE and _is_unknown(small[2]):
        return 3, f"{_capitalise(small[:1])} of {_capitalise(small[2:3])}", "organisation"
    if _is_unknown(small[0]) and small[1] in _ORGANISATION_AFTER:
        return 2, _capitalise(small[:2]), "organisation"
    if _is_proper_noun(small[0]):
        return 1, _capitalise(small[:1]), None
    return 0, "", None


def _is_proper_noun(word: str) -> bool:
    """Return whether a word without a capital is mostly written with one."""
    names_nobody = word in known_names.DEMONYMS or word in gazetteer.calendar_words("en")
    is_rare = len(word) > 3 and _is_unknown(word) and not names_nobody
    return is_rare and vocabulary.is_proper_noun(word.capitalize())


def _is_content(word: str) -> bool:
    return len(word) > 1 and word not in tokens.stop_words("en")


def _is_unknown(word: str) -> bool:
    return _is_content(word) and word.isalpha() and not word_classes.is_known(word)


def _capitalise(words: Iterable[str]) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _in_unspaced(text: str, code: str | None, author_names: Mapping[Key, KnownName]) -> Iterator[NameSpan]:
    listed = gazetteer.unspaced_names(code)
    written = {known.text: known for known in author_names.values() if tokens.is_unspaced(known.text)}
    for start, end, entity_type in unspaced_names.find(text, code, listed.keys() | written.keys()):
        name = text[start:end]
        known = written.get(name) or listed.get(name)
        yield NameSpan(start, end, name, known.type or None if known else entity_type)
