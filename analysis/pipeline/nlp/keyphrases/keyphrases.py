"""The words and phrases that mark a text.

A candidate is the name of a thing (``candidates``), or a phrase that the video's author wrote into title, tags or
chapters. It weighs by how often it is said, how early and how far over the text, how rare its words are in general,
how many it has, and whether the author names it too. In a short text length and rarity decide, since little is
repeated; in a long one repetition.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import candidates
from analysis.pipeline.nlp.keyphrases.candidates import Phrase, Word
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import frequency, tokens, word_lists
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words.word_classes import Role

# The constants of the weight were chosen on one half of Inspec (abstracts, see docs/analysis.md); what concerns long
# texts, of which there are no labels, by reading.
#: Worth of a phrase by its number of words: one word alone is seldom the full name of a thing.
_LENGTHS = (0.5, 1.0, 1.1, 1.0, 0.8)
#: The same where much is said: a word that is repeated for hours is a name of its own.
_LENGTHS_LONG = (1.0, 1.0, 1.0, 0.9, 0.7)
#: The same in languages whose verbs cannot be told: a long run of words is seldom one name.
_LENGTHS_PLAIN = (0.7, 1.0, 0.7, 0.4, 0.3)
#: What a mention within a longer name counts.
_NESTED = 0.5
#: Exponents of repetition in a text of _FEW_WORDS and of _MANY_WORDS content words; between them by the logarithm.
_REPETITION, _REPETITION_LONG = 0.5, 2.0
_FEW_WORDS, _MANY_WORDS = 90, 700
#: What being named first at the very beginning adds.
_EARLY_BONUS = 0.4
#: What a phrase loses by words that go with any subject ("problem", "system"), and by beginning with a verb's noun.
_COMMON_LOSS = 0.3
_GERUND = 0.5
#: No word is so common that it weighs less than this.
_LEAST_RARITY = 0.05
#: Of English talk about every third word is one of content.
_WORDS_PER_CONTENT_WORD = 3
#: A word that is said this many times as often as in any text is the subject of this one.
_FULL_EXCESS = 10
#: A word is never less expected than this, or each rare one would count as a surprise.
_LEAST_EXPECTED = 0.3
#: What naming by the author adds.
_AUTHOR_BONUS = 0.5
#: Stretches by which the spread over the text is told.
_STRETCHES = 20
#: A phrase within another is dropped when at least this share of it is said as the longer one.
_SAME_SHARE = 0.6
#: What each further word of a section's title adds to its weight.
_TITLE_LENGTH_BONUS = 0.35


_Clauses = Iterable[tuple[int, Sequence[Word]]]


@dataclass
class _Found:
    """Where a phrase occurs: the sentence of each mention, and how it is written."""

    mentions: list[int] = field(default_factory=list)
    surfaces: Counter[str] = field(default_factory=Counter)
    #: Mentions as a whole name, not within a longer one.
    whole: int = 0
    gerund: bool = False

    def surface(self) -> str:
        """Return the most frequent form, the shortest of equals, as it is most often written: small if that is even."""
        forms = Counter[str]()
        for text, count in self.surfaces.items():
            forms[text.lower()] += count
        form = max(forms, key=lambda text: (forms[text], -len(text), text))
        spellings = [text for text in self.surfaces if text.lower() == form]
        return max(spellings, key=lambda text: (self.surfaces[text], text.islower(), text))


@dataclass(frozen=True)
class Ranked:
    """A phrase, the indexes of the sentences it is said in (one per mention), and what it weighs."""

    text: str
    words: Phrase
    mentions: tuple[int, ...]
    weight: float


def rank(sentences: Sequence[str], language: str | None, hints: Iterable[str] = (), *, limit: int) -> list[Ranked]:
    """Return up to ``limit`` phrases, heaviest first; ``hints`` are texts of the author: title, tags, chapters."""
    said = list(candidates.clauses(sentences, language))
    found = _candidates(said, language)
    written = [clause for _, clause in candidates.clauses(hints, language)]
    _add_hinted(found, said, written)
    hinted = frozenset(word.key for clause in written for word in clause)
    scale = _Scale.of(found, len(sentences), language, hinted)
    weights = {phrase: scale.weight(phrase, item) for phrase, item in found.items() if scale.takes(item)}
    _pass_on(weights, found, classed=scale.classed)
    kept = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))[:limit]
    mentions = _mentions(kept, said)
    return [
        Ranked(mentions[phrase].surface(), phrase, tuple(mentions[phrase].mentions), weights[phrase]) for phrase in kept
    ]


def keywords(ranked: Sequence[Ranked], limit: int) -> tuple[values.Keyword, ...]:
    """Return the heaviest phrases with how often each is said."""
    top = ranked[0].weight if ranked else 1.0
    return tuple(values.Keyword(item.text, len(item.mentions), item.weight / top) for item in ranked[:limit])


def topics(ranked: Sequence[Ranked], sentences: Sequence[Sentence], limit: int) -> tuple[values.Topic, ...]:
    """Return what is spoken about: phrases that share a word gathered under the heaviest, and when each is said."""
    groups: list[list[Ranked]] = []
    for item in ranked:
        group = next((group for group in groups if _shared(item, group[0])), None)
        if group is not None:
            group.append(item)
        elif len(groups) < limit:
            groups.append([item])
    top = ranked[0].weight if ranked else 1.0
    return tuple(_topic(group, sentences, top) for group in groups)


def _topic(group: Sequence[Ranked], sentences: Sequence[Sentence], top: float) -> values.Topic:
    # A longer phrase is said together with its words: the sentence counts once, as often as its most frequent phrase.
    said = Counter[int]()
    for item in group:
        if _is_kind_of(item, group[0]):
            said |= Counter(item.mentions)
    seconds = dict.fromkeys(sentences[index].start for index in sorted(said))
    return values.Topic(group[0].text, group[0].weight / top, said.total(), tuple(seconds))


def _shared(item: Ranked, head: Ranked) -> set[str]:
    return set(item.words) & set(head.words) - word_lists.SMALL_IN_NAMES


def _is_kind_of(item: Ranked, head: Ranked) -> bool:
    """Say whether two phrases name the same thing or kinds of it: "hot pot" and "hot gas" only share how they are."""
    return item.words[-1] == head.words[-1] or set(item.words) <= set(head.words) or set(head.words) <= set(item.words)


def distinctive(groups: Sequence[Sequence[str]], language: str | None, *, limit: int) -> list[tuple[str, ...]]:
    """Return for each group of texts the phrases that it uses and the others do not, best first."""
    found = [_candidates(candidates.clauses(texts, language), language) for texts in groups]
    groups_with = Counter(phrase for group in found for phrase in group)
    titles = []
    for group in found:
        weighed = [
            Ranked(
                item.surface(),
                phrase,
                tuple(item.mentions),
                _distinctness(phrase, item, groups_with[phrase], len(groups)),
            )
            for phrase, item in group.items()
            if item.whole
        ]
        weighed.sort(key=lambda item: (-item.weight, item.words))
        titles.append(tuple(item.text for item in _without_shared_words(weighed, limit)))
    return titles


def _distinctness(phrase: Phrase, item: _Found, groups_with: int, groups: int) -> float:
    rarity = math.log1p(groups / groups_with)
    return math.log1p(len(item.mentions)) ** 2 * rarity * (1 + _TITLE_LENGTH_BONUS * (len(phrase) - 1))


def _without_shared_words(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    kept: list[Ranked] = []
    for item in ranked:
        if len(kept) == limit:
            break
        if not any(set(item.words) & set(other.words) for other in kept):
            kept.append(item)
    return kept


def _candidates(said: _Clauses, language: str | None) -> dict[Phrase, _Found]:
    common = _common_words(language)
    found: defaultdict[Phrase, _Found] = defaultdict(_Found)
    for index, clause in said:
        for run in candidates.names(clause):
            for words, whole in candidates.phrases(run):
                if _says_something(words, common):
                    item = found[candidates.key(words)]
                    item.mentions.append(index)
                    item.surfaces[candidates.spelling(words)] += 1
                    item.whole += whole
                    item.gerund = words[0].role is Role.GERUND and len(words) > 1
    return found


def _mentions(phrases: Iterable[Phrase], said: _Clauses) -> dict[Phrase, _Found]:
    """Return where each of ``phrases`` is said, also where its words are not used as a name ("they link to it")."""
    found = {phrase: _Found() for phrase in phrases}
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


def _common_words(language: str | None) -> frozenset[str]:
    """Return the words that are no subject by themselves. They may be a part of one ("information retrieval")."""
    return tokens.stop_words(language)


def _says_something(words: Sequence[Word], common: frozenset[str]) -> bool:
    """Say whether the phrase names more than a thing in general ("lots of people")."""
    if words[-1].surface.lower() in word_lists.SPOKEN_WORDS | word_lists.VIDEO_WORDS:
        return False
    return any(
        word.role is not Role.NUMBER and word.surface.lower() not in common and word.key not in common for word in words
    )


def _add_hinted(found: dict[Phrase, _Found], said: _Clauses, written: Sequence[Sequence[Word]]) -> None:
    """Add the author's names of two to five words, small words inside and all ("Bay of Fundy"), where they are said."""
    wanted = {candidates.key(clause) for clause in written if _is_title(clause)}
    for phrase, item in _mentions(wanted - found.keys(), said).items():
        if item.mentions:
            item.whole = len(item.mentions)
            found[phrase] = item


