"""Feedback: concerns of commenters under videos that trained nothing."""

import numpy as np
from sklearn.metrics import f1_score, precision_score, recall_score

from analysis.pipeline.nlp.feedback import classifier, patterns
from analysis.pipeline.nlp.sentences import questions
from benchmarks.quality.rows import Row, guarded
from benchmarks.training import feedback as training

TASK = "feedback"
_NAME = "comments on eight programming lessons, each video left out in turn"


def rows() -> list[Row]:
    """Return the lines of the table."""
    return guarded(TASK, _NAME, _left_out_videos)


def _left_out_videos() -> list[Row]:
    comments = training.comments()
    truth = np.array([comment.is_concern for comment in comments])
    found = np.zeros(len(comments), dtype=bool)
    worded = np.zeros(len(comments), dtype=bool)
    for video in sorted({comment.video for comment in comments}):
        model = training.train([comment for comment in comments if comment.video != video])
        for row, comment in enumerate(comments):
            if comment.video == video:
                plain = questions.plain(comment.text)
                wordings = patterns.find(comment.text, plain)
                found[row] = classifier.is_concern(comment.text, plain, wordings, model=model)
                worded[row] = any(wordings.values())
    marks = f1_score(truth, ["?" in comment.text for comment in comments])
    note = (
        "the model, trained on the other seven videos; strength and threshold were chosen on the same videos; "
        f"precision {precision_score(truth, found):.2f}, recall {recall_score(truth, found):.2f}"
    )
    published = "SVM about .77 by ten-fold cross-validation (Poché et al. 2017, doi:10.1109/ICPC.2017.26)"
    baselines = {"wordings alone": f1_score(truth, worded), "has a question mark": marks}
    return [Row(TASK, _NAME, len(comments), "F1 of concerns", f1_score(truth, found), baselines, published, note)]
