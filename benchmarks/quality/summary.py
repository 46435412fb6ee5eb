"""Summaries against what people wrote, and key points of hours of talk against each other.

No package carries summaries of spoken words by people, so the labelled set is of scientific papers.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.pipeline.nlp.outline import summary as summaries
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import arrays, embeddings, vectors
from analysis.pipeline.nlp.words import tokens
from benchmarks.quality import depth, weights
from benchmarks.quality.rows import Row, guarded

#: Words of a summary: the mean length of the references of the parts that chose.
_WORDS = {"aspects": 66, "abstract": 128}
#: Whole papers are long; so many of the hundred are read.
_WHOLE_PAPERS = 40
_POINTS = 12
_SEED = 20261125


@dataclass(frozen=True)
class Paper:
    """The sentences of a text, and what people say is in it."""

    title: str
    sentences: tuple[str, ...]
    reference: str


Rank = Callable[[Paper], Sequence[int]]


def rows() -> list[Row]:
    """Return ROUGE on papers, and how far the key points of a livestream lie apart in what they say and in time."""
    return [
        *guarded("summary", "ACLSum, test", lambda: [row for name in _WORDS for row in _papers_rows(name)]),
        *guarded("key points", "recorded livestream", _livestream_rows),
    ]


def papers(name: str, part: str) -> list[Paper]:
    """Return the papers of a ``part``: with the summaries of three aspects, or whole with their abstracts.

    Source: Takeshita et al. 2024, "ACLSum", https://arxiv.org/abs/2403.05303 (package aclsum, MIT)
    """
    folder = weights.package_folder("aclsum") / "dataset"
    lines = (folder / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    read = []
    for paper in found if name == "aspects" else found[:_WHOLE_PAPERS]:
        if name == "aspects":
            said = tuple(sentence for section in paper["sentences"].values() for sentence in section)
            reference = " ".join(paper["summary"].values())
        else:
            path = folder / "paper_jsons" / f"{paper['id']}.json"
            body = json.loads(path.read_text(encoding="utf-8"))["pdf_parse"]
            said = tuple(s for paragraph in body["body_text"] for s in tokens.sentences(paragraph["text"]))
            reference = " ".join(paragraph["text"] for paragraph in body["abstract"])
        read.append(Paper(paper["title"], said, reference))
    return read


def _papers_rows(name: str) -> list[Row]:
    read = [paper for paper in papers(name, "test") if paper.reference and paper.sentences]
    ways: dict[str, Rank] = {
        "ours": _ours(meaning=True, title=False),
        "ours, basic": _ours(meaning=False, title=False),
        "ours, with the title": _ours(meaning=True, title=True),
        "lead": lambda paper: range(len(paper.sentences)),
        "random": _at_random,
        "TextRank": text_rank,
        "LexRank": lex_rank,
    }
    quoted = {way: [_quoted(paper, rank(paper), _WORDS[name]) for paper in read] for way, rank in ways.items()}
    source = "the whole paper, abstract hidden, against its abstract"
    if name == "aspects":
        source = "abstract, introduction and conclusion against three summaries by experts"
    note = f"whole sentences up to {_WORDS[name]} words for all; ACLSum's train and val parts chose our weights"
    found = []
    for length in (1, 2):
        figures = {}
        for way, texts in quoted.items():
            pairs = zip(texts, read, strict=True)
            figures[way] = 100 * float(np.mean([rouge(text, paper.reference, length) for text, paper in pairs]))
        ours, data_set = figures.pop("ours"), f"ACLSum test: {source}"
        found.append(Row("summary", data_set, len(read), f"ROUGE-{length} F1", ours, figures, note=note))
    return found


def rouge(said: str, reference: str, length: int) -> float:
    """Return the F1 of runs of ``length`` words, lower-cased, not stemmed.

    Source: Lin 2004, https://aclanthology.org/W04-1013/
    """
    ours, theirs = (
        Counter(zip(*[words[i:] for i in range(length)], strict=False))
        for words in map(tokens.tokens, (said, reference))
    )
    return 2 * (ours & theirs).total() / max(1, ours.total() + theirs.total())


def _quoted(paper: Paper, order: Sequence[int], most_words: int) -> str:
    """Return the best sentences that together have about ``most_words`` words, in the order of the text."""
    chosen: list[int] = []
    words = 0
    for index in order:
        length = len(paper.sentences[index].split())
        if chosen and words + length > 1.15 * most_words:
            continue
        chosen.append(index)
        words += length
        if words >= 0.85 * most_words:
            break
    return " ".join(paper.sentences[index] for index in sorted(chosen))


def _ours(*, meaning: bool, title: bool) -> Rank:
    def rank(paper: Paper) -> Sequence[int]:
        said = [Sentence(text, i, i + 1.0, tokens.count_words(text)) for i, text in enumerate(paper.sentences)]
        points = _points(paper) if meaning else None
        return summaries.SentenceRanking(said, "en", points, paper.title if title else None).best(14)

    return rank


@cache
def _points(paper: Paper) -> arrays.Float32s:
    return embeddings.embed(paper.sentences)


def _at_random(paper: Paper) -> Sequence[int]:
    order = list(range(len(paper.sentences)))
    random.Random(_SEED).shuffle(order)
    return order


def text_rank(paper: Paper) -> Sequence[int]:
    """Rank by a random walk over shared words. Source: Mihalcea and Tarau 2004, https://aclanthology.org/W04-3252/"""
    words = [set(tokens.content_words(text, "en")) for text in paper.sentences]
    count = len(words)
    shared = np.zeros((count, count))
    for one in range(count):
        for other in range(one):
            if min(len(words[one]), len(words[other])) > 1:
                size = np.log(len(words[one])) + np.log(len(words[other]))
                shared[one, other] = shared[other, one] = len(words[one] & words[other]) / size
    return _walked(shared)


