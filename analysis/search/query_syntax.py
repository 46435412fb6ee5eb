"""What a caller types: words, "phrases in quotes", -exclusions and prefix*; all of them must be met."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from analysis.search.words import Stems, Word, quote, words_of

MAX_LENGTH = 500
MAX_TERMS = 20
#: Letters of a prefix: with fewer, most of the index would match.
MIN_PREFIX = 3
_QUOTES = str.maketrans(dict.fromkeys("“”„«»「」『』", '"'))
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


class InvalidQuery(Exception):
    """The query cannot be searched for; the message says why, ``code`` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Term:
    """Words that follow each other; a prefix if the last of them may go on."""

    words: tuple[Word, ...]
    #: Places of the words in the phrase, from 0.
    places: tuple[int, ...]
    is_prefix: bool = False
    is_excluded: bool = False


@dataclass(frozen=True)
class Part:
    """A word of a term in one dictionary: what the index holds of it, and its place in the phrase."""

    lexeme: str
    place: int
    is_prefix: bool


def parse(text: str) -> tuple[Term, ...]:
    """Return the terms of a query.

    Raises:
        InvalidQuery: it has no word to look for, too many, or too short a prefix.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidQuery("max_length", f"The query has more than {MAX_LENGTH} characters.")
    terms = tuple(_terms(text.translate(_QUOTES)))
    if not terms:
        raise InvalidQuery("no_words", "The query has no word. Enter at least one word to look for.")
    if len(terms) > MAX_TERMS:
        raise InvalidQuery("too_many_words", f"The query has more than {MAX_TERMS} words or phrases.")
    if all(term.is_excluded for term in terms):
        raise InvalidQuery("only_exclusions", "The query only excludes words. Add a word to look for.")
    return terms


def _terms(text: str) -> Iterator[Term]:
    for sign, phrase, bare in _TERM.findall(text):
        words = list(enumerate(words_of(phrase or bare)))
        if not words:
            continue
        is_prefix = bare.endswith("*")
        # The last character of an unspaced run stands alone only where the run ends. The query's may go on.
        kept = [(place, word) for place, word in words if not _is_tail(words, place)]
        last = kept[-1][1]
        if is_prefix and not last.is_pair and len(last.text) < MIN_PREFIX:
            raise InvalidQuery(
                "short_prefix", f"A beginning of a word needs at least {MIN_PREFIX} letters before the *."
            )
        yield Term(
            words=tuple(word for _, word in kept),
            places=tuple(place for place, _ in kept),
            is_prefix=is_prefix or (last.is_pair and len(last.text) == 1),
            is_excluded=sign == "-",
        )


def _is_tail(words: list[tuple[int, Word]], place: int) -> bool:
    word = words[place][1]
    before = words[place - 1][1] if place else None
    return word.is_pair and len(word.text) == 1 and before is not None and before.is_pair and len(before.text) == 2


def parts(term: Term, dictionary: str, stems: Stems) -> list[Part]:
    """Return what the index holds of a term in one dictionary; nothing where it is made of stop words."""
    found = []
    for place, word in zip(term.places, term.words, strict=True):
        may_go_on = term.is_prefix and word is term.words[-1]
        lexeme = word.text if may_go_on else stems.within(dictionary).get(word.text, word.text)
        if lexeme is not None:
            found.append(Part(lexeme, place, may_go_on))
    return found


class Query(NamedTuple):
    """Text forms of PostgreSQL's ``tsquery`` in one dictionary; empty where no word is left to look for."""

    matching: str
    #: What the index finds before the texts are read: all the words, in whatever order.
    candidates: str


def tsquery(terms: Iterable[Term], dictionary: str, stems: Stems) -> Query:
    """Return what the index is asked for in one dictionary."""
    wanted: list[list[Part]] = []
    excluded: list[list[Part]] = []
    for term in terms:
        if phrase := parts(term, dictionary, stems):
            (excluded if term.is_excluded else wanted).append(phrase)
    if not wanted:
        return Query("", "")
    matching = [*map(_clause, wanted), *(f"!({_clause(phrase)})" for phrase in excluded)]
    return Query(" & ".join(matching), " & ".join(_lexeme(part) for phrase in wanted for part in phrase))


def _clause(phrase: list[Part]) -> str:
    clause, before = "", 0
    for part in phrase:
        gap = f" <{part.place - before}> " if clause else ""
        clause += gap + _lexeme(part)
        before = part.place
    return clause if len(phrase) < 2 else f"({clause})"


def _lexeme(part: Part) -> str:
    return f"{quote(part.lexeme)}{':*' if part.is_prefix else ''}"
