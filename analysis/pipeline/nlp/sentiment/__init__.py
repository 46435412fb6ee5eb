"""Sentiment of texts. See :mod:`analysis.pipeline.nlp.sentiment.prediction`."""

from analysis.pipeline.nlp.sentiment.prediction import (
    LABELS,
    MODEL,
    SECOND_PASS_MODEL,
    Prediction,
    label_of,
    predict,
    second_pass_limit,
    supports_language,
)

__all__ = [
    "LABELS",
    "MODEL",
    "SECOND_PASS_MODEL",
    "Prediction",
    "label_of",
    "predict",
    "second_pass_limit",
    "supports_language",
]
