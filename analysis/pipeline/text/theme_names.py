"""What a theme is called: the words that its texts use and the others do not, and the phrase that says most of them.

A phrase is a run of up to four words within one clause, or of up to six characters in scripts without spaces. It weighs
by how many of the theme's texts hold it and by how much rarer its words are outside.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.pipeline.text import tokens, word_lists

Phrase = tuple[str, ...]

#: Words a theme is known by.
_KEYWORDS = 6
_MOST_WORDS = 4
_MOST_CHARS = 6
#: Fewer texts of a theme share a word or phrase by chance.
_FEWEST_TEXTS = 2
#: What a word is worth that hardly ever names a subject ("great", "video"): a theme may hold no others.
_PLAIN_WORTH = 0.2
#: A phrase that stands in this share of the texts names the theme; else its best words are put beside each other.
_NAMING_SHARE = 0.12
#: A word is said as part of a longer phrase when this share of its mentions are.
_WHOLE_SHARE = 0.4
_MOST_WORDS_AROUND = 5
#: What a phrase is worth beside a single word of the same weight: it reads better.
_PHRASE_WORTH = 1.3
#: Words of a name that is no phrase.
_LOOSE_WORDS = 3
#: A word that weighs less than this share of the first keyword is no keyword.
_KEY_SHARE = 0.15
#: Texts read between two calls of ``check``.
_AT_ONCE = 500

_BETWEEN = re.compile(r"[.,;:!?…()\[\]{}\"“”«»。，、；：！？।؟\n]+|\s[-–—]+\s")
_HIRAGANA = re.compile("[\u3041-\u3096\u30fc]+")


@dataclass(frozen=True)
class Name:
    """What a theme is called, its keywords, and the share of its texts (0 to 1) that hold one of these."""

    text: str
    keywords: tuple[str, ...]
    coverage: float


class Namer:
    """Names for themes within one body of texts; ``languages`` holds the language of each text."""

    def __init__(self, texts: Sequence[str], languages: Sequence[str | None], check: Callable[[], None]) -> None:
        """Count in how many texts each word and phrase stands."""
        self._texts, self._languages = texts, languages
        self._holding: Counter[Phrase] = Counter()
        for index in range(len(texts)):
            if index % _AT_ONCE == 0:
                check()
            self._holding.update(self._phrases(index).keys())

    def name(self, rows: Sequence[int]) -> Name:
        """Return what the theme whose texts are ``rows`` is called, in its most frequent language."""
        spoken = Counter(language for row in rows if (language := self._languages[row]))
        main = min(spoken, key=lambda code: (-spoken[code], code)) if spoken else None
        own = [row for row in rows if self._languages[row] in (main, None)]
        counts, surfaces = self._count(own)
        worth = {phrase: self._worth(phrase, counts, len(own), main) for phrase in counts}
        ranked = sorted((phrase for phrase in worth if worth[phrase] > 0), key=lambda phrase: (-worth[phrase], phrase))
        words = _distinct([phrase for phrase in ranked if len(phrase) == 1])
        keys = [phrase for phrase in words if worth[phrase] >= _KEY_SHARE * worth[words[0]]]
        keywords = tuple(_spelling(surfaces[phrase]) for phrase in keys)
        if not keys:
            return Name("", (), 0.0)
        best = next(phrase for phrase in ranked if len(phrase) == 1 or counts[phrase] >= _NAMING_SHARE * len(own))
        text = self._phrase_around(best, own) or ", ".join(keywords[:_LOOSE_WORDS])
        covered = sum(not self._phrases(row).keys().isdisjoint(keys) for row in own)
        return Name(text[:1].upper() + text[1:], keywords, covered / len(own))

    def _phrase_around(self, core: Phrase, rows: Sequence[int]) -> str:
        """Return the longest phrase by which the texts mostly say ``core``; empty where they share none."""
        said: Counter[Phrase] = Counter()
        surfaces: dict[Phrase, Counter[str]] = {}
        for row in rows:
            for phrase, surface in dict(_around(core, self._texts[row])).items():
                said[phrase] += 1
                surfaces.setdefault(phrase, Counter())[surface] += 1
        fewest = max(_FEWEST_TEXTS, _WHOLE_SHARE * said[core], _NAMING_SHARE * len(rows))
        usual = [phrase for phrase, count in said.items() if count >= fewest and len(phrase) > 1]
        if not usual:
            return ""
        return _spelling(surfaces[min(usual, key=lambda phrase: (-len(phrase), -said[phrase], phrase))])

    def _phrases(self, row: int) -> dict[Phrase, str]:
        return dict(_phrases_of(self._texts[row], self._languages[row]))

    def _count(self, rows: Sequence[int]) -> tuple[dict[Phrase, int], dict[Phrase, Counter[str]]]:
        """Return the phrases that several of ``rows`` hold: how many do, and how they spell them."""
        counts: Counter[Phrase] = Counter()
        surfaces: dict[Phrase, Counter[str]] = {}
        for row in rows:
            for phrase, surface in self._phrases(row).items():
                counts[phrase] += 1
                surfaces.setdefault(phrase, Counter())[surface] += 1
        return {phrase: count for phrase, count in counts.items() if count >= _FEWEST_TEXTS}, surfaces

    def _worth(self, phrase: Phrase, counts: dict[Phrase, int], size: int, language: str | None) -> float:
        share = counts[phrase] / size
        if tokens.is_unspaced(phrase[0]):
            # A longer run with nearly as many texts is the whole word.
            return share * self._rarity(phrase, counts, size) * math.log2(len(phrase[0]))
        plain = tokens.stop_words(language)
        told = sum(
            self._rarity((word,), counts, size) * (_PLAIN_WORTH if word in plain else 1.0)
            for word in phrase
            if (word,) in counts
        )
        return share * told * (_PHRASE_WORTH if len(phrase) > 1 else 1.0)

    def _rarity(self, phrase: Phrase, counts: dict[Phrase, int], size: int) -> float:
        """Return the logarithm of how much more often the theme's texts hold ``phrase`` than the others do."""
        inside = counts[phrase] / size
        outside = (self._holding[phrase] - counts[phrase] + 0.5) / (len(self._texts) - size + 1)
        return max(0.0, math.log(inside / outside)) if outside < 1 else 0.0


