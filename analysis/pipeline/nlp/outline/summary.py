"""Extractive summary: sentences that are central, different from each other and self-contained.

Sentences are never changed. Each is scored by the frequency of its words, by its closeness to the centre of the text in
words and embeddings, by its similarity to the title, and by its form. The best are selected one by one; each selection
lowers the score of similar and adjacent sentences.
Source: Radev et al. 2004 (centroid), Carbonell and Goldstein 1998 (maximal marginal relevance), Nenkova and
Vanderwende 2005 (word frequency).
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse

from analysis.pipeline.nlp.outline.quotable import LEAST_QUOTABLE, capitalisation_factors, quotability_score
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import arrays, embeddings, vectors
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.progress import checked, no_check

#: Loss for similarity to a selected sentence.
_REDUNDANCY = 0.35
#: Similarity, 0 to 1, from which two sentences are duplicates.
_SAME = 0.75
#: Loss for being adjacent to a selected sentence, so that the summary covers the whole text. It fades over the length
#: of the text divided by the number of sentences to select.
_CROWDING = 0.15
#: Gain for similarity to the title.
_ABOUT_TITLE = 0.6


class SentenceRanking:
    """The scores of all sentences of a text; summaries and key points are selected by them."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        language: str | None,
        meaning: arrays.Float32s | None = None,
        title: str | None = None,
        *,
        check: Callable[[], None] = no_check,
    ) -> None:
        """Score ``sentences``, whose content words are those of ``language``.

        ``meaning`` holds the embeddings of the sentences; without it only words are compared. ``title`` is the title of
        the video. ``check`` is called several times a second and may raise to stop.
        """
        self.sentences = sentences
        self.meaning = meaning
        words = [tokens.content_words(sentence.text, language) for sentence in checked(sentences, check)]
        self.matrix, _ = vectors.tf_idf(words)
        begin = capitalisation_factors([sentence.text for sentence in checked(sentences, check)])
        self.form = np.array([quotability_score(sentence, language) for sentence in checked(sentences, check)]) * begin
        self.scores = self._centrality(words) * self.form * self._title_factor(words, title, language)
        self.position = np.arange(len(sentences)) / max(1, len(sentences))

    def _centrality(self, words: Sequence[Sequence[str]]) -> arrays.Float64s:
        """Return how central each sentence is: the geometric mean of the available measures."""
        counts = Counter(word for said in words for word in said)
        total = max(1, counts.total())
        # The frequency of its words, by the root of their number: a sum favours long sentences, a mean short ones.
        frequency = [sum(counts[word] for word in set(said)) / total / max(1, len(said)) ** 0.5 for said in words]
        measures = [np.array(frequency), vectors.similarities(self.matrix, vectors.centroid(self.matrix))]
        if self.meaning is not None and len(self.meaning):
            measures.append(np.maximum(self.meaning @ self.meaning.mean(axis=0), 0.0).astype(np.float64))
        return np.asarray(np.prod(measures, axis=0) ** (1 / len(measures)))

    def _title_factor(self, words: Sequence[Sequence[str]], title: str | None, language: str | None) -> arrays.Float64s:
        """Return the factor that each sentence gains from the title, 1 for no gain."""
        sought = set(tokens.content_words(title or "", language))
        if not sought:
            return np.ones(len(words))
        shared = np.array([len(sought.intersection(said)) / len(sought) for said in words])
        if self.meaning is None or not len(self.meaning):
            return 1 + _ABOUT_TITLE * shared
        similar = np.maximum(self.meaning @ embeddings.embed([title or ""])[0], 0.0)
        return np.asarray(1 + _ABOUT_TITLE * (shared + similar) / 2)

    def quotable(self, count: int, among: Sequence[int] | None = None, taken: Sequence[int] = ()) -> list[int]:
        """Return what :meth:`best` does, without sentences that are quoted only where there is nothing else."""
        return [index for index in self.best(count, among, taken) if self.form[index] >= LEAST_QUOTABLE]

    def best(self, count: int, among: Sequence[int] | None = None, taken: Sequence[int] = ()) -> list[int]:
        """Return the indexes of up to ``count`` sentences, best first, different from each other and from ``taken``.

        With ``among`` only these sentences are selected, by their centrality within ``among`` too.
        """
        scores = self.scores
        if among is not None:
            scores = np.zeros(len(self.sentences))
            rows = np.asarray(among, dtype=int)
            if len(rows):
                part = sparse.csr_matrix(self.matrix[rows])
                scores[rows] = np.sqrt(self.scores[rows] * vectors.similarities(part, vectors.centroid(part)))
        loss = np.zeros(len(scores))
        free = scores > 0
        for index in taken:
            self._mark_selected(index, count, loss, free)
        chosen: list[int] = []
        top = scores.max(initial=0.0)
        while len(chosen) < count and free.any():
            index = int(np.argmax(np.where(free, scores - top * loss, -np.inf)))
            chosen.append(index)
            self._mark_selected(index, count, loss, free)
        return chosen

    def _mark_selected(
        self, index: int, count: int, loss: arrays.Float64s, free: np.ndarray[tuple[int], np.dtype[np.bool_]]
    ) -> None:
        """Update ``loss`` and ``free`` for the selection of ``index``."""
        row = sparse.csr_matrix(self.matrix[index])
        similar = vectors.similarities(self.matrix, row.toarray().ravel())
        if self.meaning is not None:
            similar = np.maximum(similar, self.meaning @ self.meaning[index])
        adjacency = np.maximum(0.0, 1 - count * np.abs(self.position - self.position[index]))
        np.maximum(loss, _REDUNDANCY * similar + _CROWDING * adjacency, out=loss)
        free &= similar < _SAME
        free[index] = False


def summarise(ranking: SentenceRanking, count: int) -> list[int]:
    """Return the indexes of up to ``count`` sentences that summarise the text, in order."""
    return sorted(ranking.quotable(count) or ranking.best(1))


def select_spread(ranking: SentenceRanking, count: int, taken: Sequence[int] = ()) -> list[int]:
    """Return the indexes of up to ``count`` sentences from all parts of the video, in order, none like ``taken``.

    One is selected from each of ``count`` equal stretches; if a stretch has none, another stretch gives one more.
    """
    sentences = ranking.sentences
    if not sentences:
        return []
    first, last = sentences[0].start, sentences[-1].end
    length = max(last - first, 1e-9)
    stretches: list[list[int]] = [[] for _ in range(count)]
    for index, sentence in enumerate(sentences):
        stretches[min(count - 1, int(count * (sentence.start - first) / length))].append(index)
    chosen: list[int] = []
    for stretch in stretches:
        chosen += ranking.quotable(1, among=stretch, taken=(*taken, *chosen))
    chosen += ranking.quotable(count - len(chosen), taken=(*taken, *chosen))
    return sorted(chosen)
