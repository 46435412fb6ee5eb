"""Language of tweets and comments whose language their sets state."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.pipeline.nlp.words import language
from benchmarks.quality import sentiment_data
from benchmarks.quality.rows import Row, guarded
from benchmarks.quality.sentiment_data import Text

TASK = "language"
_NOTE = "undetermined counts as wrong; of those named {right:.1%} are right, {named:.1%} are named"
_LATIN = " The set mixes in whole tweets in English, which are labelled with the rest."


def rows() -> list[Row]:
    """Return every figure."""
    measures: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
        ("UMSAB, val", _umsab),
        ("SemEval 2016 test", lambda: [_row("SemEval 2016 test", sentiment_data.semeval(["2016test"])[:3000], {"en"})]),
        ("waimai", lambda: [_row("waimai", sentiment_data.waimai(reported=True), {"zh"})]),
        ("DravidianCodeMix", _dravidian),
    )
    return [row for name, measure in measures for row in guarded(TASK, name, measure)]


def _umsab() -> list[Row]:
    texts = sentiment_data.umsab("val")
    found = [
        _row(f"UMSAB val, {code}", [text for text in texts if text.language == code], {code})
        for code in sentiment_data.UMSAB.values()
    ]
    return [*found, _calibration([text for text in texts if not text.language.endswith("-Latn")])]


def _dravidian() -> list[Row]:
    texts = sentiment_data.dravidian(reported=True)
    english = np.mean([language.detect(text.text).language == "en" for text in texts])
    raw = np.mean([_by_model_alone(text.text) == "en" for text in texts])
    note = "Tamil mixed with English, in either script; some comments are in English and right to be called so"
    figure = "share taken for English (lower is better)"
    name = "DravidianCodeMix, reported part"
    return [Row(TASK, name, len(texts), figure, float(english), {"model alone": float(raw)}, note=note)]


def _row(name: str, texts: Sequence[Text], right: set[str]) -> Row:
    found = [language.detect(text.text).language for text in texts]
    alone = float(np.mean([_by_model_alone(text.text) in right for text in texts]))
    named = [code for code in found if code is not None]
    accuracy = sum(code in right for code in found) / len(texts)
    note = _NOTE.format(right=sum(code in right for code in named) / len(named), named=len(named) / len(texts))
    note += _LATIN if any(code.endswith("-Latn") for code in right) else ""
    return Row(TASK, name, len(texts), "accuracy", accuracy, {"model alone": alone}, note=note)


def _by_model_alone(text: str) -> str:
    """Return the model's best guess, however unsure."""
    return str(language.load_detector().detect(" ".join(text.lower().split()), model="lite")[0]["lang"])


def _calibration(texts: Sequence[Text]) -> Row:
    """Return by how much confidence and accuracy differ, over those named, in five bins of equal size."""
    pairs = [(language.detect(text.text), text.language) for text in texts]
    named = sorted((found.confidence, found.language == code) for found, code in pairs if found.language)
    bins = np.array_split(np.array(named, dtype=float), 5)
    error = sum(len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in bins) / len(named)
    figure = "expected calibration error (lower is better)"
    return Row(TASK, "UMSAB val, confidence of 7 languages", len(named), figure, float(error), {})
