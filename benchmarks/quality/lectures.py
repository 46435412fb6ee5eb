"""Sentences of a section against those that people would take: spoken lectures, divided by their slides."""

import json
import tarfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.pipeline.nlp.outline import summary as summaries
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import tokens
from benchmarks.quality.rows import Row, data, guarded
from benchmarks.quality.summary import Paper, text_rank

_TASK, _NAME = "section summaries", "VT-SSum, 60 lectures of the dev part"
_ARCHIVE = "text/vt_ssum/dev60.tar.xz"
#: Sentences taken of a section, as in the published figures.
_TAKEN = 3
_PUBLISHED = "test part: trained on the set 0.489, trained on news 0.409: https://arxiv.org/abs/2106.05606"


@dataclass(frozen=True)
class Lecture:
    """A lecture: its sentences, and of each labelled section where it lies and which sentences a summary takes."""

    title: str
    sentences: tuple[str, ...]
    sections: tuple[tuple[range, frozenset[int]], ...]


#: The sentences of a section that a method takes.
Select = Callable[[Lecture, range], Collection[int]]


def rows() -> list[Row]:
    """Return the F1 of the sentences that are taken, mean over sections."""
    return guarded(_TASK, _NAME, _measure)


@cache
def lectures() -> tuple[Lecture, ...]:
    """Return the lectures, ordered by name. Their terms (CC BY-NC-ND 4.0) allow measuring; nothing is trained on them.

    Raises:
        DataMissing: the archive is not there.
    """
    with tarfile.open(data(_ARCHIVE)) as archive:
        members = sorted((member for member in archive if member.isfile()), key=lambda member: member.name)
        return tuple(_lecture(json.load(file)) for member in members if (file := archive.extractfile(member)))


def _lecture(found: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> Lecture:
    sentences: list[str] = []
    sections = []
    for clip in found["summarization"].values():
        first = len(sentences)
        sentences += [line["sent"] for line in clip["summarization_data"]]
        taken = frozenset(first + n for n, line in enumerate(clip["summarization_data"]) if line["label"])
        if clip["is_summarization_sample"] and taken:
            sections.append((range(first, len(sentences)), taken))
    return Lecture(str(found["title"]), tuple(sentences), tuple(sections))


def _measure() -> list[Row]:
    ways: dict[str, Select] = {
        "ours": lambda lecture, among: _ranking(lecture, meaning=True).best(_TAKEN, among=among),
        "ours, basic depth": lambda lecture, among: _ranking(lecture, meaning=False).best(_TAKEN, among=among),
        "lead": lambda lecture, among: among[:_TAKEN],
        "TextRank": _text_rank,
    }
    scores: dict[str, list[float]] = {way: [] for way in ways}
    for lecture in lectures():
        for among, truth in lecture.sections:
            for way, select in ways.items():
                scores[way].append(_f1(select(lecture, among), truth))
    figures = {way: float(np.mean(found)) for way, found in scores.items()}
    note = (
        f"the {_TAKEN} best sentences of each labelled section; one constant, of sentences that point back, is the "
        "best of five on it (0.383 to 0.385)"
    )
    return [Row(_TASK, _NAME, len(scores["ours"]), "F1", figures.pop("ours"), figures, _PUBLISHED, note)]


@cache
def _ranking(lecture: Lecture, *, meaning: bool) -> summaries.SentenceRanking:
    said = [Sentence(text, n, n + 1.0, tokens.count_words(text)) for n, text in enumerate(lecture.sentences)]
    points = embeddings.embed(lecture.sentences) if meaning else None
    return summaries.SentenceRanking(said, "en", points, lecture.title)


def _text_rank(lecture: Lecture, among: range) -> Collection[int]:
    inside: Sequence[str] = lecture.sentences[among.start : among.stop]
    return [among.start + n for n in text_rank(Paper("", tuple(inside), ""))[:_TAKEN]]


def _f1(taken: Collection[int], truth: Collection[int]) -> float:
    return 2 * len(set(taken) & set(truth)) / (len(taken) + len(truth))