def lex_rank(paper: Paper) -> Sequence[int]:
    """Rank by a random walk over TF-IDF cosines above 0.1. Source: Erkan and Radev 2004, https://arxiv.org/abs/1109.2128"""
    matrix, _ = vectors.tf_idf([tokens.content_words(text, "en") for text in paper.sentences])
    alike = (matrix @ matrix.T).toarray()
    return _walked(np.where(alike > 0.1, alike, 0.0))


def _walked(likeness: arrays.Float64s) -> Sequence[int]:
    steps = likeness / np.maximum(likeness.sum(axis=1, keepdims=True), 1e-9)
    place = np.full(len(steps), 1 / len(steps))
    for _ in range(60):
        place = 0.15 / len(steps) + 0.85 * (steps.T @ place)
    return np.argsort(-place, kind="stable").tolist()


def _livestream_rows() -> list[Row]:
    (talk,) = depth.load("recorded")
    said = sentences.split(talk.segments, "en")
    meaning = embeddings.embed([sentence.text for sentence in said])
    ranking = summaries.SentenceRanking(said, "en", meaning)
    quotable = [index for index in range(len(said)) if ranking.form[index] > 0]
    chosen = {
        "ours": summaries.select_spread(ranking, _POINTS),
        "lead": quotable[:_POINTS],
        "random": random.Random(_SEED).sample(quotable, _POINTS),
        "centroid alone": np.argsort(-ranking.scores, kind="stable")[:_POINTS].tolist(),
    }
    hours = said[-1].end / 3600
    note = f"{_POINTS} points out of {len(said):,} sentences of {hours:.1f} h; no labels, nothing was chosen on it"
    alike = {way: _alike(meaning[points]) for way, points in chosen.items()}
    spans = {
        way: len({int(_POINTS * said[point].start / said[-1].end) for point in points}) / _POINTS
        for way, points in chosen.items()
    }
    return [
        Row("key points", "recorded livestream", len(said), figure, shares.pop("ours"), shares, note=note)
        for figure, shares in (
            ("mean likeness of the two most alike (lower is better)", alike),
            ("share of twelfths of the video with a point", spans),
        )
    ]


def _alike(points: arrays.Float32s) -> float:
    """Return the mean, over the points, of the cosine with the one that is most like it."""
    likeness = points @ points.T
    np.fill_diagonal(likeness, 0.0)
    return float(likeness.max(axis=1).mean())
