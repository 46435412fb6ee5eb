"""The sentences that say most of a text: near its centre, different from each other, able to stand alone.

None is changed. Each is weighed by how frequent its words are, by how near it lies to the centre of the text in words
and in meaning, by what it shares with the title, and by its form; then the best are taken one by one, each unlike
those before it and not beside them.
Source: Radev et al. 2004 (centroid), Carbonell and Goldstein 1998 (maximal marginal relevance), Nenkova and
Vanderwende 2005 (word frequency).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.pipeline.nlp.outline.quotable import fitness
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import embeddings, vectors
from analysis.pipeline.nlp.words import tokens

#: How much a sentence loses for resembling one that is already taken.
_REDUNDANCY = 0.35
#: From this likeness on, 0 to 1, two sentences say the same and one is enough.
_SAME = 0.75
#: What a sentence loses for standing beside one that is taken, and how near "beside" is: this share of the text,
#: divided by the number of sentences wanted. A summary of hours so spans them.
_CROWDING = 0.15
#: What a sentence gains that says what the title says.
_ABOUT_TITLE = 0.6


class Ranking:
    """The worth of every sentence of a text, from which summaries and key points are picked."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        language: str | None,
        meaning: embeddings.Floats | None = None,
        title: str | None = None,
    ) -> None:
        """Weigh ``sentences``; the words that count are those of ``language`` without its stop words.

        ``meaning`` holds the sentences as ``embeddings.embed`` gives them; without it words alone are compared.
        ``title`` is what the author calls the whole.
        """
        self.sentences = sentences
        self.meaning = meaning
        words = [tokens.content_words(sentence.text, language) for sentence in sentences]
        self.matrix, _ = vectors.tf_idf(words)
        self.form = np.array([fitness(sentence, language) for sentence in sentences])
        self.worth = self._centrality(words) * self.form * self._about(words, title, language)
        self.place = np.arange(len(sentences)) / max(1, len(sentences))

    def _centrality(self, words: Sequence[Sequence[str]]) -> vectors.Floats:
        """Return how much each sentence says of the whole: the geometric mean of the measures that are had."""
        measures = [_frequency(words), vectors.similarities(self.matrix, vectors.centroid(self.matrix))]
        if self.meaning is not None and len(self.meaning):
            measures.append(np.maximum(self.meaning @ self.meaning.mean(axis=0), 0.0).astype(np.float64))
        return np.asarray(np.prod(measures, axis=0) ** (1 / len(measures)))

    def _about(self, words: Sequence[Sequence[str]], title: str | None, language: str | None) -> vectors.Floats:
        """Return what each sentence gains from the title, 1 for nothing."""
        sought = set(tokens.content_words(title or "", language))
        if not sought:
            return np.ones(len(words))
        shared = np.array([len(sought.intersection(said)) / len(sought) for said in words])
        if self.meaning is None or not len(self.meaning):
            return 1 + _ABOUT_TITLE * shared
        alike = np.maximum(self.meaning @ embeddings.embed([title or ""])[0], 0.0)
        return np.asarray(1 + _ABOUT_TITLE * (shared + alike) / 2)

    def best(self, count: int, among: Sequence[int] | None = None, taken: Sequence[int] = ()) -> list[int]:
        """Return the indexes of up to ``count`` sentences, best first, each unlike those before it and ``taken``.

        Out of ``among``, those that say most of ``among`` itself are preferred.
        """
        worth = self.worth if among is None else self._worth_among(among)
        loss = np.zeros(len(worth))
        free = worth > 0
        for index in taken:
            self._take(index, count, loss, free)
        chosen: list[int] = []
        top = worth.max(initial=0.0)
        while len(chosen) < count and free.any():
            index = int(np.argmax(np.where(free, worth - top * loss, -np.inf)))
            chosen.append(index)
            self._take(index, count, loss, free)
        return chosen

    def _worth_among(self, among: Sequence[int]) -> vectors.Floats:
        worth = np.zeros(len(self.sentences))
        rows = np.asarray(among, dtype=int)
        if len(rows):
            part = sparse.csr_matrix(self.matrix[rows])
            worth[rows] = np.sqrt(self.worth[rows] * vectors.similarities(part, vectors.centroid(part)))
        return worth

    def _take(
        self, index: int, count: int, loss: vectors.Floats, free: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> None:
        """Note what the others lose once ``index`` is taken, and which say the same."""
        alike = self._likeness(index)
        beside = np.maximum(0.0, 1 - count * np.abs(self.place - self.place[index]))
        np.maximum(loss, _REDUNDANCY * alike + _CROWDING * beside, out=loss)
        free &= alike < _SAME
        free[index] = False

    def _likeness(self, index: int) -> vectors.Floats:
        """Return how alike each sentence is to one, by its words or by its meaning, whichever is more."""
        row = sparse.csr_matrix(self.matrix[index])
        by_words = vectors.similarities(self.matrix, row.toarray().ravel())
        if self.meaning is None:
            return by_words
        return np.asarray(np.maximum(by_words, self.meaning @ self.meaning[index]))


def _frequency(words: Sequence[Sequence[str]]) -> vectors.Floats:
    """Return how frequent the words of each sentence are in the whole text, each counted once a sentence.

    Divided by the root of their number: a sum favours the longest, a mean the shortest.
    """
    counts = Counter(word for said in words for word in said)
    total = max(1, counts.total())
    return np.array([sum(counts[word] for word in set(said)) / total / max(1, len(said)) ** 0.5 for said in words])


def summarise(ranking: Ranking, count: int) -> list[Sentence]:
    """Return up to ``count`` sentences that together say most of the text, in its order."""
    return [ranking.sentences[index] for index in sorted(ranking.best(count))]


def spread(ranking: Ranking, count: int) -> list[tuple[Sentence, float]]:
    """Return up to ``count`` sentences out of all parts of the video, in order, with their worth.

    One of each equal stretch; where a stretch says nothing worth telling, another one of the others.
    """
    chosen: list[int] = []
    for stretch in _stretches(ranking.sentences, count):
        chosen += ranking.best(1, among=stretch, taken=chosen)
    chosen += ranking.best(count - len(chosen), taken=chosen)
    return [(ranking.sentences[index], float(ranking.worth[index])) for index in sorted(chosen)]


def _stretches(sentences: Sequence[Sentence], count: int) -> list[list[int]]:
    """Return the indexes of the sentences that begin in each of ``count`` stretches of equal length."""
    stretches: list[list[int]] = [[] for _ in range(count)]
    if not sentences:
        return stretches
    first, last = sentences[0].start, sentences[-1].end
    length = max(last - first, 1e-9)
    for index, sentence in enumerate(sentences):
        stretches[min(count - 1, int(count * (sentence.start - first) / length))].append(index)
    return stretches
