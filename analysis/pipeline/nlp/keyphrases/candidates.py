"""Candidate phrases: the phrases of a text that can name a subject.

English words are classified by a lexicon (``word_classes``), German words by their capitals, Chinese words by a
dictionary (rjieba), Japanese words by their script, Thai words by a model (BudouX). In other languages a phrase is the
text between stop words and punctuation.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.pipeline.nlp.words import arabic, scripts, stems, tokens, turkish, unspaced, word_classes, word_lists
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words.word_classes import Role

#: Most words of a phrase.
MOST_WORDS = 5
#: Languages whose words are classified, not only compared with stop words.
CLASSIFIED_LANGUAGES = frozenset({"en", "de", "zh", "ja", "th"})

_URL = re.compile(r"https?://\S++|www\.\S++")
#: A line break in wrapped text: the next line is indented or begins in lower case.
_WRAPPED = re.compile(r"\n(?=[ \t]++\S|[a-z])")
_WORD = rf"{scripts.LETTERS}(?:[-'’.&/]{scripts.LETTERS})*[+#]*+"
_PIECE = re.compile(rf"[{scripts.UNSPACED}]++|{_WORD}|\n|[^\w\s]++")
_MARK = re.compile(r"\W")
_TERMINATORS = frozenset(".!?।॥…")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, the key that its forms share, and its role in a name."""

    surface: str
    key: str
    role: Role


Phrase = tuple[str, ...]
_BREAK = Word("", "", Role.BREAK)
_Classifier = Callable[[Sequence[str]], list[Word]]
_OPENS = frozenset({Role.NOUN, Role.MODIFIER, Role.GERUND})
_CLOSES = frozenset({Role.NOUN, Role.GERUND, Role.NUMBER})


def clauses(texts: Iterable[str], language: str | None) -> Iterator[tuple[int, list[Word]]]:
    """Yield the words between two punctuation marks, with the index of their text."""
    texts = list(texts)
    code = languages.base(language)
    classify = _classifier(code, texts)
    for index, text in enumerate(texts):
        for pieces, ends_sentence in _pieces(text):
            words = list(_classify(pieces, code, classify))
            if ends_sentence and code in stems.VERB_LAST and len(words) > 1:
                words[-1] = replace(words[-1], role=Role.BREAK)
            yield index, words


def split_at_breaks(clause: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield the runs of words of ``clause`` between its breaks."""
    stretch: list[Word] = []
    for word in clause:
        if word.role is not Role.BREAK:
            stretch.append(word)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def phrases(run: Sequence[Word]) -> Iterator[tuple[Sequence[Word], bool]]:
    """Yield the phrases of ``run``, and for each whether it is the whole run."""
    first, end = 0, len(run)
    while first < end and run[first].role not in _OPENS:
        first += 1
    while end > first and run[end - 1].role not in _CLOSES:
        end -= 1
    for start in range(first, end):
        for stop in range(start + 1, min(end, start + MOST_WORDS) + 1):
            words, is_whole = run[start:stop], stop - start == end - first
            # A longer name is not reduced to its gerund: "machine learning" to "learning".
            is_lone_gerund = len(words) == 1 and not is_whole and words[0].role is Role.GERUND
            if words[0].role in _OPENS and words[-1].role in _CLOSES and not is_lone_gerund:
                yield words, is_whole


def key(words: Iterable[Word]) -> Phrase:
    """Return the key that all spellings of a phrase share."""
    return tuple(word.key for word in words)


def spelling(words: Sequence[Word]) -> str:
    """Return the phrase as written."""
    text = words[0].surface
    for before, after in itertools.pairwise(words):
        text += tokens.joiner(before.surface, after.surface) + after.surface
    return _POSSESSIVE.sub("", text)


def _pieces(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words and unspaced runs between two marks, and whether a sentence terminator follows."""
    clause: list[str] = []
    for match in _PIECE.finditer(_WRAPPED.sub(" ", _URL.sub(" ; ", text))):
        piece = match.group()
        if not _MARK.match(piece):
            clause.append(piece)
        elif clause:
            yield clause, piece[0] in _TERMINATORS
            clause = []
    if clause:
        yield clause, False


def _classify(clause: Sequence[str], code: str | None, classify: _Classifier) -> Iterator[Word]:
    spaced: list[str] = []
    after_unspaced = False
    for piece in clause:
        is_unspaced = tokens.is_unspaced(piece)
        if is_unspaced and after_unspaced:
            yield _BREAK  # a space in such a script ends a phrase
        after_unspaced = is_unspaced
        if is_unspaced:
            yield from classify(spaced)
            spaced = []
            yield from (Word(text, text, role) for text, role in unspaced.words(piece, code))
        elif len(piece) > tokens.MAX_WORD_CHARS:
            yield from classify(spaced)
            spaced = []
            yield _BREAK
        else:
            spaced.append(piece.replace("’", "'"))
    yield from classify(spaced)


def _classifier(code: str | None, texts: Sequence[str]) -> _Classifier:
    if code == "en":
        return _english
    stops = tokens.stop_words(code)
    if code == "de":
        initials = [word[0] for text in texts for word in text.split()[1:]]
        if any(map(str.islower, initials)) and any(map(str.isupper, initials)):
            return lambda words: _german(words, stops)
    if code == "tr":
        return lambda words: _turkish(words, stops)
    return lambda words: [
        _by_stop_words(part, code, stops) if part else _BREAK for word in words for part in stems.parts(word, code)
    ]


def _english(words: Sequence[str]) -> list[Word]:
    lower = [word.lower() for word in words]
    found = []
    for word, small, role in zip(words, lower, word_classes.roles(lower), strict=True):
        is_letter = len(small) == 1 and role is not Role.NUMBER and not word.isupper()
        breaks = is_letter or small in word_lists.INTERJECTIONS or small in tokens.function_words("en")
        key = word_classes.singular(_POSSESSIVE.sub("", small))
        found.append(Word(word, key, Role.BREAK if breaks else role))
    return found


def _turkish(words: Sequence[str], stops: frozenset[str]) -> list[Word]:
    found = [_by_stop_words(word, "tr", stops) for word in words]
    for place, after in enumerate(words[1:]):
        if turkish.LIGHT_VERB.fullmatch(after.lower()):
            found[place] = replace(found[place], role=Role.BREAK)
    return found


def _german(words: Sequence[str], stops: frozenset[str]) -> list[Word]:
    found: list[Word] = []
    for word in words:
        small = word.lower()
        role = Role.NUMBER if small.isdigit() else Role.BREAK
        if tokens.is_content(small, stops):
            role = Role.NOUN if word[0].isupper() else Role.MODIFIER
        if role is Role.MODIFIER and found and found[-1].role is Role.NOUN:
            # A lower-case word after a noun is a verb, or modifies the next noun.
            found.append(_BREAK)
        found.append(Word(word, stems.stem(small, "de"), role))
    return found


def _by_stop_words(word: str, code: str | None, stops: frozenset[str]) -> Word:
    small = word.lower()
    if small.isdigit():
        return Word(word, small, Role.NUMBER)
    if small in word_lists.LINKS.get(code or "", ()):
        return Word(word, small, Role.LINK)
    spelled = arabic.without_signs(small) if code == "ar" else small
    if not tokens.is_content(spelled, stops) or "'" in small or stems.looks_like_verb(small, code):
        return Word(word, small, Role.BREAK)
    return Word(word, stems.stem(small, code), Role.NOUN)
