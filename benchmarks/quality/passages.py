"""Questions and the passages that answer them, in nine languages: what a search by meaning shows, and in which order.

The baseline is the cosine of at least 0.2, without taking off what all texts have in common.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.pipeline.nlp.vectors import arrays, embeddings, packing
from analysis.search.nearness import COMMON_TEXTS, MIN_COSINE, MIN_SHARE
from benchmarks.quality.rows import Row

LABELLED = Path(__file__).resolve().parent / "data" / "passages.txt"
_SETS = {
    "1": "the bounds were chosen on it",
    "2": "the bounds were chosen with its figures in sight",
}
_BASELINE = "cosine of 0.2 and more"
_FIRST = 5

Bools = NDArray[np.bool_]


def rows() -> list[Row]:
    """Return the figures of each set."""
    lines = [line.split("\t") for line in LABELLED.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    return [row for name in _SETS for row in _measured(name, [line[1:] for line in lines if line[0] == name])]


def _measured(name: str, lines: Sequence[list[str]]) -> list[Row]:
    passages = [line for line in lines if line[0] != "?"]
    questions = [line for line in lines if line[0] == "?"]
    is_answer = np.array([[passage[0] in answers.split(",") for passage in passages] for _, _, _, answers in questions])
    stored = np.vstack([_vector(kind, text) for _, kind, _, text in passages])
    asked = embeddings.embed([text for _, _, text, _ in questions])
    plain = asked @ stored.T
    rest = asked - embeddings.embed(COMMON_TEXTS).mean(axis=0)
    ours = rest / np.linalg.norm(rest, axis=1, keepdims=True) @ stored.T
    bounds = np.maximum(MIN_COSINE, MIN_SHARE * ours.max(axis=1, keepdims=True))
    found = _figures(ours, ours >= bounds, is_answer)
    before = _figures(plain, plain >= 0.2, is_answer)
    data = f"own questions and passages, set {name}"
    return [
        Row("passages", data, len(questions), figure, found[figure], {_BASELINE: before[figure]}, note=_SETS[name])
        for figure in found
    ]


def _vector(kind: str, text: str) -> arrays.Float32s:
    """Return the vector of a passage as the analysis stores it: of a transcript, the mean of its sentences."""
    sentences = re.split(r"(?<=[.!?]) ", text) if kind == "transcript" else [text]
    return packing.mean_rows(embeddings.embed(sentences), [0.0] * len(sentences), [0.0])


def _figures(scores: arrays.Float32s, shown: Bools, is_answer: Bools) -> dict[str, float]:
    """Return the means over the questions; the last over those without an answer, all others over the rest."""
    precisions, ranks, recalls, false, empty = [], [], [], [], []
    for question, answers in enumerate(is_answer):
        hits = [passage for passage in np.argsort(-scores[question]) if shown[question, passage]]
        if not answers.any():
            empty.append(not hits)
            continue
        precisions.append(float(answers[hits[:_FIRST]].mean()) if hits else 0.0)
        ranks.append(next((1 / place for place, hit in enumerate(hits, 1) if answers[hit]), 0.0))
        recalls.append(answers[hits].sum() / answers.sum())
        false.append(len(hits) - answers[hits].sum())
    return {
        f"precision of the first {_FIRST}": float(np.mean(precisions)),
        "mean reciprocal rank": float(np.mean(ranks)),
        "recall": float(np.mean(recalls)),
        "false hits a question (lower is better)": float(np.mean(false)),
        "share of questions without an answer that find nothing": float(np.mean(empty)),
    }
