"""Names found by capital letters, in captions that use both cases."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import INTERJECTIONS, word_set

#: Bounds of the share of lower-case words in a text that uses both cases.
_FEWEST_LOWER, _MOST_LOWER = 0.4, 0.995

_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")
_LINKS = frozenset(
    {"of", "de", "del", "da", "do", "dos", "du", "van", "von", "der", "den", "la", "le", "al", "bin", "ibn", "&"}
)
#: Words that are capitalised but no names: the pronoun "I", forms of address, answers.
NOT_NAMES = INTERJECTIONS | word_set("i i'm i'd i'll i've mr mrs ms dr god whoa darn yay nah")
_CLOSING_MARKS = ".'’-"
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Run:
    """Adjacent capitalised words, and their position in the text."""

    words: tuple[str, ...]
    start: int
    end: int
    #: Whether it opens the sentence, where any word is capitalised.
    opens: bool
    #: The word before it, in lower case.
    before: str


def uses_both_cases(texts: Iterable[str]) -> bool:
    """Return whether ``texts`` use both cases, as written text does."""
    lower = upper = 0
    for text in texts:
        for match in _WORD.finditer(text):
            first = match.group()[0]
            lower += first.islower()
            upper += first.isupper()
    return upper > 0 and _FEWEST_LOWER <= lower / (lower + upper) <= _MOST_LOWER


def words(text: str) -> Iterator[str]:
    """Yield the words of ``text`` in their original spelling."""
    return (match.group() for match in _WORD.finditer(text))


def runs(text: str, never: frozenset[str] = NOT_NAMES) -> Iterator[Run]:
    """Yield each run of capitalised words; ``never`` are words (lower case) that are no names."""
    found = list(_WORD.finditer(text))
    index = 0
    while index < len(found):
        first, stop = index, _stop(text, found, index, never)
        index = max(stop, index + 1)
        if first == 0 and stop > 1 and found[0].group().lower() in tokens.stop_words("en"):
            first = 1  # A stop word that opens the sentence is no part of the name: "So Kelvin ...".
        written = [match.group().rstrip(_CLOSING_MARKS) for match in found[first:stop]]
        if written:
            written[-1] = _POSSESSIVE.sub("", written[-1])
        if written and all(written):
            end = found[stop - 1].start() + len(written[-1])
            before = found[first - 1].group().lower() if first else ""
            yield Run(tuple(written), found[first].start(), end, first == 0, before)


def _stop(text: str, found: Sequence[re.Match[str]], first: int, never: frozenset[str]) -> int:
    """Return the end of the run of capitalised words that begins at ``first``; ``first`` if none begins."""
    stop = first
    for index in range(first, len(found)):
        word = found[index].group()
        if index > first:
            before, gap = found[index - 1].group(), text[found[index - 1].end() : found[index].start()]
            # A possessive ends a name, and so does a full stop that does not follow an initial.
            if gap.strip() or (before.endswith(".") and len(before) > 2) or _POSSESSIVE.search(before):
                break
        if word[0].isupper() and word.lower().rstrip(_CLOSING_MARKS) not in never:
            stop = index + 1
        elif word not in _LINKS or index == first:
            break
    return stop
