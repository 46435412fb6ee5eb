"""The sentences that say most of a text: near its centre, different from each other, able to stand alone.

None is changed.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis.pipeline.text import embeddings, tokens, vectors, word_lists
from analysis.pipeline.text.sentences import Sentence

#: How much a sentence loses for resembling one that is already taken (maximal marginal relevance).
_REDUNDANCY = 0.5
#: Sentences of fewer words say too little, of more words too much, to be quoted.
_FEWEST_WORDS = 6
_MOST_WORDS = 45
#: Below this many words a sentence is worth less in proportion: closeness to the centre alone favours the shortest.
_FULL_WORDS = 14
#: What a sentence keeps of its worth when it leans on the one before it ("He did it because of that").
_DANGLING = 0.75
#: What a question or a call to the audience keeps: it claims nothing.
_NO_CLAIM = 0.6


class Ranking:
    """The worth of every sentence of a text, from which summaries and key points are picked."""

    def __init__(
        self, sentences: Sequence[Sentence], language: str | None, meaning: embeddings.Floats | None = None
    ) -> None:
        """Weigh ``sentences``; the words that count are those of ``language`` without its stop words.

        ``meaning`` holds the sentences as ``embeddings.embed`` gives them; without it words alone are compared.
        """
        self.sentences = sentences
        self.meaning = meaning
        self.matrix, _ = vectors.tf_idf([tokens.content_words(sentence.text, language) for sentence in sentences])
        fitness = np.array([_fitness(sentence) for sentence in sentences])
        self.worth = self._centrality() * fitness

    def _centrality(self) -> vectors.Floats:
        """Return how near each sentence lies to the centre of the text, by its words and by its meaning."""
        by_words = vectors.similarities(self.matrix, vectors.centroid(self.matrix))
        if self.meaning is None or not len(self.meaning):
            return by_words
        by_meaning = np.maximum(self.meaning @ self.meaning.mean(axis=0), 0.0)
        return np.asarray(np.sqrt(by_words * by_meaning))

    def best(self, count: int, among: Sequence[int] | None = None, taken: Sequence[int] = ()) -> list[int]:
        """Return the indexes of up to ``count`` sentences, best first, each unlike those before it and ``taken``."""
        candidates = [
            index for index in (among if among is not None else range(len(self.sentences))) if self.worth[index] > 0
        ]
        likeness = np.zeros(len(self.sentences))
        for index in taken:
            likeness = np.maximum(likeness, self._likeness(index))
        chosen: list[int] = []
        while candidates and len(chosen) < count:
            index = max(candidates, key=lambda i: (self.worth[i] - _REDUNDANCY * likeness[i] * self.worth.max(), -i))
            chosen.append(index)
            candidates.remove(index)
            likeness = np.maximum(likeness, self._likeness(index))
            candidates = [i for i in candidates if likeness[i] < 0.8]
        return chosen

    def _likeness(self, index: int) -> vectors.Floats:
        row: sparse.csr_matrix = self.matrix[index]
        by_words = vectors.similarities(self.matrix, row.toarray().ravel())
        if self.meaning is None:
            return by_words
        return np.asarray(np.maximum(by_words, self.meaning @ self.meaning[index]))


def _fitness(sentence: Sentence) -> float:
    """Return what a sentence's form keeps of its worth, 0 to 1."""
    if not _FEWEST_WORDS <= sentence.words <= _MOST_WORDS:
        return 0.0
    words = tokens.tokens(sentence.text)
    fitness = min(1.0, sentence.words / _FULL_WORDS)
    if words and words[0] in word_lists.LEANING:
        fitness *= _DANGLING
    if sentence.text.rstrip().endswith(("?", "？", "؟")) or not word_lists.CALLS.isdisjoint(words):
        fitness *= _NO_CLAIM
    return fitness


def summarise(ranking: Ranking, count: int) -> list[Sentence]:
    """Return up to ``count`` sentences that together say most of the text, in its order."""
    return [ranking.sentences[index] for index in sorted(ranking.best(count))]


def spread(ranking: Ranking, count: int) -> list[tuple[Sentence, float]]:
    """Return up to ``count`` sentences, at most one of each equal stretch of the video, in order, with their worth."""
    chosen: list[int] = []
    for stretch in _stretches(ranking.sentences, count):
        chosen += ranking.best(1, among=stretch, taken=chosen)
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
