"""Names and keywords of themes: words and phrases that are frequent in the theme and rare elsewhere.

A phrase is a run of up to four words within one clause. Its weight grows with the share of the theme's texts that
contain it, and with how much rarer its words are in other texts.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.pipeline.nlp.themes import word_forms
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import tokens, unspaced, word_lists

Phrase = tuple[str, ...]

#: Maximum number of keywords of a theme.
_KEYWORDS = 6
_MAX_PHRASE_WORDS = 4
_MAX_WORD_CHARS = 30
_SHORT_WORD_CHARS = 3
#: A word or phrase counts if at least this many texts of a theme, and this share of them, contain it.
_MIN_TEXTS = 2
_MIN_SHARE = 0.04
#: Weight of a word that hardly ever names a subject ("great", "video"); a theme may have no others.
_GENERIC_WEIGHT = 0.2
#: A phrase names the theme if this share of the texts contains it; otherwise the best words are listed.
_NAMING_SHARE = 0.12
#: A longer phrase replaces its core if this share of the core's mentions are part of it.
_LONGER_SHARE = 0.4
_MAX_LONG_PHRASE_WORDS = 5
#: Factor for the weight of phrases, which read better than single words.
_PHRASE_WEIGHT = 1.3
#: Words in a name that is a list of words.
_LISTED_WORDS = 3
#: Minimum weight of a keyword, relative to the first one.
_KEYWORD_SHARE = 0.15
#: Texts processed between two calls of ``check``.
_BATCH_SIZE = 500

_BETWEEN = re.compile(r"[.,;:!?…()\[\]{}\"“”«»。，、；：！？।؟\n]+|\s[-–—]+\s")
#: "iPhone", "YouTube".
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][A-Z]")


@dataclass(frozen=True)
class ThemeName:
    """A name, keywords, and the share of the texts (0 to 1) with a keyword; 0 if all keywords are generic."""

    text: str
    keywords: tuple[str, ...]
    coverage: float


class ThemeNamer:
    """Names themes among ``texts``; ``languages`` holds the language of each text."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str | None], check: Callable[[], None]) -> None:
        """Count the texts with each word and phrase."""
        self._texts, self._languages = texts, languages
        self._texts_with: Counter[Phrase] = Counter()
        for index in range(len(texts)):
            if index % _BATCH_SIZE == 0:
                check()
            self._texts_with.update({phrase for phrase, _ in _phrases_of(texts[index], languages[index])})

    def name(self, rows: Sequence[int]) -> ThemeName:
        """Return the name of the theme with the texts ``rows``, in its most frequent language; it may be empty."""
        languages = Counter(language for row in rows if (language := self._languages[row]))
        main = min(languages, key=lambda code: (-languages[code], code)) if languages else None
        own = [row for row in rows if self._languages[row] in (main, None)]
        phrases_by_text = [
            {phrase: _join(written) for phrase, written in _phrases_of(self._texts[row], self._languages[row])}
            for row in own
        ]
        mentions, surfaces = _count(phrases_by_text)
        minimum = max(_MIN_TEXTS, _MIN_SHARE * len(own))
        counts = {phrase: count for phrase, count in mentions.items() if count >= minimum}
        weights = {phrase: self._weight(phrase, counts, len(own), main) for phrase in counts}
        ranked = sorted((phrase for phrase in counts if weights[phrase] > 0), key=lambda one: (-weights[one], one))
        words = [phrase for phrase in ranked if len(phrase) == 1]
        if not words:
            return ThemeName("", (), 0.0)
        judging = set(_stems(sorted(word_lists.OPINION_WORDS), main))
        specific = [phrase for phrase in words if phrase[0] not in _generic_words(main) or phrase[0] in judging]
        candidates = specific or words
        keys = [phrase for phrase in candidates if weights[phrase] >= _KEYWORD_SHARE * weights[candidates[0]]]
        keys = keys[:_KEYWORDS]
        best = next(phrase for phrase in ranked if len(phrase) == 1 or counts[phrase] >= _NAMING_SHARE * len(own))
        text = self._longest_phrase(best, own)
        if not text:
            # A name that lists words leaves out words of praise ("thank"), unless there are no others.
            subjects = [phrase for phrase in keys if phrase[0] not in judging] or keys
            text = ", ".join(_spelling(surfaces[phrase]) for phrase in subjects[:_LISTED_WORDS])
        covered = sum(not phrases.keys().isdisjoint(keys) for phrases in phrases_by_text) if specific else 0
        keywords = tuple(_spelling(surfaces[phrase]) for phrase in keys)
        return ThemeName(_capitalise(text), keywords, covered / len(own))

    def _longest_phrase(self, core: Phrase, rows: Sequence[int]) -> str:
        """Return the longest phrase around ``core`` that enough of the texts share; empty if there is none."""
        counts, surfaces = _count([dict(_phrases_around(core, self._texts[row], self._languages[row])) for row in rows])
        minimum = max(_MIN_TEXTS, _LONGER_SHARE * counts[core], _NAMING_SHARE * len(rows))
        frequent = [phrase for phrase, count in counts.items() if count >= minimum and len(phrase) > 1]
        if not frequent:
            return ""
        return _spelling(surfaces[min(frequent, key=lambda phrase: (-len(phrase), -counts[phrase], phrase))])

    def _weight(self, phrase: Phrase, counts: dict[Phrase, int], size: int, language: str | None) -> float:
        """Return the weight of ``phrase`` in a theme of ``size`` texts, of which ``counts`` have it."""
        generic = _generic_words(language)
        rarity = 0.0
        for word in phrase:
            if (word,) in counts:
                # The log ratio of the share of the theme's texts with the word to that of the others, at least 0.
                inside = counts[word,] / size
                outside = (self._texts_with[word,] - counts[word,] + 0.5) / (len(self._texts) - size + 1)
                if outside < min(1.0, inside):
                    rarity += math.log(inside / outside) * (_GENERIC_WEIGHT if word in generic else 1.0)
        return counts[phrase] / size * rarity * (_PHRASE_WEIGHT if len(phrase) > 1 else 1.0)


