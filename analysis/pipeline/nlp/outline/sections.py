"""The sections of a video: its chapters where the author set some, else stretches that keep to one subject.

Without chapters the sentences, in a long talk blocks of them, are divided so that those of one section resemble each
other most: the exact optimum of a kernel change-point cost with a price per section, by dynamic programming. Two
resemble each other as far as they mean the same (where their meaning is known) and share words.
Source: Arlot, Celisse, Harchaoui 2019, "A kernel multiple change-point algorithm", https://jmlr.org/papers/v20/16-155.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.pipeline import values
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import embeddings, vectors
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import stems, tokens


@dataclass(frozen=True)
class Part:
    """A section: its sentences are those from ``first`` to before ``stop``."""

    title: str
    start: float
    end: float
    first: int
    stop: int


#: Blocks that a talk is divided by, at most: a sentence each in 20 minutes of talk, a minute each in four hours.
#: So the number of sections grows more slowly than the talk.
_MOST_BLOCKS = 240
#: What a section costs, in units of the mean scatter of a block: by meaning and words, and by words alone. All three
#: numbers were chosen on every second document of Choi's set.
_PRICE = 1.35
_PRICE_BY_WORDS = 2.0
#: What shared words count beside shared meaning.
_WORDS_SHARE = 0.5
#: Without meaning neighbouring blocks lend each other this much of their words: one sentence alone is a thin sample.
_SMOOTHING = 0.3
#: No section has fewer blocks.
_SHORTEST = 2
#: ... nor fewer words (about 25 seconds), of a short talk not less than the larger share, of a long one the smaller.
_FEWEST_WORDS = 60
_SHORT_TALK_SHARE = 0.05
_LONG_TALK_SHARE = 0.01
#: Words that a title is made of, at most.
_TITLE_PHRASES = 2


def from_chapters(chapters: Sequence[values.Chapter], sentences: Sequence[Sentence]) -> list[Part]:
    """Return the author's chapters with the sentences that begin in them."""
    starts = [sentence.start for sentence in sentences]
    parts = []
    for chapter in sorted(chapters, key=lambda chapter: chapter.start):
        first, stop = np.searchsorted(starts, [chapter.start, chapter.end])
        parts.append(Part(chapter.title, chapter.start, chapter.end, int(first), int(stop)))
    return parts


def from_words(
    sentences: Sequence[Sentence], language: str | None, meaning: embeddings.Floats | None = None
) -> list[Part]:
    """Return sections by change of subject, titled with the words that set each apart; none without sentences.

    ``meaning`` holds what ``embeddings.embed`` returns for the sentences, row by row; without it words alone decide.
    """
    if not sentences:
        return []
    blocks = _blocks(sentences)
    likeness = _likeness_of_words([sentences[first:stop] for first, stop in blocks], language, smooth=meaning is None)
    price = _PRICE_BY_WORDS
    if meaning is not None:
        likeness = _likeness_of_meaning(meaning, blocks) + _WORDS_SHARE * likeness
        price = _PRICE
    shortest = _shortest(sentences, blocks)
    spans = [(blocks[first][0], blocks[stop - 1][1]) for first, stop in _divide(likeness, price, shortest)]
    titles = _titles([sentences[first:stop] for first, stop in spans], language)
    return [
        Part(title, sentences[first].start, sentences[stop - 1].end, first, stop)
        for title, (first, stop) in zip(titles, spans, strict=True)
    ]


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the sentences one by one, in a long talk as blocks of about equal length."""
    size = sum(sentence.words for sentence in sentences) / _MOST_BLOCKS
    blocks = []
    first = words = 0
    for index, sentence in enumerate(sentences):
        words += sentence.words
        if words >= size:
            blocks.append((first, index + 1))
            first, words = index + 1, 0
    if first < len(sentences):
        blocks.append((first, len(sentences)))
    return blocks


def _shortest(sentences: Sequence[Sentence], blocks: Sequence[tuple[int, int]]) -> int:
    """Return the fewest blocks of a section."""
    words = max(1, sum(sentence.words for sentence in sentences))
    share = max(min(_FEWEST_WORDS / words, _SHORT_TALK_SHARE), _LONG_TALK_SHARE)
    return max(1, min(len(blocks), max(_SHORTEST, round(share * len(blocks)))))


def _likeness_of_meaning(meaning: embeddings.Floats, blocks: Sequence[tuple[int, int]]) -> vectors.Floats:
    """Return the cosine of each two blocks, seen from the middle of the talk."""
    points = np.array([meaning[first:stop].sum(axis=0) for first, stop in blocks], dtype=np.float64).round(4)
    points = _unit(points)
    points = _unit(points - points.mean(axis=0))
    return np.asarray(points @ points.T)


def _likeness_of_words(blocks: Sequence[Sequence[Sentence]], language: str | None, *, smooth: bool) -> vectors.Floats:
    """Return how far each two blocks use the same words (0 to 1)."""
    texts = [" ".join(sentence.text for sentence in block) for block in blocks]
    matrix, _ = vectors.tf_idf([_stems(text, language) for text in texts])
    rows = matrix.toarray()
    if smooth:
        alone = rows.copy()
        rows[1:] += _SMOOTHING * alone[:-1]
        rows[:-1] += _SMOOTHING * alone[1:]
        rows = _unit(rows)
    return np.asarray(rows @ rows.T)


def _stems(text: str, language: str | None) -> list[str]:
    code = languages.base(language)
    words = (part for word in tokens.content_words(text, language) for part in stems.parts(word, code))
    return [stems.stem(word, code) for word in words if word]


def _unit(rows: vectors.Floats) -> vectors.Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths < 1e-9, 1.0, lengths)


def _divide(likeness: vectors.Floats, price: float, shortest: int) -> list[tuple[int, int]]:
    """Return the cheapest division of the blocks into sections of at least ``shortest`` blocks."""
    count = len(likeness)
    sums = np.zeros((count + 1, count + 1))
    sums[1:, 1:] = likeness.cumsum(axis=0).cumsum(axis=1)
    own = np.concatenate([[0.0], np.cumsum(np.diag(likeness))])
    price *= max(1e-9, (own[count] - sums[count, count] / count) / count)
    cheapest = np.full(count + 1, np.inf)
    cheapest[0] = -price
    before = np.zeros(count + 1, dtype=int)
    for stop in range(shortest, count + 1):
        firsts = np.arange(0, stop - shortest + 1)
        inside = sums[stop, stop] - sums[firsts, stop] - sums[stop, firsts] + sums[firsts, firsts]
        costs = cheapest[firsts] + own[stop] - own[firsts] - inside / (stop - firsts) + price
        before[stop] = int(np.argmin(costs))
        cheapest[stop] = costs[before[stop]]
    return _walk_back(before, count)


def _walk_back(before: npt.NDArray[np.int_], count: int) -> list[tuple[int, int]]:
    spans = []
    stop = count
    while stop > 0:
        spans.append((int(before[stop]), stop))
        stop = int(before[stop])
    return spans[::-1]


def _titles(sections: Sequence[Sequence[Sentence]], language: str | None) -> list[str]:
    """Return a title for each section: the phrases that it uses and the others do not."""
    texts = [[sentence.text for sentence in section] for section in sections]
    titles: list[str] = []
    for phrases in keyphrases.distinctive(texts, language, limit=_TITLE_PHRASES):
        title = ", ".join(phrases)
        titles.append(title[:1].upper() + title[1:] if title else f"Part {len(titles) + 1}")
    return titles
