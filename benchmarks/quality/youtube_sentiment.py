"""Sentiment of labelled YouTube comments: labels, confidence, and shares against the true ones."""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import f1_score

from analysis.pipeline.nlp.sentiment import Prediction, predict, second_pass_limit
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language, tokens
from analysis.pipeline.reliability import SCORE_ERROR, SHARE_ERROR
from benchmarks.quality import sentiment_data
from benchmarks.quality.rows import Row
from benchmarks.quality.sentiment_data import NEGATIVE, NEUTRAL, POSITIVE, Text

TASK = "sentiment"
_CODES = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
_SURE = 0.9
#: Targets of the project for sets of YouTube comments.
_MAX_ERROR, _MIN_RIGHT = 0.05, 0.88
#: The largest share of comments in the second pass: without the packages of ``make accurate``; with them; and as of
#: 10,000 comments at ``detailed``.
_PASSES = (("without second pass", 0.0), ("with second pass", 1.0), ("with second pass of a tenth", 0.1))
_NOTE = (
    "the other part adapted the classifiers to comments; this part chose between six ways to adapt and the confidence "
    "below which the second pass is used; language as detected"
)


def rows() -> list[Row]:
    """Return the figures of both sets."""
    mixed = sentiment_data.youtube_mixed(reported=True)
    tablets = sentiment_data.sentube(reported=True)
    return [
        *_rows("YouTube comments on many subjects", mixed, _NOTE),
        *_rows("SenTube, comments about tablets", tablets, f"{_NOTE}; the set has no neutral comments"),
    ]


def _rows(name: str, texts: Sequence[Text], note: str) -> list[Row]:
    found = []
    for passes, share in _PASSES:
        if share and not second_pass_limit("detailed"):
            continue
        predictions = _judge(texts, int(share * len(texts)))
        judged = [(text.label, one) for text, one in zip(texts, predictions, strict=True) if one is not None]
        set_name = f"{name}, {passes}"
        has_neutral = not texts[0].two_classes
        labels = np.array([label for label, _ in judged])
        if has_neutral:
            answers = np.array([_CODES[one.label] for _, one in judged])
            confidence = np.array([one.confidence for _, one in judged])
        else:
            answers = np.array([POSITIVE if one.score > 0 else NEGATIVE for _, one in judged])
            confidence = np.array([_of_two_classes(one) for _, one in judged])
        right = answers == labels
        figure = "macro-F1" if has_neutral else "macro-F1, two classes"
        found.append(Row(TASK, set_name, len(labels), figure, _f1(labels, answers), {}, note=note))
        figure = "expected calibration error (lower is better)"
        found.append(
            Row(TASK, set_name, len(labels), figure, calibration_error(confidence, right), {"target": _MAX_ERROR})
        )
        sure = confidence >= _SURE
        figure = f"right where confidence is {_SURE} and more"
        found.append(Row(TASK, set_name, int(sure.sum()), figure, float(right[sure].mean()), {"target": _MIN_RIGHT}))
        if has_neutral:
            found += _biases(set_name, labels, answers, [one for _, one in judged])
    return found


def _biases(name: str, labels: np.ndarray, answers: np.ndarray, judged: Sequence[Prediction]) -> list[Row]:
    """Return how far the shown shares and the mean score are from the true ones."""
    found = []
    for label, code in _CODES.items():
        shown, true = float(np.mean(answers == code)), float(np.mean(labels == code))
        figure = f"share of {label}: shown minus true"
        found.append(Row(TASK, name, len(labels), figure, shown - true, {"error in the intervals": SHARE_ERROR[label]}))
    true_mean = float(np.mean(labels == POSITIVE) - np.mean(labels == NEGATIVE))
    difference = float(np.mean([one.score for one in judged])) - true_mean
    figure = "mean score: shown minus true"
    return [*found, Row(TASK, name, len(labels), figure, difference, {"error in the intervals": SCORE_ERROR})]


def _of_two_classes(one: Prediction) -> float:
    """Return the probability of the likelier of positive and negative, if one of them is true."""
    sum_of_both = 1 - one.confidence if one.label == "neutral" else 2 * one.confidence - abs(one.score)
    return (sum_of_both + abs(one.score)) / (2 * sum_of_both) if sum_of_both else 0.5


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    return sum(
        float(np.mean(bins == number) * abs(confidence[bins == number].mean() - right[bins == number].mean()))
        for number in set(bins.tolist())
    )


def _judge(texts: Sequence[Text], limit: int) -> list[Prediction | None]:
    written = [text.text for text in texts]
    vectors = embeddings.embed([tokens.without_addresses(text) for text in written])
    codes = [language.detect(text).language for text in written]
    return predict(written, codes, vectors, second_pass_limit=limit)


def _f1(labels: np.ndarray, answers: np.ndarray) -> float:
    return float(f1_score(labels, answers, labels=sorted(set(labels.tolist())), average="macro", zero_division=0))
