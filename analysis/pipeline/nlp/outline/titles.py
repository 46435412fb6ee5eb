"""Titles of sections: what distinguishes each from the others.

The title is the phrases that a section uses most and the others least. Single words ("Week, average") tell little: then
a short sentence of the section that holds them is the title, if there is one that stands alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.outline.quotable import form_score
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.progress import checked

#: Most phrases of a title.
_PHRASES = 2
#: Fewest and most words of a sentence that is a title, and its most characters.
_FEWEST_WORDS, _MOST_WORDS, _MOST_CHARACTERS = 4, 10, 60
#: Least form of such a sentence: one that depends on the sentence before it, or a question, has less.
_LEAST_FORM = 0.75
_END_MARKS = ".。।۔… "


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
    distinctive = keyphrases.distinctive_phrases(texts, language, limit=_PHRASES, check=check)
    for phrases, (first, stop) in zip(distinctive, spans, strict=True):
        quoted = None
        if all(tokens.count_words(phrase) == 1 for phrase in phrases):
            free = [index for index in checked(range(first, stop), check) if index not in quoted_elsewhere]
            quoted = _short_sentence(sentences, free, phrases, language)
        title = ", ".join(phrases) or f"Part {len(found) + 1}"
        if quoted is not None:
            title = sentences[quoted].text.rstrip(_END_MARKS)
        found.append(Title(title[:1].upper() + title[1:], quoted))
    return found


def _short_sentence(
    sentences: Sequence[Sentence], among: Sequence[int], phrases: Sequence[str], language: str | None
) -> int | None:
    """Return the short sentence with the most of ``phrases``, the one of the best form if several have them."""
    best, best_score = None, 0.0
    for index in among:
        sentence = sentences[index]
        if not _FEWEST_WORDS <= sentence.words <= _MOST_WORDS or len(sentence.text) > _MOST_CHARACTERS:
            continue
        small = sentence.text.casefold()
        held = sum(phrase.casefold() in small for phrase in phrases)
        if held and (form := form_score(sentence, language)) >= _LEAST_FORM and held + form > best_score:
            best, best_score = index, held + form
    return best
