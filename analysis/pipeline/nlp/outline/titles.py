"""Titles of sections: what distinguishes each from the others.

The title is the phrases that a section uses most and the others least. Single words ("Week, average") tell little. Then
the title is a short sentence that holds two and stands alone, what is said from one to another ("average of a week"),
a short sentence that holds one, or the best with a phrase of several words.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.outline.quotable import form_score
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens, word_lists
from analysis.pipeline.progress import checked

#: Most phrases of a title, and how many of the best are looked at where single words lead.
_PHRASES, _CONSIDERED = 2, 6
#: The best phrases that are joined by what is said between them; most words and characters of the result.
_JOINED, _MOST_JOINED_WORDS, _MOST_JOINED_CHARACTERS = 4, 6, 45
#: Fewest and most words of a sentence that is a title, and its most characters.
_FEWEST_WORDS, _MOST_WORDS, _MOST_CHARACTERS = 4, 10, 60
#: Least form of such a sentence: one that depends on the sentence before it, or a question, has less.
_LEAST_FORM = 0.75
_END_MARKS = ".。।۔… "
#: A mark between two words that belong to different clauses.
_MARK, _MARK_OR_SPACE = re.compile(r"[^\w\s'’-]"), re.compile(r"[^\w'’-]")
_NEXT_WORD = re.compile(r"\s{1,9}(\w{1,40})")


@dataclass(frozen=True)
class Title:
    """A title, and the index of the sentence that it quotes, if any."""

    text: str
    sentence: int | None = None


def titles(
    sentences: Sequence[Sentence],
    spans: Sequence[tuple[int, int]],
    language: str | None,
    taken: Sequence[int],
    check: Callable[[], None],
) -> list[Title]:
    """Return a title for each span of ``sentences``; those of ``taken`` are not quoted."""
    texts = [[sentence.text for sentence in sentences[first:stop]] for first, stop in spans]
    quoted_elsewhere = frozenset(taken)
    found: list[Title] = []
    distinctive = keyphrases.distinctive_phrases(texts, language, limit=_CONSIDERED, check=check)
    for phrases, said, (first, stop) in zip(distinctive, texts, spans, strict=True):
        title, quoted = ", ".join(phrases[:_PHRASES]) or f"Part {len(found) + 1}", None
        if all(map(_is_one_word, phrases[:_PHRASES])):
            free = [index for index in checked(range(first, stop), check) if index not in quoted_elsewhere]
            title, quoted = _of_single_words(sentences, said, free, phrases, language) or (title, None)
        found.append(Title(title[:1].upper() + title[1:], quoted))
    return found


def _of_single_words(
    sentences: Sequence[Sentence],
    said: Sequence[str],
    free: Sequence[int],
    phrases: Sequence[str],
    language: str | None,
) -> tuple[str, int | None] | None:
    """Return a title where the best two phrases are single words, and the index of the sentence that it quotes."""
    leading = phrases[:_JOINED]
    quoted = _short_sentence(sentences, free, leading, language, fewest=2)
    best = _best_stretch(said, leading, tokens.stop_words(language)) if quoted is None else None
    if quoted is None and best is None:
        quoted = _short_sentence(sentences, free, phrases[:_PHRASES], language, fewest=1)
    if quoted is not None:
        return sentences[quoted].text.rstrip(_END_MARKS), quoted
    if best is None and (longer := [phrase for phrase in phrases if not _is_one_word(phrase)]):
        best = f"{phrases[0]}, {longer[0]}"
    return None if best is None else (best, None)


def _is_one_word(phrase: str) -> bool:
    return tokens.count_words(phrase) == 1


def _best_stretch(texts: Sequence[str], phrases: Sequence[str], stops: frozenset[str]) -> str | None:
    """Return the most frequent, then shortest stretch between two of ``phrases``, of the best two that have any."""
    stretches = _stretches(texts, phrases, stops)
    ranked = sorted(combinations(range(len(phrases)), 2), key=lambda pair: (sum(pair), pair))
    pairs = (frozenset(phrases[place].casefold() for place in pair) for pair in ranked)
    found = next((stretches[pair] for pair in pairs if pair in stretches), None)
    return max(found, key=lambda text: (found[text], -len(text), text)) if found else None


def _stretches(
    texts: Sequence[str], phrases: Sequence[str], stops: frozenset[str]
) -> dict[frozenset[str], Counter[str]]:
    """Return what is said from one of ``phrases`` to the next in one clause, by the two, with how often.

    A stretch that its clause continues with a noun, or with "of", is a part of a longer phrase and is left out.
    """
    found: dict[frozenset[str], Counter[str]] = {}
    if len(phrases) < 2:
        return found
    # Where words have no spaces between them, a space ends a clause.
    edge, mark = ("", _MARK_OR_SPACE) if tokens.is_unspaced(phrases[0]) else (r"\b", _MARK)
    pattern = re.compile("|".join(rf"{edge}{re.escape(phrase)}{edge}" for phrase in phrases), re.IGNORECASE)
    for text in texts:
        for before, after in pairwise(pattern.finditer(text)):
            pair = frozenset((before[0].casefold(), after[0].casefold()))
            between = text[before.end() : after.start()]
            if len(pair) < 2 or len(between) > _MOST_JOINED_CHARACTERS or mark.search(between):
                continue
            stretch, following = text[before.start() : after.end()], _NEXT_WORD.match(text, after.end())
            goes_on = (
                edge
                and following
                and (following[1].lower() not in stops or following[1].lower() in word_lists.JOINING_WORDS)
            )
            if (
                not goes_on
                and len(stretch) <= _MOST_JOINED_CHARACTERS
                and tokens.count_words(stretch) <= _MOST_JOINED_WORDS
                and word_lists.CLAUSE_OPENERS.isdisjoint(tokens.tokens(between))
            ):
                found.setdefault(pair, Counter())[stretch] += 1
    return found


def _short_sentence(
    sentences: Sequence[Sentence], among: Sequence[int], phrases: Sequence[str], language: str | None, *, fewest: int
) -> int | None:
    """Return the short sentence with the most of ``phrases``, the one of the best form if several have them.

    None if no sentence that stands alone has ``fewest`` of them.
    """
    best, best_score = None, 0.0
    for index in among:
        sentence = sentences[index]
        if not _FEWEST_WORDS <= sentence.words <= _MOST_WORDS or len(sentence.text) > _MOST_CHARACTERS:
            continue
        small = sentence.text.casefold()
        held = sum(phrase.casefold() in small for phrase in phrases)
        if held >= fewest and (form := form_score(sentence, language)) >= _LEAST_FORM and held + form > best_score:
            best, best_score = index, held + form
    return best
