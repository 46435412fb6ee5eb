"""Names and keywords of themes, in the words of their comments.

A keyword is frequent in the theme and rare elsewhere. The name is a phrase that many of the comments share, else a
proper name that most of them have, else a short quote of a central comment with the best keywords, else a list of
keywords.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.sentiment import markers, wordings
from analysis.pipeline.nlp.themes import clauses
from analysis.pipeline.nlp.themes.clauses import Clause, Phrase
from analysis.pipeline.nlp.words import word_lists
from analysis.pipeline.progress import checked, no_check

#: Comments of a theme that name it, the most central ones, and those that are quoted.
_NAMING = 100
_QUOTED = 50
#: Maximum number of keywords of a theme.
_KEYWORDS = 6
#: A word or phrase counts if at least this many texts of a theme, and this share of them, contain it.
_MIN_TEXTS = 2
_MIN_SHARE = 0.04
#: Weight of a word that hardly ever names a subject ("great", "video"); a theme may have no others.
_GENERIC_WEIGHT = 0.2
#: A phrase names the theme if this share of the texts contains it.
_NAMING_SHARE = 0.12
#: A longer phrase replaces its core if this share of the core's mentions are part of it.
_LONGER_SHARE = 0.4
_MAX_LONG_PHRASE_WORDS = 5
#: Factor for the weight of phrases, which read better than single words.
_PHRASE_WEIGHT = 1.3
#: A word that this share of the texts has, and that most write with a capital, is a proper name and needs no quote.
#: (German writes every noun with one.)
_PROPER_NAME_SHARE = 0.5
#: Words and characters of a quote. Each word of it costs as much as one of these, so that a short quote wins.
_MAX_QUOTE_WORDS = 7
_MAX_QUOTE_CHARS = 60
_QUOTE_WORDS_FREE = 3
#: Factor for a whole clause, which reads better than a part of one.
_WHOLE_CLAUSE = 1.5
#: Words in a name that is a list of words.
_LISTED_WORDS = 3
#: Minimum weight of a keyword, relative to the first one.
_KEYWORD_SHARE = 0.15
#: A spelling with a capital inside is the right one if it is at least this frequent, relative to the most frequent.
_INNER_CAPITAL_SHARE = 0.25
#: "iPhone", "YouTube".
_INNER_CAPITAL = re.compile(r"[^\W\d_A-Z][A-Z]")


@dataclass(frozen=True)
class ThemeName:
    """A name and keywords."""

    text: str
    keywords: tuple[str, ...]
    #: What the name is about: the forms of its words without the small ones.
    subject: frozenset[str]
    #: Share of the texts in the language of the name that have a keyword, 0 to 1.
    coverage: float


class ThemeNamer:
    """Names themes among ``texts``; ``languages`` holds the language of each text."""

    def __init__(
        self, texts: Sequence[str], languages: Sequence[str | None], check: Callable[[], None] = no_check
    ) -> None:
        """Count the texts with each word; ``check`` may raise to stop."""
        self._texts, self._languages, self._check = texts, languages, check
        self._texts_with: Counter[str] = Counter()
        #: Those of the texts of the theme at hand. The clauses of all texts would be millions of objects.
        self._clauses: dict[int, list[Clause]] = {}
        for text, language in checked(zip(texts, languages, strict=True), check):
            self._texts_with.update(clauses.content_forms(text, language))

    def name(self, rows: Sequence[int]) -> ThemeName:
        """Return the name of the theme with the texts ``rows``, the most central first, in its most frequent language.

        The name is empty if no words are frequent enough, or only exclamations or words like "anyone" are.
        """
        languages = Counter(language for row in rows if (language := self._languages[row]))
        main = min(languages, key=lambda code: (-languages[code], code)) if languages else None
        own = [row for row in rows if self._languages[row] in (main, None)][:_NAMING]
        self._clauses = {row: list(clauses.split(self._texts[row], self._languages[row])) for row in own}
        found = self._count(own, Clause.phrases)
        minimum = max(_MIN_TEXTS, _MIN_SHARE * len(own))
        counts = {phrase: found.counts[phrase] for phrase in found.counts if found.counts[phrase] >= minimum}
        weights = self._weigh(counts, len(own), main)
        ranked = sorted((phrase for phrase in counts if weights[phrase] > 0), key=lambda one: (-weights[one], one))
        words = [phrase for phrase in ranked if len(phrase) == 1]
        if not words:
            return ThemeName("", (), frozenset(), 0.0)
        generic, judging = clauses.generic_words(main), clauses.judging_words(main)
        candidates = [phrase for phrase in words if phrase[0] not in generic or phrase[0] in judging] or words
        # "Bruh same": such comments share a word and no subject.
        if all(wordings.is_exclamation(phrase) for phrase in candidates):
            return ThemeName("", (), frozenset(), 0.0)
        keys = [phrase for phrase in candidates if weights[phrase] >= _KEYWORD_SHARE * weights[candidates[0]]]
        keys = keys[:_KEYWORDS]
        best = next(phrase for phrase in ranked if len(phrase) == 1 or counts[phrase] >= _NAMING_SHARE * len(own))
        spelled = found.spelling(best)
        is_name = counts[best] >= _PROPER_NAME_SHARE * len(own) and found.is_proper_name(best) and main != "de"
        is_name = is_name and generic.isdisjoint(best) and judging.isdisjoint(best)
        quoted = own[:_QUOTED]
        text = self._longest_phrase(best, own, main) or (
            spelled if is_name else self._quote(best, keys, weights, quoted)
        )
        # Words of praise ("thank") and words like "anyone" are no subject.
        subjects = [phrase for phrase in keys if phrase[0] not in judging and phrase[0] not in generic]
        if not text and subjects:
            listed = [found.spelling(phrase) for phrase in subjects[:_LISTED_WORDS]]
            text = self._any_quote(subjects, keys, weights, quoted) or ", ".join(listed)
        elif not text:
            listed = [found.spelling(phrase) for phrase in keys if phrase[0] in judging]
            text = self._usual_clause(best, own) or ", ".join(listed[:_LISTED_WORDS])
        subject = clauses.content_forms(text, main)
        covered = sum(any((form,) in keys for form in _forms(self._clauses[row])) for row in own)
        return ThemeName(_capitalise(text), tuple(map(found.spelling, keys)), subject, covered / len(own))

    def _weigh(self, counts: dict[Phrase, int], size: int, language: str | None) -> dict[Phrase, float]:
        """Return the weight of each phrase in a theme of ``size`` texts, of which ``counts`` have it."""
        generic = clauses.generic_words(language)
        rarity: dict[str, float] = {}
        for (word,) in (phrase for phrase in counts if len(phrase) == 1):
            # The log ratio of the share of the theme's texts with the word to that of the others, at least 0.
            inside = counts[word,] / size
            outside = (self._texts_with[word] - counts[word,] + 0.5) / (len(self._texts) - size + 1)
            factor = _GENERIC_WEIGHT if word in generic else 1.0
            rarity[word] = factor * math.log(inside / outside) if outside < min(1.0, inside) else 0.0
        return {
            phrase: counts[phrase]
            / size
            * sum(rarity.get(word, 0.0) for word in phrase)
            * (_PHRASE_WEIGHT if len(phrase) > 1 else 1.0)
            for phrase in counts
        }

    def _longest_phrase(self, core: Phrase, rows: Sequence[int], language: str | None) -> str:
        """Return the longest phrase around ``core`` that enough of the texts share; empty if there is none."""
        small = word_lists.NEVER_LAST
        if language != "en":  # "please come" says something, "welchem Kleber" ("which glue") is a part of a question
            small = (small | clauses.generic_words(language)).difference(core)
        found = self._count(rows, lambda clause: _phrases_around(core, clause, small))
        minimum = max(_MIN_TEXTS, _LONGER_SHARE * found.counts[core], _NAMING_SHARE * len(rows))
        frequent = [phrase for phrase, count in found.counts.items() if count >= minimum and len(phrase) > 1]
        if not frequent:
            return ""
        return found.spelling(min(frequent, key=lambda phrase: (-len(phrase), -found.counts[phrase], phrase)))

    def _any_quote(
        self, cores: Sequence[Phrase], keys: Sequence[Phrase], weights: dict[Phrase, float], rows: Sequence[int]
    ) -> str:
        """Return a quote around the first of ``cores`` that has one, if possible with another of ``keys``."""
        tried = (self._quote(core, others, weights, rows) for others in (keys, ()) for core in cores)
        return next(filter(None, tried), "")

    def _quote(self, core: Phrase, keys: Sequence[Phrase], weights: dict[Phrase, float], rows: Sequence[int]) -> str:
        """Return the few words of one text around ``core`` that say most of the theme; empty if there are none.

        If ``keys`` has others, one of them is among the words, and no verdict is that few share: else the name says
        what one commenter thinks. Without ``keys``, only a thing is named, and no verdict but ``core`` is in it.
        """
        others = {form for key in keys for form in key} - set(core)
        shared = weights if keys else {core}
        best, quote = 0.0, ""
        for row in rows:
            for clause in self._clauses[row]:
                for start, stop in _quotable(core, clause, self._languages[row], whole=bool(keys)):
                    forms = set(clause.forms[start:stop])
                    is_verdict = any(markers.is_rated(form) and (form,) not in shared for form in forms)
                    if is_verdict or (others and others.isdisjoint(forms)):
                        continue
                    weight = sum(weights.get((word,), 0.0) for word in forms)
                    whole = _WHOLE_CLAUSE if stop - start == len(clause.forms) else 1.0
                    score = whole * weight / (_QUOTE_WORDS_FREE + stop - start)
                    if score > best * (1 + 1e-9):
                        best, quote = score, clause.written(start, stop)
        return quote

    def _usual_clause(self, core: Phrase, rows: Sequence[int]) -> str:
        """Return the short clause with ``core`` that most of the texts have, in at least two; empty if there is none.

        It names themes that have no subject: "thank you so much" says more than "thank".
        """
        texts_with: Counter[Phrase] = Counter()
        written: dict[Phrase, str] = {}
        for row in rows:
            said = {
                clause.forms: clause.written(0, len(clause.forms))
                for clause in self._clauses[row]
                if 1 < len(clause.forms) <= _MAX_LONG_PHRASE_WORDS and set(core) <= set(clause.forms)
            }
            texts_with.update(said.keys())
            written = said | written
        usual = max(texts_with, key=lambda forms: (texts_with[forms], len(forms), forms), default=())
        return written[usual] if texts_with[usual] >= _MIN_TEXTS else ""

    def _count(
        self, rows: Sequence[int], phrases_of: Callable[[Clause], Iterator[tuple[Phrase, int, int]]]
    ) -> "_PhraseCounts":
        found = _PhraseCounts(Counter(), {})
        for row in checked(rows, self._check):
            shouted = _is_shouted(self._texts[row])
            own: dict[Phrase, tuple[str, bool]] = {}
            for clause in self._clauses[row]:
                for phrase, start, stop in phrases_of(clause):
                    # A capital at the beginning of a clause, or where all letters are capitals, says nothing.
                    first = clause.written(start, start + 1)
                    usual = not shouted and (start > 0 or not first.istitle())
                    if usual or phrase not in own:
                        own[phrase] = clause.written(start, stop), usual
            for phrase, (written, usual) in own.items():
                found.counts[phrase] += 1
                found.surfaces.setdefault(phrase, Counter())[written] += usual
        return found


@dataclass(frozen=True)
class _PhraseCounts:
    """The number of texts with each phrase, and how many of them write it in which way where that says something."""

    counts: Counter[Phrase]
    surfaces: dict[Phrase, Counter[str]]

    def spelling(self, phrase: Phrase) -> str:
        """Return the most frequent spelling; of equals, the one in lower case.

        A spelling with a capital inside ("iPad") wins if it is not rare: many write small letters only.
        """
        surfaces = self.surfaces[phrase]
        enough = _INNER_CAPITAL_SHARE * max(surfaces.values())

        def sort_key(text: str) -> tuple[bool, int, bool, str]:
            has_capital = surfaces[text] >= enough and _INNER_CAPITAL.search(text) is not None
            return not has_capital, -surfaces[text], not text.islower(), text

        return min(surfaces, key=sort_key)

    def is_proper_name(self, phrase: Phrase) -> bool:
        """Return whether most texts write ``phrase`` with a capital where they need not."""
        spelled = self.spelling(phrase)
        return spelled != spelled.lower() and self.surfaces[phrase][spelled] > 0


def _forms(found: Iterable[Clause]) -> frozenset[str]:
    """Return the words of clauses that a phrase may begin or end with."""
    return frozenset(clause.forms[index] for clause in found for index in clause.ends)


def _is_shouted(text: str) -> bool:
    return text.isupper() and len(text.split()) > 1


def _phrases_around(core: Phrase, clause: Clause, small: frozenset[str]) -> Iterator[tuple[Phrase, int, int]]:
    """Yield the phrases of ``clause`` that contain ``core``, including itself, without ``small`` words at its ends."""
    words = clause.forms
    for at in range(len(words) - len(core) + 1):
        if words[at : at + len(core)] != core:
            continue
        for start in range(max(0, at + len(core) - _MAX_LONG_PHRASE_WORDS), at + 1):
            for stop in range(at + len(core), min(len(words), start + _MAX_LONG_PHRASE_WORDS) + 1):
                if small.isdisjoint((words[start], words[stop - 1])):
                    yield words[start:stop], start, stop


def _quotable(core: Phrase, clause: Clause, language: str | None, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Yield the ``whole`` clause if it is short, else names of things; each has ``core`` and another content word."""
    if core[0] not in clause.forms:
        return
    # A clause that begins or ends with a number, or ends with a small word, is seldom whole: "1 July anyone".
    ends_well = (
        not any(clause.forms[index].isdigit() for index in (0, -1)) and clause.forms[-1] not in word_lists.NEVER_LAST
    )
    whole = whole and ends_well and len(clause.forms) <= _MAX_QUOTE_WORDS
    places = [(0, len(clause.forms))] if whole else clauses.names_of_things(clause, language, _MAX_QUOTE_WORDS)
    ends = frozenset(clause.ends)
    for start, stop in places:
        if not 1 < stop - start <= _MAX_QUOTE_WORDS or len(clause.written(start, stop)) > _MAX_QUOTE_CHARS:
            continue
        content = {clause.forms[index] for index in range(start, stop) if index in ends}
        if len(content) > 1 and content.issuperset(core):
            yield start, stop


def _capitalise(text: str) -> str:
    """Return ``text`` with a capital, unless its first word is spelled with one already, as "iPhone" is."""
    first, *_ = text.split(maxsplit=1) or [""]
    return text[:1].upper() + text[1:] if first.islower() else text
