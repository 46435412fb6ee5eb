"""Feedback: concerns of commenters under videos that trained nothing, and its classes in other languages."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from statistics import fmean

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score

from analysis.pipeline.nlp import feedback as pipeline_feedback
from analysis.pipeline.nlp import sentiment
from analysis.pipeline.nlp.feedback import classifier, patterns, words_model
from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.vectors import arrays, embeddings
from benchmarks.quality import comment_intents, feedback_coverage
from benchmarks.quality.rows import Row, guarded
from benchmarks.training import feedback as training

TASK = "feedback"
_NAME = "comments on eight programming lessons, each video left out in turn"
_PUBLISHED = "SVM about .77 by ten-fold cross-validation (Poché et al. 2017, doi:10.1109/ICPC.2017.26)"
_OWN = Path(__file__).parent / "data" / "feedback_comments.txt"
_CONCERNS = ("complaints", "requests", "questions", "corrections")


def rows() -> list[Row]:
    """Return the lines of the table."""
    coverage = guarded(TASK, "points of readers' summaries", lambda: feedback_coverage.rows(TASK))
    return [*guarded(TASK, _NAME, _left_out_videos), *coverage, *_other_languages(), *comment_intents.rows(TASK)]


def _left_out_videos() -> list[Row]:
    """Return the figures of the models alone and of the classes that are shown, by words alone and with meaning."""
    comments = training.comments()
    truth = np.array([comment.is_concern for comment in comments])
    vectors = training.embed(comments)
    flags = {
        name: np.zeros(len(comments), dtype=bool) for name in ("models, basic", "models", "classes, basic", "classes")
    }
    for video in sorted({comment.video for comment in comments}):
        left_out = np.array([comment.video == video for comment in comments])
        others = [comment for comment in comments if comment.video != video]
        others_judged = vectors[~left_out], truth[~left_out]
        models = classifier.Models(
            training.train(others),
            training.train_meaning(*others_judged),
            training.train_tones(*others_judged),
            words_model.load(),
        )
        texts, own = [comment.text for comment in comments if comment.video == video], vectors[left_out]
        meanings = models.meaning.probabilities(own)
        flags["models, basic"][left_out] = [_is_concern(text, None, models) for text in texts]
        flags["models"][left_out] = [_is_concern(*row, models) for row in zip(texts, meanings, strict=True)]
        flags["classes, basic"][left_out] = _concerns(texts, None, models)
        flags["classes"][left_out] = _concerns(texts, own, models)
    worded = [any(patterns.find(one.text, questions.plain(one.text)).values()) for one in comments]
    baselines = {
        "wordings alone": f1_score(truth, worded),
        "has a question mark": f1_score(truth, ["?" in comment.text for comment in comments]),
    }
    note = "trained on the other seven videos; strengths and thresholds were chosen on the same videos; "
    found = []
    for name, found_flags in flags.items():
        what = "as shown: in any class but praise, though the set counts mere displeasure as no concern; "
        shares = f"precision {precision_score(truth, found_flags):.2f}, recall {recall_score(truth, found_flags):.2f}"
        score = f1_score(truth, found_flags)
        text = note + (what if name.startswith("classes") else "") + shares
        found.append(Row(TASK, f"{_NAME}: {name}", len(comments), "F1 of concerns", score, baselines, _PUBLISHED, text))
    return found


def _is_concern(text: str, meant: Mapping[str, float] | None, models: classifier.Models) -> bool:
    plain = questions.plain(text)
    found = classifier.concern_probability(text, plain, patterns.find(text, plain), meant, models.concern)
    return found > classifier.CONCERN_PROBABILITY


def _concerns(texts: list[str], vectors: arrays.Float32s | None, models: classifier.Models) -> list[bool]:
    languages = ["en"] * len(texts)
    predictions = sentiment.predict(texts, languages, vectors)
    classes = pipeline_feedback.classify(texts, languages, predictions, vectors, models=models)
    return [bool(set(own) & set(_CONCERNS)) for own in classes]


def _other_languages() -> list[Row]:
    """Return the F1 of each class on own comments, and the share of comments with exactly their class by language."""
    lines = [line.split("\t") for line in _OWN.read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    languages, labels, texts = (list(column) for column in zip(*lines, strict=True))
    vectors = embeddings.embed(texts)
    predictions = sentiment.predict(texts, languages, vectors)
    found = pipeline_feedback.classify(texts, languages, predictions, vectors)
    basic = pipeline_feedback.classify(texts, languages, sentiment.predict(texts, languages))
    note = "own comments, one of each class in each of 13 languages (no English): a check of cases, no sample of what "
    note += "people write; wordings and models were changed since, after errors on other own comments had been read"
    rows_of_classes = [
        Row(TASK, f"own comments in other languages, {name}", len(texts), f"F1 of {name}",
            _f1(name, labels, found), {"basic depth": _f1(name, labels, basic)}, note=note)
        for name in pipeline_feedback.CLASSES
    ]  # fmt: skip
    right = [set(own) == {label} - {"none"} for own, label in zip(found, labels, strict=True)]
    right_basic = [set(own) == {label} - {"none"} for own, label in zip(basic, labels, strict=True)]
    by_language = Counter(code for code, ok in zip(languages, right, strict=True) if ok)
    note += "; right of 6: " + ", ".join(f"{code} {by_language[code]}" for code in sorted(set(languages)))
    name, figure = "own comments in other languages, all", "share with exactly their class"
    total = Row(TASK, name, len(texts), figure, fmean(right), {"basic depth": fmean(right_basic)}, note=note)
    return [*rows_of_classes, total]


def _f1(name: str, labels: list[str], found: list[tuple[str, ...]]) -> float:
    score: float = f1_score([label == name for label in labels], [name in own for own in found])
    return score