def stem(word: str) -> str:
    """Return ``word`` without a plural s, so that "tide" and "tides" are one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _phrases_of(text: str, language: str | None) -> Iterator[tuple[Phrase, str]]:
    """Yield the words and phrases of ``text``, and how each is written."""
    barred = _barred(language)
    for part in _clauses(text):
        runs = list(tokens.runs(part))
        for start, run in enumerate(runs):
            if tokens.is_unspaced(run):
                yield from (((piece,), piece) for piece in _pieces(run, barred))
                continue
            yield from _word_phrases(runs[start : start + _MOST_WORDS], barred)


def _clauses(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from _BETWEEN.split(tokens.without_addresses(line))


def _word_phrases(runs: Sequence[str], barred: frozenset[str]) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases that begin with the first of ``runs``: no barred word, no number, at either end."""
    if not _may_end(runs[0].lower(), barred):
        return
    for stop in range(1, len(runs) + 1):
        last = runs[stop - 1]
        if tokens.is_unspaced(last):
            return
        if _may_end(last.lower(), barred):
            phrase = tuple(stem(run.lower()) for run in runs[:stop])
            if stop == 1 or len(set(phrase)) == stop:
                yield phrase, " ".join(runs[:stop])


def _around(core: Phrase, text: str) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases of ``text`` that hold ``core``, itself too, and how each is written."""
    for part in _clauses(text):
        runs = list(tokens.runs(part))
        words = tuple(stem(run.lower()) for run in runs)
        for at in range(len(words) - len(core) + 1):
            if words[at : at + len(core)] != core:
                continue
            for start in range(max(0, at + len(core) - _MOST_WORDS_AROUND), at + 1):
                for stop in range(at + len(core), min(len(words), start + _MOST_WORDS_AROUND) + 1):
                    if word_lists.NEVER_LAST.isdisjoint((runs[start].lower(), runs[stop - 1].lower())):
                        yield words[start:stop], " ".join(runs[start:stop])


def _may_end(word: str, barred: frozenset[str]) -> bool:
    return len(word) > 1 and word not in barred and not word.replace("_", "").isdigit()


def _pieces(run: str, barred: frozenset[str]) -> Iterator[str]:
    """Yield the stretches of two and more characters of an unspaced run that may be words."""
    for start in range(len(run) - 1):
        for stop in range(start + 2, min(len(run), start + _MOST_CHARS) + 1):
            piece = run[start:stop]
            ends = {piece[0], piece[-1]}
            if piece not in barred and ends.isdisjoint(word_lists.PARTICLES) and not _HIRAGANA.fullmatch(piece):
                yield piece


@cache
def _barred(language: str | None) -> frozenset[str]:
    """Return the words that no phrase begins or ends with: those that carry no meaning of their own."""
    return tokens.stop_words(language) - word_lists.JUDGING - word_lists.VIDEO_WORDS


def _distinct(phrases: Sequence[Phrase]) -> list[Phrase]:
    """Return ``phrases`` without those that are a piece of an earlier one, or overlap with it."""
    kept: list[Phrase] = []
    for phrase in phrases:
        word = phrase[0]
        if len(kept) == _KEYWORDS:
            break
        if not tokens.is_unspaced(word) or not any(_pairs(word) & _pairs(other[0]) for other in kept):
            kept.append(phrase)
    return kept


def _pairs(word: str) -> set[str]:
    return {word[start : start + 2] for start in range(len(word) - 1)}


def _spelling(surfaces: Counter[str]) -> str:
    """Return the most frequent spelling, the one in lower case of equals."""
    return min(surfaces, key=lambda text: (-surfaces[text], not text.islower(), text))
