"""Keyphrase extraction.

A candidate is the name of a thing (``candidates``), or a phrase that the video's author wrote into title, tags or
chapters. Its weight depends on how often it is said, how early, how widely over the text, how rare its words are in
general, how many words it has, and whether the author writes it. In a short text length and rarity dominate, in a long
text repetition.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import candidates
from analysis.pipeline.nlp.keyphrases.candidates import Phrase, Word
from analysis.pipeline.nlp.keyphrases.occurrences import Occurrences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import frequency, tokens, word_lists
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words.word_classes import Role
from analysis.pipeline.progress import checked, no_check

# The weights were chosen on one half of Inspec (abstracts, see docs/analysis.md); those of long texts, for which there
# are no labels, by reading.
#: Factor by number of words: a single word is seldom the full name of a thing.
_LENGTHS = (0.5, 1.0, 1.1, 1.0, 0.8)
#: The same in long texts, and in talks for a single word that is said _NAME_BY_ITSELF times: it is a name by itself.
_NAME_BY_ITSELF = 4
_LENGTHS_LONG = (1.0, 1.0, 1.0, 0.9, 0.7)
#: The same in languages without word classes: a long run of words is seldom one name.
_LENGTHS_PLAIN = (0.7, 1.0, 0.7, 0.4, 0.3)
#: Weight of a mention within a longer name.
_NESTED = 0.5
#: Exponents of repetition in a short and in a long text, and the content words of both; logarithmic in between.
_REPETITION, _REPETITION_LONG = 0.5, 2.0
_SHORT_TO_LONG = 90, 300
#: From so many mentions on a phrase is surely a subject. One of fewer counts for less in a talk, unlike in an abstract;
#: the bounds between the two are content words.
_SURE_MENTIONS = 3
_ABSTRACT_TO_TALK = 60, 90
#: Gain for a first mention at the very beginning.
_EARLY_BONUS = 0.4
#: Loss for words of any subject ("problem", "system"), and factor for a phrase that begins with a gerund.
_COMMON_LOSS = 0.3
_GERUND = 0.5
#: Lowest rarity of a word.
_LEAST_RARITY = 0.05
#: About every third word of English speech is a content word.
_WORDS_PER_CONTENT_WORD = 3
#: A word that is this many times as frequent as in general English is a subject of the text.
_FULL_EXCESS = 10
#: Lowest expected count of a word; otherwise every rare word would stand out.
_LEAST_EXPECTED = 0.3
#: Gain for words that the author wrote.
_AUTHOR_BONUS = 0.5
#: Languages in which the keys of words are not stems.
_KEYS_ARE_FORMS = frozenset({"en", "zh", "ja", "th"})
#: Number of stretches of the text in which the spread is measured.
_STRETCHES = 20
#: A phrase is merged into a longer one if at least this share of its mentions is part of it.
_SAME_SHARE = 0.6
#: Gain for each further word of a section's title. Without word classes a run of three words or more that is said once
#: is seldom one name.
_TITLE_LENGTH_BONUS = 0.35
_LONGEST_ONCE, _TOO_LONG = 2, 0.2


_Clauses = Iterable[tuple[int, Sequence[Word]]]


@dataclass(frozen=True)
class RankedPhrase:
    """A phrase, the indexes of the sentences it is said in (one per mention), and its weight."""

    text: str
    words: Phrase
    mentions: tuple[int, ...]
    weight: float


def rank(
    sentences: Sequence[str],
    language: str | None,
    hints: Iterable[str] = (),
    *,
    limit: int,
    check: Callable[[], None] = no_check,
) -> list[RankedPhrase]:
    """Return up to ``limit`` phrases, highest weight first; ``hints`` are the author's title, tags and chapters.

    ``check`` is called several times a second and may raise to stop.
    """
    said = list(checked(candidates.clauses(sentences, language), check))
    found = _candidates(checked(said, check), language)
    written = [clause for _, clause in candidates.clauses(hints, language)]
    _add_hinted(found, checked(said, check), written)
    hinted = frozenset(word.key for clause in written for word in clause)
    weighting = _Weighting.of(found, len(sentences), language, hinted)
    weights = {
        phrase: weighting.weight(phrase, item)
        for phrase, item in checked(found.items(), check)
        if weighting.accepts(item)
    }
    check()
    _merge_overlapping(weights, found, classified=weighting.classified)
    check()
    kept = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))[:limit]
    code = languages.base(language)
    mentions = _mentions(kept, checked(said, check))
    return [
        RankedPhrase(mentions[phrase].surface(code), phrase, tuple(mentions[phrase].mentions), weights[phrase])
        for phrase in kept
    ]


def keywords(ranked: Sequence[RankedPhrase], limit: int) -> tuple[values.Keyword, ...]:
    """Return the phrases with the highest weight and their frequency, the most relevant first."""
    kept = ranked[:limit]
    found = [
        values.Keyword(item.text, len(item.mentions), relevance)
        for item, relevance in zip(kept, _relevances(kept), strict=True)
    ]
    return tuple(sorted(found, key=lambda keyword: -keyword.relevance))


def topics(ranked: Sequence[RankedPhrase], sentences: Sequence[Sentence], limit: int) -> tuple[values.Topic, ...]:
    """Return the topics, the most relevant first: of phrases that share a word the most relevant one.

    A topic counts where the whole phrase is said.
    """
    heads: list[RankedPhrase] = []
    for item in sorted(ranked, key=lambda item: -item.weight * _evidence(len(item.mentions))):
        naming = set(item.words) - word_lists.NAME_FUNCTION_WORDS
        if len(heads) < limit and all(naming.isdisjoint(head.words) for head in heads):
            heads.append(item)
    found = []
    for head, relevance in zip(heads, _relevances(heads), strict=True):
        seconds = dict.fromkeys(sentences[index].start for index in head.mentions)
        found.append(values.Topic(head.text, relevance, len(head.mentions), tuple(seconds)))
    return tuple(sorted(found, key=lambda topic: -topic.relevance))


def _relevances(phrases: Sequence[RankedPhrase]) -> list[float]:
    """Return the weights relative to the strongest, but at most the evidence of the phrase."""
    evidence = [_evidence(len(item.mentions)) for item in phrases]
    weights = [item.weight * sure for item, sure in zip(phrases, evidence, strict=True)]
    return [min(sure, weight / max(weights)) for weight, sure in zip(weights, evidence, strict=True)]


def distinctive_phrases(
    groups: Sequence[Sequence[str]], language: str | None, *, limit: int, check: Callable[[], None] = no_check
) -> list[tuple[str, ...]]:
    """Return for each group of texts the phrases that distinguish it from the others, best first."""
    found = [_candidates(checked(candidates.clauses(texts, language), check), language) for texts in groups]
    groups_with = Counter(phrase for group in found for phrase in group)
    spoken: defaultdict[Phrase, Occurrences] = defaultdict(Occurrences)
    for phrase, item in (pair for group in found for pair in group.items()):
        spoken[phrase].surfaces.update(item.surfaces)
    code = languages.base(language)
    is_plain = code not in candidates.CLASSIFIED_LANGUAGES
    titles = []
    for group in found:
        weights = {}
        for phrase, item in group.items():
            if item.whole or (is_plain and len(item.mentions) > 1):
                rarity = math.log1p(len(groups) / groups_with[phrase])
                length_factor = 1 + _TITLE_LENGTH_BONUS * (len(phrase) - 1)
                if is_plain and len(item.mentions) == 1 and len(phrase) > _LONGEST_ONCE:
                    length_factor *= _TOO_LONG
                # Many words that are said once in the whole talk are verbs.
                evidence = _evidence(sum(spoken[phrase].surfaces.values()))
                weights[phrase] = math.log1p(len(item.mentions)) ** 2 * rarity * length_factor * evidence
        kept: list[Phrase] = []
        for phrase in sorted(weights, key=lambda phrase: (-weights[phrase], phrase)):
            if len(kept) < limit and all(set(phrase).isdisjoint(other) for other in kept):
                kept.append(phrase)
                _join_last(kept, group)
        titles.append(tuple(spoken[phrase].surface(code) for phrase in kept))
    return titles


def _join_last(kept: list[Phrase], group: Mapping[Phrase, Occurrences]) -> None:
    """Replace the last two phrases by the one that both are parts of, if it is said as often as not."""
    if len(kept) < 2:
        return
    first, second = kept[-2:]
    seldom = min(len(group[phrase].mentions) for phrase in (first, second))
    for joined in (first + second, second + first):
        if joined in group and 2 * len(group[joined].mentions) >= seldom:
            kept[-2:] = [joined]
            return


def _candidates(said: _Clauses, language: str | None) -> dict[Phrase, Occurrences]:
    common = tokens.stop_words(language)
    found: defaultdict[Phrase, Occurrences] = defaultdict(Occurrences)
    for index, clause in said:
        for run in candidates.split_at_breaks(clause):
            for words, whole in candidates.phrases(run):
                if _says_something(words, common):
                    item = found[candidates.key(words)]
                    item.mentions.append(index)
                    item.surfaces[candidates.spelling(words)] += 1
                    item.whole += whole
                    item.gerund = words[0].role is Role.GERUND and len(words) > 1
    return found


def _mentions(phrases: Iterable[Phrase], said: _Clauses) -> dict[Phrase, Occurrences]:
    """Return the occurrences of ``phrases``, including those where the words are no name ("they link to it")."""
    found = {phrase: Occurrences() for phrase in phrases}
    lengths = {len(phrase) for phrase in found}
    for index, clause in said:
        keys = candidates.key(clause)
        for start in range(len(keys)):
            for length in lengths:
                item = found.get(keys[start : start + length])
                if item is not None and start + length <= len(keys):
                    item.mentions.append(index)
                    item.surfaces[candidates.spelling(clause[start : start + length])] += 1
    return found


def _says_something(words: Sequence[Word], common: frozenset[str]) -> bool:
    """Return whether the phrase names something specific, unlike "lots of people"."""
    if words[-1].surface.lower() in word_lists.SPOKEN_WORDS | word_lists.VIDEO_WORDS:
        return False
    return any(
        word.role is not Role.NUMBER and word.surface.lower() not in common and word.key not in common for word in words
    )


def _add_hinted(found: dict[Phrase, Occurrences], said: _Clauses, written: Sequence[Sequence[Word]]) -> None:
    """Add names of two to five words that the author wrote and that are said, also with stop words ("Bay of Fundy")."""
    wanted = {
        candidates.key(clause)
        for clause in written
        if 2 <= len(clause) <= candidates.MOST_WORDS
        and {clause[0].role, clause[-1].role}.isdisjoint({Role.BREAK, Role.LINK})
    }
    for phrase, item in _mentions(wanted - found.keys(), said).items():
        if item.mentions:
            item.whole = len(item.mentions)
            found[phrase] = item


@dataclass(frozen=True)
class _Weighting:
    """The weights of phrases of one text."""

    #: 0 for a short text to 1 for a long one.
    long: float
    #: 0 for an abstract to 1 for a talk of a few minutes.
    talk: float
    sentences: int
    language: str | None
    classified: bool
    common: frozenset[str]
    hinted: frozenset[str]
    #: Count of each content word, and the number of content words.
    counts: Mapping[str, int]
    said: int

    @classmethod
    def of(
        cls, found: Mapping[Phrase, Occurrences], sentences: int, language: str | None, hinted: frozenset[str]
    ) -> "_Weighting":
        counts = {phrase[0]: len(item.mentions) for phrase, item in found.items() if len(phrase) == 1}
        said = sum(counts.values())
        long, talk = _position(said, *_SHORT_TO_LONG), _position(said, *_ABSTRACT_TO_TALK)
        code = languages.base(language)
        classified, common = code in candidates.CLASSIFIED_LANGUAGES, tokens.stop_words(language)
        return cls(long, talk, sentences, code, classified, common, hinted, counts, said)

    def accepts(self, item: Occurrences) -> bool:
        """Return whether a phrase is a whole name at least once; without word classes, repetition also suffices."""
        return item.whole > 0 or (not self.classified and len(item.mentions) > 1)

    def weight(self, phrase: Phrase, item: Occurrences) -> float:
        nested = _NESTED if self.classified else 1.0
        said = item.whole + nested * max(0, len(item.mentions) - item.whole)
        exponent = _REPETITION + self.long * (_REPETITION_LONG - _REPETITION)
        index = min(len(phrase), len(_LENGTHS)) - 1
        length = _LENGTHS_PLAIN[index]
        if self.classified:
            again = min(1.0, (item.whole - 1) / (_NAME_BY_ITSELF - 1)) if len(phrase) == 1 else 0.0
            length = _LENGTHS[index] + max(self.long, again * self.talk) * (_LENGTHS_LONG[index] - _LENGTHS[index])
        stretches = {index * _STRETCHES // max(1, self.sentences) for index in item.mentions}
        early = 1 + _EARLY_BONUS * (1 - item.mentions[0] / max(1, self.sentences))
        return (
            float(math.log2(1 + said) ** exponent)
            * length
            * self._rarity(phrase, item)
            * (early * (1 + self.long * len(stretches) / _STRETCHES))
            * (1 + _AUTHOR_BONUS * self._share(phrase, self.hinted))
            * (_GERUND if item.gerund else 1.0)
            * (1 - self.talk * (1 - _evidence(len(item.mentions))))
        )

    def _rarity(self, phrase: Phrase, item: Occurrences) -> float:
        """Return how rare the words are; in a long text also how much more frequent than in general."""
        # Frequencies are those of forms, keys may be stems.
        forms = phrase if self.language in _KEYS_ARE_FORMS else item.surface(self.language).lower().split()
        rare = max(_LEAST_RARITY, sum(frequency.rarity(form, self.language) for form in forms) / len(forms))
        excess = min(1.0, max(map(self._excess, phrase, forms)))
        # A pair of common words ("star wars") is rarer than each of them.
        in_long = math.pow(rare, 1 + 1 / len(phrase)) * max(_LEAST_RARITY, excess)
        return (rare + self.long * (in_long - rare)) * (1 - _COMMON_LOSS * self._share(phrase, self.common))

    def _excess(self, word: str, form: str) -> float:
        """Return 0 for a word as frequent as in general, 1 for one _FULL_EXCESS times as frequent."""
        expected = frequency.expected_share(form, self.language) * self.said * _WORDS_PER_CONTENT_WORD
        times = self.counts.get(word, 0) / max(_LEAST_EXPECTED, expected)
        return math.log(max(1.0, times)) / math.log(_FULL_EXCESS)

    @staticmethod
    def _share(phrase: Phrase, of: frozenset[str]) -> float:
        return sum(word in of for word in phrase) / len(phrase)


def _position(words: int, few: int, many: int) -> float:
    """Return 0 for a text of ``few`` content words, 1 for one of ``many``; logarithmic in between."""
    return min(1.0, max(0.0, math.log(max(words, 1) / few) / math.log(many / few)))


def _evidence(mentions: int) -> float:
    """Return how surely a phrase of so many mentions is a subject, 0 to 1."""
    return min(1.0, mentions / _SURE_MENTIONS)


def _merge_overlapping(weights: dict[Phrase, float], found: Mapping[Phrase, Occurrences], *, classified: bool) -> None:
    """Merge overlapping phrases; the remaining one keeps the higher weight.

    A phrase that is mostly part of one longer phrase is merged into it. Without word classes (not ``classified``) a
    longer phrase is merged into a more frequent name within it ("climate change affects" into "climate change").
    """
    for longer in sorted(weights, key=lambda phrase: (-len(phrase), phrase)):
        parts = [longer[i : i + size] for size in range(1, len(longer)) for i in range(len(longer) - size + 1)]
        for shorter in parts:
            if longer not in weights or shorter not in weights:
                continue
            share = len(found[longer].mentions) / len(found[shorter].mentions)
            if share >= _SAME_SHARE:
                weights[longer] = max(weights[longer], weights.pop(shorter))
            elif not classified and len(shorter) > 1:
                weights[shorter] = max(weights[shorter], weights.pop(longer))