def _is_title(clause: Sequence[Word]) -> bool:
    """Say whether what the author wrote is the name of a thing and not "what is this"."""
    ends = (clause[0].role, clause[-1].role)
    return 2 <= len(clause) <= candidates.MOST_WORDS and Role.BREAK not in ends and Role.LINK not in ends


@dataclass(frozen=True)
class _Scale:
    """What a phrase of this text weighs."""

    #: 0 for a short text to 1 for a long one.
    long: float
    sentences: int
    english: bool
    classed: bool
    common: frozenset[str]
    hinted: frozenset[str]
    #: How often each word of content is said, and how many words of content there are.
    counts: Mapping[str, int]
    said: int

    @classmethod
    def of(
        cls, found: Mapping[Phrase, _Found], sentences: int, language: str | None, hinted: frozenset[str]
    ) -> "_Scale":
        counts = {phrase[0]: len(item.mentions) for phrase, item in found.items() if len(phrase) == 1}
        said = sum(counts.values())
        share = math.log(max(said, 1) / _FEW_WORDS) / math.log(_MANY_WORDS / _FEW_WORDS)
        code = languages.base(language)
        classed = code in candidates.CLASSED
        return cls(
            min(1.0, max(0.0, share)), sentences, code == "en", classed, _common_words(language), hinted, counts, said
        )

    def takes(self, item: _Found) -> bool:
        """Say whether a phrase is a name by itself; where verbs cannot be told, also what stays in changing company."""
        return item.whole > 0 or not self.classed and len(item.mentions) > 1

    def weight(self, phrase: Phrase, item: _Found) -> float:
        return (
            self._repetition(item)
            * self._length(phrase)
            * self._rarity(phrase)
            * self._place(item)
            * (1 + _AUTHOR_BONUS * self._share(phrase, self.hinted))
            * (_GERUND if item.gerund else 1.0)
        )

    def _repetition(self, item: _Found) -> float:
        nested = _NESTED if self.classed else 1.0
        said = item.whole + nested * max(0, len(item.mentions) - item.whole)
        exponent = _REPETITION + self.long * (_REPETITION_LONG - _REPETITION)
        return float(math.log2(1 + said) ** exponent)

    def _length(self, phrase: Phrase) -> float:
        place = min(len(phrase), len(_LENGTHS)) - 1
        if not self.classed:
            return _LENGTHS_PLAIN[place]
        return _LENGTHS[place] + self.long * (_LENGTHS_LONG[place] - _LENGTHS[place])

    def _rarity(self, phrase: Phrase) -> float:
        """Return how rare the words are; in a long text also whether they are said more often than in any text."""
        if not self.english:
            return 1 - _COMMON_LOSS * self._share(phrase, self.common)
        rare = max(_LEAST_RARITY, sum(map(frequency.rarity, phrase)) / len(phrase))
        excess = min(1.0, max(map(self._excess, phrase)))
        # Two common words together ("star wars") are a rarer name than each by itself.
        in_long = math.pow(rare, 1 + 1 / len(phrase)) * max(_LEAST_RARITY, excess)
        return (rare + self.long * (in_long - rare)) * (1 - _COMMON_LOSS * self._share(phrase, self.common))

    def _excess(self, word: str) -> float:
        """Return 0 for a word that is said as often as in any English text, 1 for one said _FULL_EXCESS times that."""
        expected = max(_LEAST_EXPECTED, frequency.expected_share(word) * self.said * _WORDS_PER_CONTENT_WORD)
        return math.log(max(1.0, self.counts.get(word, 0) / expected)) / math.log(_FULL_EXCESS)

    def _place(self, item: _Found) -> float:
        early = 1 + _EARLY_BONUS * (1 - item.mentions[0] / max(1, self.sentences))
        stretches = {index * _STRETCHES // max(1, self.sentences) for index in item.mentions}
        return early * (1 + self.long * len(stretches) / _STRETCHES)

    @staticmethod
    def _share(phrase: Phrase, of: frozenset[str]) -> float:
        return sum(word in of for word in phrase) / len(phrase)


def _pass_on(weights: dict[Phrase, float], found: Mapping[Phrase, _Found], *, classed: bool) -> None:
    """Keep one of two phrases that say the same, with the heavier weight of both.

    What is mostly said as part of one longer phrase gives way to it. Where verbs cannot be told (not ``classed``), a
    longer one gives way to a name within it that is said more often ("climate change" of "climate change affects").
    """
    for longer in sorted(weights, key=lambda phrase: (-len(phrase), phrase)):
        for shorter in _parts(longer):
            if longer not in weights or shorter not in weights:
                continue
            share = len(found[longer].mentions) / len(found[shorter].mentions)
            if share >= _SAME_SHARE:
                weights[longer] = max(weights[longer], weights.pop(shorter))
            elif not classed and len(shorter) > 1:
                weights[shorter] = max(weights[shorter], weights.pop(longer))


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    for size in range(1, len(phrase)):
        for start in range(len(phrase) - size + 1):
            yield phrase[start : start + size]
