"""Clauses of comments: their words as written and in the form that stands for all forms, and where phrases may end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analysis.pipeline.nlp.themes import word_forms
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens, unspaced, word_classes, word_lists
from analysis.pipeline.nlp.words.word_classes import Role

Phrase = tuple[str, ...]

_MAX_PHRASE_WORDS = 4
_MAX_WORD_CHARS = 30
_SHORT_WORD_CHARS = 3
#: A time of the video that a comment cites, with the word before it: "at 0:45". It is no part of what is said there.
_CITED_TIME = re.compile(
    r"(?:(?<!\w)(?:at|from|around|about|after|until|till|by|bei|ab|um|nach|en|a|à|em|às|aos|na|в|на|с|от|около) )?"
    r"(?<![\d:])\d{1,3}(?::\d\d){1,2}(?![\d:])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[.,;:!?…()\[\]{}\"“”«»。，、；：！？।؟\n]+|\s[-–—]+\s")


@dataclass(frozen=True, slots=True)
class Clause:
    """The words of a clause; ``forms`` stand for all forms of them, and ``spans`` are their places in ``text``."""

    text: str
    spans: tuple[tuple[int, int], ...]
    forms: Phrase
    #: Indexes of the words that a phrase may begin or end with: no small words, numbers or whole sentences.
    ends: tuple[int, ...]

    def written(self, start: int, stop: int) -> str:
        """Return the words from ``start`` to before ``stop`` as they were written."""
        return self.text[self.spans[start][0] : self.spans[stop - 1][1]]

    def phrases(self) -> Iterator[tuple[Phrase, int, int]]:
        """Yield words and phrases with their places; no phrase holds a word twice."""
        for at, start in enumerate(self.ends):
            for last in self.ends[at : at + _MAX_PHRASE_WORDS]:
                phrase = self.forms[start : last + 1]
                if len(phrase) <= _MAX_PHRASE_WORDS and len(set(phrase)) == len(phrase):
                    yield phrase, start, last + 1


def split(text: str, language: str | None) -> Iterator[Clause]:
    """Yield the clauses of ``text`` that have words."""
    small, code = small_words(language), languages.base(language)
    for part in _parts(text):
        spans = _word_spans(part, code)
        written = [part[start:end] for start, end in spans]
        ends = [index for index, word in enumerate(written) if _can_end(word.lower(), small)]
        if spans:
            forms = tuple(word_forms.fold(word, language) for word in written)
            yield Clause(part, tuple(spans), forms, tuple(ends))


def content_forms(text: str, language: str | None) -> frozenset[str]:
    """Return the words of ``text`` that a phrase may begin or end with, in the form that stands for all forms."""
    small, code = small_words(language), languages.base(language)
    written = {word.lower() for part in _parts(text) for word in _words(part, code)}
    return frozenset(word_forms.fold(word, language) for word in written if _can_end(word, small))


def _parts(text: str) -> Iterator[str]:
    for line in text.splitlines():
        said = _CITED_TIME.sub("\n", line) if ":" in line else line
        yield from _BETWEEN.split(tokens.without_addresses(said).replace("’", "'"))


def _can_end(word: str, small: frozenset[str]) -> bool:
    # Longer runs without a space are sentences in a script that is not segmented into words.
    return 1 < len(word) <= _MAX_WORD_CHARS and word not in small and not word.replace("_", "").isdigit()


def _words(part: str, code: str | None) -> Iterator[str]:
    for run in tokens.runs(part):
        if tokens.is_unspaced(run):
            yield from (word for word, _ in unspaced.words(run, code))
        else:
            yield run


def _word_spans(part: str, code: str | None) -> list[tuple[int, int]]:
    spans = []
    at = 0
    for word in _words(part, code):
        start = part.find(word, at)
        if start >= 0:
            at = start + len(word)
            spans.append((start, at))
    return spans


def names_of_things(clause: Clause, language: str | None, max_words: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of ``clause`` that may name a thing: "battery of the phone", but not "phone and I learn".

    In English each word has a role. In other languages no word but a joining one may be a stop word. In scripts
    without spaces any part from one content word to another is yielded.
    """
    words = [clause.written(index, index + 1).lower() for index in range(len(clause.forms))]
    if any(map(tokens.is_unspaced, words)):
        named = [True] * len(words)
        can_end = named
    elif languages.base(language) in ("en", None):
        roles = word_classes.roles(words)
        named = [role not in (Role.BREAK, Role.LINK) for role in roles]
        can_end = [role in (Role.NOUN, Role.NUMBER) for role in roles]
    else:
        named = [word not in tokens.stop_words(language) for word in words]
        can_end = named
    inside = [one or word in word_lists.JOINING_WORDS for one, word in zip(named, words, strict=True)]
    for place, start in enumerate(clause.ends):
        for last in clause.ends[place : place + max_words] if named[start] else ():
            if last - start >= max_words or not all(inside[start:last]):
                break
            if can_end[last]:
                yield start, last + 1


@cache
def small_words(language: str | None) -> frozenset[str]:
    """Return the words that no phrase begins or ends with.

    Longer stop words ("part", "watching") have a low weight instead, since a theme may have no others.
    """
    small = {word for word in tokens.stop_words(language) if len(word) <= _SHORT_WORD_CHARS}
    return frozenset(small | word_lists.NEVER_LAST) - word_lists.OPINION_WORDS - word_lists.VIDEO_WORDS


@cache
def generic_words(language: str | None) -> frozenset[str]:
    """Return the forms of words that hardly ever name a subject."""
    return frozenset(word_forms.fold(word, language) for word in tokens.stop_words(language))


@cache
def judging_words(language: str | None) -> frozenset[str]:
    """Return the forms of words of praise and blame."""
    return frozenset(word_forms.fold(word, language) for word in word_lists.OPINION_WORDS)
