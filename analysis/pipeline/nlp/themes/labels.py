"""What a theme is called: the words that its texts use and the others do not, and the phrase that says most of them.

A phrase is a run of up to four words within one clause. It weighs by how many of the theme's texts hold it and by how
much rarer its words are outside.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import stems, tokens, unspaced, word_lists

Phrase = tuple[str, ...]

#: Words a theme is known by.
_KEYWORDS = 6
_MOST_WORDS = 4
_LONGEST_WORD = 30
_SMALL_WORD = 3
#: Fewer texts of a theme, and a smaller share of them, hold a word or phrase by chance.
_FEWEST_TEXTS = 2
_FEWEST_SHARE = 0.04
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


@dataclass(frozen=True)
class Name:
    """What a theme is called, its keywords, and the share of its texts (0 to 1) that hold one that tells something."""

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
            self._holding.update({phrase for phrase, _ in _phrases_of(texts[index], languages[index])})

    def name(self, rows: Sequence[int]) -> Name:
        """Return what the theme whose texts are ``rows`` is called, in its most frequent language."""
        spoken = Counter(language for row in rows if (language := self._languages[row]))
        main = min(spoken, key=lambda code: (-spoken[code], code)) if spoken else None
        own = [row for row in rows if self._languages[row] in (main, None)]
        held = [self._phrases(row) for row in own]
        counts, surfaces = _counted(held)
        worth = {phrase: self._worth(phrase, counts, len(own), main) for phrase in counts}
        ranked = sorted((phrase for phrase in worth if worth[phrase] > 0), key=lambda phrase: (-worth[phrase], phrase))
        words = [phrase for phrase in ranked if len(phrase) == 1]
        if not words:
            return Name("", (), 0.0)
        telling = [phrase for phrase in words if phrase[0] not in _plain(main) or phrase[0] in _judging(main)]
        keys = [phrase for phrase in telling or words if worth[phrase] >= _KEY_SHARE * worth[(telling or words)[0]]]
        keywords = tuple(_spelling(surfaces[phrase]) for phrase in keys[:_KEYWORDS])
        best = next(phrase for phrase in ranked if len(phrase) == 1 or counts[phrase] >= _NAMING_SHARE * len(own))
        text = self._phrase_around(best, own) or _beside_each_other(keys[:_KEYWORDS], surfaces, _judging(main))
        covered = sum(not phrases.keys().isdisjoint(keys[:_KEYWORDS]) for phrases in held) if telling else 0
        return Name(text[:1].upper() + text[1:], keywords, covered / len(own))

    def _phrase_around(self, core: Phrase, rows: Sequence[int]) -> str:
        """Return the longest phrase by which the texts mostly say ``core``; empty where they share none."""
        said: Counter[Phrase] = Counter()
        surfaces: dict[Phrase, Counter[str]] = {}
        for row in rows:
            for phrase, surface in dict(_around(core, self._texts[row], self._languages[row])).items():
                said[phrase] += 1
                surfaces.setdefault(phrase, Counter())[surface] += 1
        fewest = max(_FEWEST_TEXTS, _WHOLE_SHARE * said[core], _NAMING_SHARE * len(rows))
        usual = [phrase for phrase, count in said.items() if count >= fewest and len(phrase) > 1]
        if not usual:
            return ""
        return _spelling(surfaces[min(usual, key=lambda phrase: (-len(phrase), -said[phrase], phrase))])

    def _phrases(self, row: int) -> dict[Phrase, str]:
        found = dict(_phrases_of(self._texts[row], self._languages[row]))
        return {phrase: _joined(written) for phrase, written in found.items()}

    def _worth(self, phrase: Phrase, counts: dict[Phrase, int], size: int, language: str | None) -> float:
        share = counts[phrase] / size
        plain = _plain(language)
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


def _counted(held: Sequence[dict[Phrase, str]]) -> tuple[dict[Phrase, int], dict[Phrase, Counter[str]]]:
    """Return the phrases that several texts hold: how many do, and how they spell them."""
    counts: Counter[Phrase] = Counter()
    surfaces: dict[Phrase, Counter[str]] = {}
    for phrases in held:
        for phrase, surface in phrases.items():
            counts[phrase] += 1
            surfaces.setdefault(phrase, Counter())[surface] += 1
    fewest = max(_FEWEST_TEXTS, _FEWEST_SHARE * len(held))
    return {phrase: count for phrase, count in counts.items() if count >= fewest}, surfaces


def _beside_each_other(keys: Sequence[Phrase], surfaces: dict[Phrase, Counter[str]], judging: frozenset[str]) -> str:
    """Return a name of loose words: those of the subject; "Thank" is none, unless the theme holds no others."""
    subject = [phrase for phrase in keys if phrase[0] not in judging]
    return ", ".join(_spelling(surfaces[phrase]) for phrase in (subject or keys)[:_LOOSE_WORDS])


def _phrases_of(text: str, language: str | None) -> Iterator[tuple[Phrase, Sequence[str]]]:
    """Yield the words and phrases of ``text``, and how each is written: no barred word, no number, at either end."""
    barred = _barred(language)
    for written in _clauses(text, language):
        words = _stems(written, language)
        ends = [place for place, word in enumerate(written) if _may_end(word, barred)]
        for at, start in enumerate(ends):
            for last in ends[at:]:
                if last >= start + _MOST_WORDS:
                    break
                phrase = words[start : last + 1]
                if len(set(phrase)) == len(phrase):
                    yield phrase, written[start : last + 1]


def _clauses(text: str, language: str | None) -> Iterator[list[str]]:
    """Yield the words between two marks, as they are written."""
    code = languages.base(language)
    for line in text.splitlines():
        for part in _BETWEEN.split(tokens.without_addresses(line)):
            words: list[str] = []
            for run in tokens.runs(part):
                words += (word for word, _ in unspaced.words(run, code)) if tokens.is_unspaced(run) else [run]
            yield words


def _joined(words: Sequence[str]) -> str:
    text = words[0]
    for word in words[1:]:
        text += tokens.joiner(text, word) + word
    return text


def _around(core: Phrase, text: str, language: str | None) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases of ``text`` that hold ``core``, itself too, and how each is written."""
    for written in _clauses(text, language):
        words = _stems(written, language)
        for at in range(len(words) - len(core) + 1):
            if words[at : at + len(core)] != core:
                continue
            for start in range(max(0, at + len(core) - _MOST_WORDS_AROUND), at + 1):
                for stop in range(at + len(core), min(len(words), start + _MOST_WORDS_AROUND) + 1):
                    if word_lists.NEVER_LAST.isdisjoint((written[start].lower(), written[stop - 1].lower())):
                        yield words[start:stop], _joined(written[start:stop])


