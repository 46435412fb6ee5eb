"""The sections of a video: its chapters where the author set some, else stretches that keep to one vocabulary.

Without chapters the sentences are gathered to blocks, and the blocks divided so that those of one section resemble
each other most: the exact optimum of a kernel change-point cost with a price per section, by dynamic programming.
Source: Arlot, Celisse, Harchaoui 2019, "A kernel multiple change-point algorithm", https://jmlr.org/papers/v20/16-155.html
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.pipeline import values
from analysis.pipeline.text import keyphrases, tokens, vectors
from analysis.pipeline.text.sentences import Sentence


@dataclass(frozen=True)
class Part:
    """A section: its sentences are those from ``first`` to before ``stop``."""

    title: str
    start: float
    end: float
    first: int
    stop: int


#: Words of a block, at least; more where the talk is long, so that there are never more than _MAX_BLOCKS.
_BLOCK_WORDS = 40
_MAX_BLOCKS = 400
#: What a section costs, in units of the mean scatter of a block. Chosen on every second document of Choi's set.
_PRICE = 2.5
#: No section is shorter than this many seconds, nor than this share of the talk.
_SHORTEST_SECONDS = 30.0
_SHORTEST_SHARE = 0.04
#: Neighbouring blocks lend each other this much of their words, since 40 words alone are a thin sample.
_SMOOTHING = 0.5
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


def from_words(sentences: Sequence[Sentence], language: str | None) -> list[Part]:
    """Return sections by change of vocabulary, titled with the words that set each apart; none without sentences."""
    if not sentences:
        return []
    blocks = _blocks(sentences)
    words = [
        tokens.content_words(" ".join(sentence.text for sentence in sentences[first:stop]), language)
        for first, stop in blocks
    ]
    shortest = _shortest(sentences, blocks)
    spans = [(blocks[first][0], blocks[stop - 1][1]) for first, stop in _divide(_likeness(words), shortest)]
    titles = _titles([sentences[first:stop] for first, stop in spans], language)
    return [
        Part(title, sentences[first].start, sentences[stop - 1].end, first, stop)
        for title, (first, stop) in zip(titles, spans, strict=True)
    ]


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the sentences as blocks of about equal length."""
    size = max(_BLOCK_WORDS, sum(sentence.words for sentence in sentences) / _MAX_BLOCKS)
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
    length = max(sentences[-1].end - sentences[0].start, 1e-9)
    share = max(_SHORTEST_SHARE, _SHORTEST_SECONDS / length)
    return max(1, min(len(blocks), round(share * len(blocks))))


def _likeness(blocks: Sequence[Sequence[str]]) -> vectors.Floats:
    """Return how alike each two blocks are, each smoothed with its neighbours."""
    matrix, _ = vectors.tf_idf(blocks)
    dense = matrix.toarray()
    smooth = dense.copy()
    smooth[1:] += _SMOOTHING * dense[:-1]
    smooth[:-1] += _SMOOTHING * dense[1:]
    lengths = np.sqrt((smooth * smooth).sum(axis=1, keepdims=True))
    lengths[lengths == 0] = 1.0
    smooth /= lengths
    return np.asarray(smooth @ smooth.T)


def _divide(likeness: vectors.Floats, shortest: int) -> list[tuple[int, int]]:
    """Return the cheapest division of the blocks into sections of at least ``shortest`` blocks."""
    count = len(likeness)
    sums = np.zeros((count + 1, count + 1))
    sums[1:, 1:] = likeness.cumsum(axis=0).cumsum(axis=1)
    own = np.concatenate([[0.0], np.cumsum(np.diag(likeness))])
    price = _PRICE * max(1e-9, (own[count] - sums[count, count] / count) / count)
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
