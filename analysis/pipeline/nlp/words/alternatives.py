"""Patterns of many alternatives in many languages, searched faster than as one regular expression.

Few texts have one of the words without which an alternative cannot be found. On the others it is not tried.
"""

import re
import threading
from collections import defaultdict, deque
from functools import cache, lru_cache
from itertools import pairwise
from typing import ClassVar

#: An escape, a class of characters, the beginning of a group, a sign of structure, a repetition, or a character.
_ELEMENT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:<?[=!]|:))?|[)|]|[?*+]\??|\{\d*,?\d*\}\??|.", re.DOTALL)
_REPETITION = re.compile(r"[?*+]\??|\{\d*,?\d*\}\??")
#: Repetitions of which none is enough.
_OPTIONAL = re.compile(r"[?*]|\{0?,|\{0\}")
#: Elements that stand for no character of their own.
_UNNAMED = re.compile(r"[.^$\[]|\\\w", re.DOTALL)
#: Elements after which a letter begins a word.
_BEFORE_WORDS = (r"\b", "^", r"\s", r"\W", r"[^\w")
_WORD = re.compile(r"\w+")
#: Letters of scripts other than Latin. Their words may have no space between them.
_OTHER_LETTER = re.compile("[^\\W\u0000-\u036f]")
_LAST_LATIN = "\u036f"
#: Characters by which words are looked up.
_FEWEST, _MOST = 2, 3

_Words = frozenset[str]


class Alternatives:
    """The alternatives of one regular expression, each tried only on texts that have one of the words it needs.

    All patterns share one index of words, so that the words of a text are looked up once for all of them.
    """

    #: Patterns that are not in the index yet. They are put there together, at the first use of one.
    _unread: ClassVar[list["Alternatives"]] = []
    _reading: ClassVar = threading.Lock()
    #: The words, by their keys, with the alternatives that need them.
    _index: ClassVar[defaultdict[str, dict[str, list["_Alternative"]]]] = defaultdict(dict)

    def __init__(self, pattern: str) -> None:
        """Take a ``pattern``, which must have no numbered references to its groups."""
        self._pattern = pattern
        #: The alternatives that need no word that is known.
        self._without_words: re.Pattern[str] | None = None
        self._unread.append(self)

    def occur_in(self, text: str) -> bool:
        """Return whether one of the alternatives is found in ``text``."""
        if self._unread:
            self._read_all()
        for alternative in _find_possible(text).get(self, ()):
            if alternative.search(text):
                return True
        return self._without_words is not None and self._without_words.search(text) is not None

    @classmethod
    def _read_all(cls) -> None:
        with cls._reading:
            unread = cls._unread.copy()
            for pattern in unread:
                pattern._read()
            _find_possible.cache_clear()
            del cls._unread[: len(unread)]  # last: other threads wait until then

    def _read(self) -> None:
        without_words = []
        for branch in _split(self._pattern):
            words = _words_of(branch)
            for word in words:
                self._index[_key(word)].setdefault(word, []).append((self, re.compile(branch)))
            if not words:
                without_words.append(branch)
        if without_words:
            self._without_words = re.compile("|".join(without_words))


_Alternative = tuple[Alternatives, re.Pattern[str]]


@lru_cache(maxsize=1000)  # many patterns read the same text, some after all other texts of a batch
def _find_possible(text: str) -> dict[Alternatives, list[re.Pattern[str]]]:
    """Return the alternatives that have one of the words they need, by pattern."""
    words = _WORD.findall(text)
    keys = {word[:_MOST] for word in words}
    keys.update([word[:_FEWEST] for word in words])
    if _OTHER_LETTER.search(text):
        keys.update(map("".join, pairwise(text)))
    found = defaultdict(list)
    for key in keys & Alternatives._index.keys():
        for word, alternatives in Alternatives._index[key].items():
            if word in text:
                for pattern, alternative in alternatives:
                    found[pattern].append(alternative)
    return found


def _key(word: str) -> str:
    return word[: _MOST if word[0] <= _LAST_LATIN else _FEWEST]


def _split(pattern: str) -> list[str]:
    """Return the alternatives outside of any group."""
    branches, start, depth = [], 0, 0
    for element in _ELEMENT.finditer(pattern):
        depth += element[0].startswith("(") - (element[0] == ")")
        if element[0] == "|" and depth == 0:
            branches.append(pattern[start : element.start()])
            start = element.end()
    return [*branches, pattern[start:]]


@cache  # some are part of several patterns
def _words_of(branch: str) -> _Words:
    words, _ = _needed_words(deque(_ELEMENT.findall(branch)), at_word=False)
    return words


def _needed_words(elements: deque[str], *, at_word: bool) -> tuple[_Words, bool]:
    """Return beginnings of words of which each match of a group has one, none if nothing is known; read its elements.

    ``at_word`` says whether a letter at the start of the group begins a word, the second value whether one after it.
    """
    found, is_known, ends_at_word = set[str](), True, True
    while True:
        words, ends = _needed_in_branch(elements, at_word=at_word)
        found |= words
        is_known &= bool(words)
        ends_at_word &= ends
        if not elements or elements.popleft() == ")":
            return frozenset(found if is_known else ()), ends_at_word


def _needed_in_branch(elements: deque[str], *, at_word: bool) -> tuple[_Words, bool]:
    """Return the same of one alternative: of all words that it needs, those of which the shortest is longest."""
    needed, word = [_Words()], ""
    while elements and elements[0] not in ("|", ")"):
        element, was_at_word = elements.popleft(), at_word
        char, inner = "", _Words()
        if element.startswith("("):
            words, end = _needed_words(elements, at_word=at_word)
            if element in ("(", "(?:"):
                inner, at_word = words, end
        else:
            char = "" if _UNNAMED.match(element) else element[-1]
            at_word = element.startswith(_BEFORE_WORDS) or (char != "" and not _WORD.match(char))
        repetition = elements.popleft() if elements and _REPETITION.fullmatch(elements[0]) else ""
        if _OPTIONAL.match(repetition):
            char, inner, at_word = "", _Words(), at_word and was_at_word
        if not (char and word and _continues(word, char)):
            needed.append(_Words([word]))
            word = ""
        if word or (char and (_OTHER_LETTER.match(char) or (was_at_word and _WORD.match(char)))):
            word += char
        if repetition:
            needed.append(_Words([word]))
            word = ""
        needed.append(inner)
    needed.append(_Words([word]))
    known = [words for words in needed if words and min(map(len, words)) >= _FEWEST]
    return max(known, key=lambda words: min(map(len, words)), default=_Words()), at_word


def _continues(word: str, char: str) -> bool:
    """Return whether a word that begins like ``word`` may go on with ``char``: vowel signs of other scripts, too."""
    return _WORD.match(char) is not None or (word[0] > _LAST_LATIN and char > _LAST_LATIN)