def _stems(runs: Sequence[str], language: str | None) -> Phrase:
    code = languages.base(language) or "en"
    return tuple(stems.stem(run.lower(), code) for run in runs)


def _may_end(written: str, barred: frozenset[str]) -> bool:
    word = written.lower()
    # Longer runs without a space are sentences of a script whose words nothing here can tell.
    return 1 < len(word) <= _LONGEST_WORD and word not in barred and not word.replace("_", "").isdigit()


@cache
def _plain(language: str | None) -> frozenset[str]:
    """Return the stems of the words that hardly ever name a subject."""
    words = sorted(tokens.stop_words(language))
    return frozenset(_stems(words, language))


@cache
def _judging(language: str | None) -> frozenset[str]:
    return frozenset(_stems(sorted(word_lists.JUDGING), language))


@cache
def _barred(language: str | None) -> frozenset[str]:
    """Return the words that no phrase begins or ends with: the small ones.

    Longer words of the lists of stop words ("part", "watching") count for little, but a theme may hold no others.
    """
    small = {word for word in tokens.stop_words(language) if len(word) <= _SMALL_WORD}
    return frozenset(small | word_lists.NEVER_LAST) - word_lists.JUDGING - word_lists.VIDEO_WORDS


def _spelling(surfaces: Counter[str]) -> str:
    """Return the most frequent spelling, the one in lower case of equals."""
    return min(surfaces, key=lambda text: (-surfaces[text], not text.islower(), text))