def _count(phrases_by_text: Sequence[dict[Phrase, str]]) -> tuple[Counter[Phrase], dict[Phrase, Counter[str]]]:
    """Return the number of texts with each phrase, and its spellings."""
    counts: Counter[Phrase] = Counter()
    surfaces: dict[Phrase, Counter[str]] = {}
    for phrases in phrases_by_text:
        for phrase, surface in phrases.items():
            counts[phrase] += 1
            surfaces.setdefault(phrase, Counter())[surface] += 1
    return counts, surfaces


def _phrases_of(text: str, language: str | None) -> Iterator[tuple[Phrase, Sequence[str]]]:
    """Yield words and phrases as stems and as written; none begins or ends with a small word or a number."""
    excluded = _small_words(language)
    for written in _clauses(text, language):
        words = _stems(written, language)
        # Longer runs without a space are sentences in a script that is not segmented into words.
        ends = [
            index
            for index, word in enumerate(map(str.lower, written))
            if 1 < len(word) <= _MAX_WORD_CHARS and word not in excluded and not word.replace("_", "").isdigit()
        ]
        for at, start in enumerate(ends):
            for last in ends[at:]:
                if last >= start + _MAX_PHRASE_WORDS:
                    break
                phrase = words[start : last + 1]
                if len(set(phrase)) == len(phrase):
                    yield phrase, written[start : last + 1]


def _clauses(text: str, language: str | None) -> Iterator[list[str]]:
    """Yield the words of each clause, as written."""
    code = languages.base(language)
    for line in text.splitlines():
        for part in _BETWEEN.split(tokens.without_addresses(line)):
            words: list[str] = []
            for run in tokens.runs(part):
                words += (word for word, _ in unspaced.words(run, code)) if tokens.is_unspaced(run) else [run]
            yield words


def _join(words: Sequence[str]) -> str:
    text = words[0]
    for word in words[1:]:
        text += tokens.joiner(text, word) + word
    return text


def _phrases_around(core: Phrase, text: str, language: str | None) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases of ``text`` that contain ``core``, including itself, as stems and as written."""
    for written in _clauses(text, language):
        words = _stems(written, language)
        for at in range(len(words) - len(core) + 1):
            if words[at : at + len(core)] != core:
                continue
            for start in range(max(0, at + len(core) - _MAX_LONG_PHRASE_WORDS), at + 1):
                for stop in range(at + len(core), min(len(words), start + _MAX_LONG_PHRASE_WORDS) + 1):
                    if word_lists.NEVER_LAST.isdisjoint((written[start].lower(), written[stop - 1].lower())):
                        yield words[start:stop], _join(written[start:stop])


def _stems(runs: Sequence[str], language: str | None) -> Phrase:
    return tuple(word_forms.fold(run, language) for run in runs)


@cache
def _generic_words(language: str | None) -> frozenset[str]:
    """Return the stems of words that hardly ever name a subject."""
    return frozenset(_stems(sorted(tokens.stop_words(language)), language))


@cache
def _small_words(language: str | None) -> frozenset[str]:
    """Return the words that no phrase begins or ends with.

    Longer stop words ("part", "watching") have a low weight instead, since a theme may have no others.
    """
    small = {word for word in tokens.stop_words(language) if len(word) <= _SHORT_WORD_CHARS}
    return frozenset(small | word_lists.NEVER_LAST) - word_lists.OPINION_WORDS - word_lists.VIDEO_WORDS


def _capitalise(text: str) -> str:
    """Return ``text`` with a capital, unless its first word is spelled with one already, as "iPhone" is."""
    first, *_ = text.split(maxsplit=1) or [""]
    return text[:1].upper() + text[1:] if first.islower() else text


def _spelling(surfaces: Counter[str]) -> str:
    """Return the most frequent spelling; of equals, the one with a capital inside, then the one in lower case."""
    return min(surfaces, key=lambda text: (-surfaces[text], not _INNER_CAPITAL.search(text), not text.islower(), text))
