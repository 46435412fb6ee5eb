"""The words and phrases that mark a text.

A candidate is a run of up to three words without a stop word between them, or a phrase that the video's author wrote
into tags or chapters. It weighs by how often it is said, how far over the text it is spread, how many words it has,
and whether the author names it too.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from analysis.pipeline import values
from analysis.pipeline.text import tokens
from analysis.pipeline.text.sentences import Sentence

_MAX_WORDS = 3
#: A text of fewer words repeats little, so that once said is enough for a phrase.
_SHORT_TEXT_WORDS = 300
#: Stretches by which the spread over the text is told.
_STRETCHES = 20
#: What each further word of a phrase adds to its weight, and what naming by the author adds.
_LENGTH_BONUS = 0.35
_AUTHOR_BONUS = 0.5
#: A phrase within another is dropped when at least this share of it is said as the longer one.
_SAME_SHARE = 0.6

_BETWEEN = re.compile(r"[.,;:!?…()\[\]{}\"“”«»。，、；：！？।؟\n]+|\s[-–—]+\s")

Phrase = tuple[str, ...]


@dataclass
class _Found:
    """Where a phrase occurs: the sentence of each mention, and how it is written."""

    mentions: list[int] = field(default_factory=list)
    surfaces: Counter[str] = field(default_factory=Counter)

    def surface(self) -> str:
        """Return the most frequent spelling, the one in lower case of equals."""
        return max(self.surfaces, key=lambda text: (self.surfaces[text], text.islower(), text))


@dataclass(frozen=True)
class Ranked:
    """A phrase, the indexes of the sentences it is said in (one per mention), and what it weighs."""

    text: str
    words: Phrase
    mentions: tuple[int, ...]
    weight: float


def rank(sentences: Sequence[str], language: str | None, hints: Iterable[str] = (), *, limit: int) -> list[Ranked]:
    """Return up to ``limit`` phrases, heaviest first; ``hints`` are texts of the author: title, tags, chapters."""
    stops = tokens.stop_words(language)
    hints = tuple(hints)
    found = _occurrences(sentences, stops)
    _add_hinted(found, sentences, hints)
    hinted = {word for hint in hints for word in tokens.tokens(hint)}
    words_said = sum(len(item.mentions) for phrase, item in found.items() if len(phrase) == 1)
    fewest = 1 if words_said < _SHORT_TEXT_WORDS else 2
    ranked = [
        Ranked(item.surface(), phrase, tuple(item.mentions), _weight(phrase, found, len(sentences), hinted))
        for phrase, item in found.items()
        if len(item.mentions) >= fewest
    ]
    ranked.sort(key=lambda item: (-item.weight, item.words))
    return _without_repeats(ranked, limit)


def keywords(ranked: Sequence[Ranked], limit: int) -> tuple[values.Keyword, ...]:
    """Return the heaviest phrases with how often each is said."""
    top = ranked[0].weight if ranked else 1.0
    return tuple(values.Keyword(item.text, len(item.mentions), item.weight / top) for item in ranked[:limit])


def topics(ranked: Sequence[Ranked], sentences: Sequence[Sentence], limit: int) -> tuple[values.Topic, ...]:
    """Return what is spoken about: phrases that share a word gathered under the heaviest, and when each is said."""
    groups: list[list[Ranked]] = []
    for item in ranked:
        own = set(_singular(item.words))
        group = next((group for group in groups if own & set(_singular(group[0].words))), None)
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
        said |= Counter(item.mentions)
    seconds = dict.fromkeys(sentences[index].start for index in sorted(said))
    return values.Topic(group[0].text, group[0].weight / top, said.total(), tuple(seconds))


def distinctive(groups: Sequence[Sequence[str]], language: str | None, *, limit: int) -> list[tuple[str, ...]]:
    """Return for each group of texts the phrases that it uses and the others do not, best first."""
    stops = tokens.stop_words(language)
    found = [_occurrences(texts, stops) for texts in groups]
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
        ]
        weighed.sort(key=lambda item: (-item.weight, item.words))
        titles.append(tuple(item.text for item in _without_shared_words(weighed, limit)))
    return titles


def _distinctness(phrase: Phrase, item: _Found, groups_with: int, groups: int) -> float:
    rarity = math.log1p(groups / groups_with)
    return math.log1p(len(item.mentions)) ** 2 * rarity * (1 + _LENGTH_BONUS * (len(phrase) - 1))


def _without_shared_words(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    kept: list[Ranked] = []
    for item in ranked:
        if len(kept) == limit:
            break
        if not any(
            set(_singular(item.words)) & set(_singular(other.words)) or _contains(*_by_length(item, other))
            for other in kept
        ):
            kept.append(item)
    return kept


def _occurrences(sentences: Sequence[str], stops: frozenset[str]) -> dict[Phrase, _Found]:
    found: defaultdict[Phrase, _Found] = defaultdict(_Found)
    for index, sentence in enumerate(sentences):
        for run in _runs(sentence, stops):
            for phrase, surface in _phrases(run):
                found[phrase].mentions.append(index)
                found[phrase].surfaces[surface] += 1
    return found


def _runs(sentence: str, stops: frozenset[str]) -> Iterator[list[tuple[str, str]]]:
    """Yield the runs of content words that neither a stop word nor a mark interrupts."""
    for part in _BETWEEN.split(sentence):
        run: list[tuple[str, str]] = []
        for token, surface in tokens.tokens_with_surface(part):
            if tokens.is_content(token, stops):
                run.append((token, surface))
            elif run:
                yield run
                run = []
        if run:
            yield run


def _phrases(run: Sequence[tuple[str, str]]) -> Iterator[tuple[Phrase, str]]:
    for start in range(len(run)):
        for stop in range(start + 1, min(len(run), start + _MAX_WORDS) + 1):
            words = run[start:stop]
            if _overlap(words):
                joined = words[0][0] + "".join(token[1:] for token, _ in words[1:])
                yield (joined,), joined
            else:
                yield tuple(token for token, _ in words), " ".join(surface for _, surface in words)


def _overlap(words: Sequence[tuple[str, str]]) -> bool:
    """Say whether the words are overlapping pairs of an unspaced script, which together are one longer word."""
    return len(words) > 1 and all(
        len(left) == len(right) == 2 and left[1] == right[0] and tokens.is_unspaced(right)
        for (left, _), (right, _) in zip(words, words[1:], strict=False)
    )


def _add_hinted(found: dict[Phrase, _Found], sentences: Sequence[str], hints: Iterable[str]) -> None:
    """Add the author's phrases of two to five words, stop words and all ("Bay of Fundy"), where they are said."""
    wanted = {phrase for hint in hints if 2 <= len(phrase := tuple(tokens.tokens(hint))) <= 5}
    if not wanted:
        return
    lengths = {len(phrase) for phrase in wanted}
    for index, sentence in enumerate(sentences):
        words = list(tokens.tokens_with_surface(sentence))
        for length in lengths:
            for start in range(len(words) - length + 1):
                phrase = tuple(token for token, _ in words[start : start + length])
                if phrase in wanted and phrase not in found:
                    found[phrase] = _Found()
                if phrase in wanted and index not in found[phrase].mentions:
                    found[phrase].mentions.append(index)
                    found[phrase].surfaces[" ".join(surface for _, surface in words[start : start + length])] += 1


