"""Names by their capitals, in captions that use both cases."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.nlp.words.word_lists import INTERJECTIONS, word_set

#: A text uses both cases when this share of its cased words, at least, is in lower case, and not all of them are.
_FEWEST_LOWER, _MOST_LOWER = 0.4, 0.995

_WORD = re.compile(r"[^\W\d_][\w'’.&-]*")
_LINKS = frozenset(
    {"of", "de", "del", "da", "do", "dos", "du", "van", "von", "der", "den", "la", "le", "al", "bin", "ibn", "&"}
)
#: Written with a capital, but naming nobody: the pronoun, forms of address, answers.
NEVER = INTERJECTIONS | word_set("i i'm i'd i'll i've mr mrs ms dr god whoa darn yay nah")
_CLOSING_MARKS = ".'’-"
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class Run:
    """Words with capitals side by side, and where they stand in the text."""

    words: tuple[str, ...]
    start: int
    end: int
    #: Whether it opens the sentence, where every word has a capital.
    opens: bool
    #: The word before it, in lower case.
    before: str


def are_used(texts: Iterable[str]) -> bool:
    """Say whether ``texts`` use both cases as a writer would."""
    lower = upper = 0
    for text in texts:
        for match in _WORD.finditer(text):
            first = match.group()[0]
            lower += first.islower()
            upper += first.isupper()
    return upper > 0 and _FEWEST_LOWER <= lower / (lower + upper) <= _MOST_LOWER


def words(text: str) -> Iterator[str]:
    """Yield the words of ``text`` as they are written."""
    return (match.group() for match in _WORD.finditer(text))


def runs(text: str, never: frozenset[str] = NEVER) -> Iterator[Run]:
    """Yield each run of capitalised words; ``never`` are words (lower case) that name nobody."""
    found = list(_WORD.finditer(text))
    index = 0
    while index < len(found):
        stop = _stop(text, found, index, never)
        if stop > index:
            yield from _run(found, index, stop)
        index = max(stop, index + 1)


def _run(found: Sequence[re.Match[str]], first: int, stop: int) -> Iterator[Run]:
    """Yield the run from ``first`` to ``stop`` without a stop word that only opens the sentence ("So Kelvin ...")."""
    opens = first == 0
    if opens and stop - first > 1 and found[0].group().lower() in tokens.stop_words("en"):
        first, opens = 1, False
    written = [match.group().rstrip(_CLOSING_MARKS) for match in found[first:stop]]
    written[-1] = _POSSESSIVE.sub("", written[-1])
    if all(written):
        before = found[first - 1].group().lower() if first else ""
        yield Run(tuple(written), found[first].start(), found[stop - 1].start() + len(written[-1]), opens, before)


def _stop(text: str, found: Sequence[re.Match[str]], first: int, never: frozenset[str]) -> int:
    """Return where the run of capitalised words that begins at ``first`` stops; ``first`` where none begins."""
    stop = first
    for index in range(first, len(found)):
        word = found[index].group()
        gap = text[found[index - 1].end() : found[index].start()] if index > first else " "
        if gap.strip() or index > first and _ends_name(found[index - 1].group()):
            break
        if word[0].isupper() and word.lower().rstrip(_CLOSING_MARKS) not in never:
            stop = index + 1
        elif word not in _LINKS or index == first:
            break
    return stop


def _ends_name(word: str) -> bool:
    """Say whether nothing of a name follows ``word``: a full stop after more than an initial, or a possessive."""
    return word.endswith(".") and len(word) > 2 or _POSSESSIVE.search(word) is not None
