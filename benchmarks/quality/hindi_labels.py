"""Whether the labels of UMSAB's Hindi tweets can be learnt from the tweets at all.

A plain model of words is trained and tested within each part by five-fold cross-validation, with the labels as they are
and with the same labels shuffled. Where both do as well, the labels have nothing to do with the texts.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from benchmarks.quality import sentiment_data
from benchmarks.quality.rows import Row
from benchmarks.quality.sentiment_data import Text

#: Each figure is the mean of so many draws of folds, or of shuffled labels.
_DRAWS = 5
_STRENGTH = 0.3


def rows(task: str) -> list[Row]:
    """Return one line for each part, and one for as many Spanish tweets."""
    hindi, spanish = (
        [text for text in sentiment_data.umsab("train") if text.language == code] for code in ("hi-Latn", "es")
    )
    half = len(hindi) // 2
    order = np.random.default_rng(0).permutation(len(spanish))[:half]
    parts = {
        "first half of train, hi-Latn": hindi[:half],
        "second half of train, hi-Latn": hindi[half:],
        "val, hi-Latn": [text for text in sentiment_data.umsab("val") if text.language == "hi-Latn"],
        "as many of train, es": [spanish[place] for place in order],
    }
    return [_row(task, f"UMSAB {name}: can the labels be learnt?", texts) for name, texts in parts.items()]


def _row(task: str, name: str, texts: Sequence[Text]) -> Row:
    said, labels = [text.text for text in texts], np.array([text.label for text in texts])
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)
    words = TfidfVectorizer(sublinear_tf=True, min_df=2)
    columns = sparse.hstack([characters.fit_transform(said), words.fit_transform(said)]).tocsr()
    shuffled = [_right(columns, np.random.default_rng(draw).permutation(labels), draw) for draw in range(_DRAWS)]
    found = [_right(columns, labels, draw) for draw in range(_DRAWS)]
    note = "a model of words, trained and tested within the part: five folds, mean of five draws; not our model"
    baselines = {"labels shuffled": float(np.mean(shuffled))}
    return Row(task, name, len(texts), "macro-F1 of a plain model", float(np.mean(found)), baselines, note=note)


def _right(columns: sparse.csr_matrix, labels: np.ndarray, draw: int) -> float:
    folds = StratifiedKFold(5, shuffle=True, random_state=draw)
    answers = cross_val_predict(LinearSVC(C=_STRENGTH), columns, labels, cv=folds)
    return float(f1_score(labels, answers, average="macro"))