def _weight(phrase: Phrase, found: dict[Phrase, _Found], sentences: int, hinted: set[str]) -> float:
    mentions = found[phrase].mentions
    parts = [found[(word,)] for word in phrase if (word,) in found] or [found[phrase]]
    told = sum(math.log1p(len(part.mentions)) for part in parts) / len(parts)
    spread = len({index * _STRETCHES // max(1, sentences) for index in mentions}) / _STRETCHES
    size = len(phrase[0]) - 1 if tokens.is_unspaced(phrase[0]) else len(phrase)
    length = 1 + _LENGTH_BONUS * (min(size, _MAX_WORDS) - 1)
    named = 1 + _AUTHOR_BONUS * sum(word in hinted for word in phrase) / len(phrase)
    return math.log1p(len(mentions)) * told * (1 + spread) * length * named


def _without_repeats(ranked: Sequence[Ranked], limit: int) -> list[Ranked]:
    """Return the heaviest phrases without those that say the same as a kept one, with a word more or less."""
    kept: list[Ranked] = []
    for item in ranked:
        if len(kept) == limit:
            break
        if not any(_says_the_same(item, other) for other in kept):
            kept.append(item)
    return kept


def _says_the_same(item: Ranked, kept: Ranked) -> bool:
    if _singular(item.words) == _singular(kept.words):
        return True
    longer, shorter = _by_length(item, kept)
    return _contains(longer, shorter) and len(longer.mentions) >= _SAME_SHARE * len(shorter.mentions)


def _by_length(one: Ranked, other: Ranked) -> tuple[Ranked, Ranked]:
    return (one, other) if len(one.text) >= len(other.text) else (other, one)


def _contains(longer: Ranked, shorter: Ranked) -> bool:
    if len(longer.words) == len(shorter.words) == 1:
        return tokens.is_unspaced(shorter.text) and shorter.text in longer.text
    return f" {' '.join(shorter.words)} " in f" {' '.join(longer.words)} "


def _singular(words: Phrase) -> Phrase:
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in words
    )
