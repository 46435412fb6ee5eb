"""Sections of a video: the author's chapters, else a segmentation by subject.

Without chapters the sentences (in a long talk blocks of sentences) are segmented by a kernel change-point cost with a
penalty per section; dynamic programming finds the exact optimum. The kernel is the similarity of embeddings (if
available) and of words.
Source: Arlot, Celisse, Harchaoui 2019, "A kernel multiple change-point algorithm", https://jmlr.org/papers/v20/16-155.html
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.pipeline import values
from analysis.pipeline.nlp.outline.titles import titles
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import arrays, vectors
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import stems, tokens
from analysis.pipeline.progress import checked, no_check


@dataclass(frozen=True)
class SectionSpan:
    """A section and its sentences, from ``first`` to before ``stop``."""

    title: str
    start: float
    end: float
    first: int
    stop: int
    #: The sentence that the title quotes, if any.
    quoted: int | None = None


#: Most blocks of a talk: a block is a sentence in a talk of 20 minutes, a minute in one of four hours. The number of
#: sections thus grows more slowly than the talk.
_MOST_BLOCKS = 240
#: Penalty of a section, in units of the mean scatter of a block: with embeddings and words, and with words alone. These
#: and the next number were chosen on every second document of Choi's set.
_PENALTY = 1.65
_PENALTY_BY_WORDS = 2.0
#: Weight of word similarity relative to embedding similarity.
_WORDS_SHARE = 0.5
#: Each block adds this much of its neighbours' meaning or, without embeddings, of their words: a single sentence is a
#: small sample.
_SMOOTHING_OF_MEANING = 0.2
_SMOOTHING = 0.3
#: Fewest blocks of a section.
_SHORTEST = 2
#: Fewest words of a section (about 30 seconds), limited to these shares of a short and of a long talk.
_FEWEST_WORDS = 75
_SHORT_TALK_SHARE = 0.045
_LONG_TALK_SHARE = 0.02


def from_chapters(
    chapters: Sequence[values.Chapter],
    sentences: Sequence[Sentence],
    language: str | None = None,
    *,
    taken: Sequence[int] = (),
    check: Callable[[], None] = no_check,
) -> list[SectionSpan]:
    """Return the author's chapters with the sentences that begin in them; one without a title gets one.

    Titles quote none of the sentences ``taken``.
    ``check`` is called several times a second and may raise to stop.
    """
    starts = np.array([sentence.start for sentence in sentences])
    parts = []
    for chapter in sorted(chapters, key=lambda chapter: chapter.start):
        first, stop = np.searchsorted(starts, [chapter.start, chapter.end])
        parts.append(SectionSpan(chapter.title or "", chapter.start, chapter.end, int(first), int(stop)))
    if all(part.title for part in parts):
        return parts
    found = titles(sentences, [(part.first, part.stop) for part in parts], language, taken, check)
    return [
        part if part.title else replace(part, title=title.text, quoted=title.sentence)
        for part, title in zip(parts, found, strict=True)
    ]


def from_words(
    sentences: Sequence[Sentence],
    language: str | None,
    meaning: arrays.Float32s | None = None,
    *,
    taken: Sequence[int] = (),
    check: Callable[[], None] = no_check,
) -> list[SectionSpan]:
    """Return sections by change of subject, each with a title; none without sentences.

    ``meaning`` holds the embeddings of the sentences, one row each; without it only words count. Titles quote none of
    the sentences ``taken``.
    ``check`` is called several times a second and may raise to stop.
    """
    if not sentences:
        return []
    blocks = _blocks(sentences)
    texts = [" ".join(sentence.text for sentence in sentences[first:stop]) for first, stop in blocks]
    similarity = _similarity_of_words(checked(texts, check), language, smooth=meaning is None)
    penalty = _PENALTY_BY_WORDS
    if meaning is not None:
        # The cosine of the embeddings of each two blocks, relative to the mean of the talk.
        sums = np.array([meaning[first:stop].sum(axis=0) for first, stop in blocks], dtype=np.float64).round(4)
        points = vectors.unit_rows_dense(sums)
        points = _smooth(vectors.unit_rows_dense(points - points.mean(axis=0)), _SMOOTHING_OF_MEANING)
        similarity, penalty = points @ points.T + _WORDS_SHARE * similarity, _PENALTY
    words = max(1, sum(sentence.words for sentence in sentences))
    share = max(min(_FEWEST_WORDS / words, _SHORT_TALK_SHARE), _LONG_TALK_SHARE)
    shortest = max(1, min(len(blocks), max(_SHORTEST, round(share * len(blocks)))))
    spans = [(blocks[first][0], blocks[stop - 1][1]) for first, stop in _segment(similarity, penalty, shortest)]
    found = titles(sentences, spans, language, taken, check)
    return [
        SectionSpan(title.text, sentences[first].start, sentences[stop - 1].end, first, stop, title.sentence)
        for title, (first, stop) in zip(found, spans, strict=True)
    ]


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return one block per sentence, in a long talk blocks of about equal length."""
    # A sentence of marks alone has no words and counts as one, so that the number of blocks stays limited.
    lengths = [max(1, sentence.words) for sentence in sentences]
    size = sum(lengths) / _MOST_BLOCKS
    blocks = []
    first = words = 0
    for index, length in enumerate(lengths):
        words += length
        if words >= size:
            blocks.append((first, index + 1))
            first, words = index + 1, 0
    if first < len(sentences):
        blocks.append((first, len(sentences)))
    return blocks


def _similarity_of_words(texts: Iterable[str], language: str | None, *, smooth: bool) -> arrays.Float64s:
    """Return the word similarity of each two texts, 0 to 1."""
    code = languages.base(language)
    stemmed = []
    for text in texts:
        words = (part for word in tokens.content_words(text, language) for part in stems.parts(word, code))
        stemmed.append([stems.stem(word, code) for word in words if word])
    rows = vectors.tf_idf(stemmed)[0].toarray()
    if smooth:
        rows = _smooth(rows, _SMOOTHING)
    return np.asarray(rows @ rows.T)


def _smooth(rows: arrays.Float64s, share: float) -> arrays.Float64s:
    """Return each row with a share of the rows beside it, in unit length."""
    smoothed = rows.copy()
    smoothed[1:] += share * rows[:-1]
    smoothed[:-1] += share * rows[1:]
    return vectors.unit_rows_dense(smoothed)


def _segment(similarity: arrays.Float64s, penalty: float, shortest: int) -> list[tuple[int, int]]:
    """Return the segmentation of lowest cost into sections of at least ``shortest`` blocks."""
    count = len(similarity)
    sums = np.zeros((count + 1, count + 1))
    sums[1:, 1:] = similarity.cumsum(axis=0).cumsum(axis=1)
    own = np.concatenate([[0.0], np.cumsum(np.diag(similarity))])
    penalty *= max(1e-9, (own[count] - sums[count, count] / count) / count)
    cheapest = np.full(count + 1, np.inf)
    cheapest[0] = -penalty
    before = np.zeros(count + 1, dtype=int)
    for stop in range(shortest, count + 1):
        firsts = np.arange(0, stop - shortest + 1)
        inside = sums[stop, stop] - sums[firsts, stop] - sums[stop, firsts] + sums[firsts, firsts]
        costs = cheapest[firsts] + own[stop] - own[firsts] - inside / (stop - firsts) + penalty
        before[stop] = int(np.argmin(costs))
        cheapest[stop] = costs[before[stop]]
    spans = []
    stop = count
    while stop > 0:
        spans.append((int(before[stop]), stop))
        stop = int(before[stop])
    return spans[::-1]
