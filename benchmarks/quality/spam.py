"""Spam: comments of a video that nothing was trained on, and clean texts that must not be taken for spam."""

import re
import sys
from collections.abc import Sequence
from statistics import fmean

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline

from analysis.pipeline import values
from analysis.pipeline.nlp import spam as pipeline_spam
from analysis.pipeline.nlp.spam import comment_features
from benchmarks.quality import recorded
from benchmarks.quality.rows import Row, data, guarded
from benchmarks.training import spam as training

TASK = "spam"
_COLLECTION = "UCI YouTube Spam Collection"
_PUBLISHED = "95-98 % accuracy on random splits (Alberto, Lochter, Almeida 2015, doi:10.1109/ICMLA.2015.37)"
_LINK = re.compile(r"https?://|www\.|\.com\b", re.IGNORECASE)

#: Lengths of comments in letters: name, shortest, longest.
_LENGTHS = (("under 200 letters", 0, 199), ("200 to 400 letters", 200, 400), ("over 400 letters", 401, sys.maxsize))

_Rows = list[tuple[values.Comment, int]]


def rows() -> list[Row]:
    """Return the lines of the table."""
    return [
        *guarded(TASK, _COLLECTION, _left_out_videos),
        *guarded(TASK, "tweets of UMSAB, validation part", _clean_tweets),
        *guarded(TASK, "SenTube, comments about tablets, dev and test parts", _genuine_tablets),
        *guarded(TASK, "comments on programming lessons", _genuine_lessons),
        *guarded(TASK, "recorded comments", _recorded_comments),
    ]


def _left_out_videos() -> list[Row]:
    videos = training.videos()
    clean = training.clean_texts()
    found = [_left_out(name, videos, clean) for name in videos]
    mean = Row(
        TASK,
        f"{_COLLECTION}, mean of the videos above",
        sum(row.n for row in found),
        "F1 of spam",
        fmean(row.ours for row in found if row.ours is not None),
        {name: fmean(row.baselines[name] for row in found) for name in found[0].baselines},
        _PUBLISHED,
        "each video left out in turn",
    )
    return [*found, mean]


def _left_out(name: str, videos: dict[str, _Rows], clean: Sequence[comment_features.CommentFeatures]) -> Row:
    """Return the figures on one video, everything trained on the others."""
    others = {other: rows for other, rows in videos.items() if other != name}
    made = training.train([training.seen(other, rows) for other, rows in others.items()], clean)
    comments, truth = [comment for comment, _ in videos[name]], [label for _, label in videos[name]]
    video = values.Video(id=training.VIDEOS[name], url="")
    found = pipeline_spam.find_spam(comments, video, model=made)
    shown = comment_features.extract(comments, video.id)
    return Row(
        TASK,
        f"{_COLLECTION}, {name.split('-')[1]} left out",
        len(truth),
        "F1 of spam",
        f1_score(truth, [comment.id in found for comment in comments]),
        {
            "rules of wording alone": f1_score(truth, [look.rule is not None for look in shown]),
            "TF-IDF + logistic regression": f1_score(truth, _plain_baseline(others, comments)),
            "has a link": f1_score(truth, [bool(_LINK.search(comment.text)) for comment in comments]),
        },
        note=f"accuracy {np.mean([(comment.id in found) == bool(label) for comment, label in videos[name]]):.3f}; "
        f"trained on {', '.join(other.split('-')[1] for other in others)}, the clean texts of spam.md, own examples; "
        "strength and threshold chosen on pairs of the three videos, one training, one testing",
    )


def _plain_baseline(others: dict[str, _Rows], comments: Sequence[values.Comment]) -> Sequence[int]:
    learner = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=1000))
    learner.fit(
        [comment.text for rows in others.values() for comment, _ in rows],
        [label for rows in others.values() for _, label in rows],
    )
    judged: Sequence[int] = learner.predict([comment.text for comment in comments])
    return judged


def _clean_tweets() -> list[Row]:
    found = []
    for language in training.LANGUAGES:
        texts = training.lines(language, "val")
        comments = [values.Comment(str(place), text) for place, text in enumerate(texts)]
        share = len(pipeline_spam.find_spam(comments)) / len(comments)
        found.append((language, len(comments), share))
    by_language = ", ".join(f"{language} {100 * share:.1f} %" for language, _, share in found)
    count = sum(n for _, n, _ in found)
    share = sum(n * share for _, n, share in found) / count
    note = f"read as clean, though a few do advertise: {by_language}; the training part trained, this part did not"
    name, figure = "tweets of UMSAB, validation part", "share taken for spam (lower is better)"
    return [Row(TASK, name, count, figure, share, {}, note=note)]


def _genuine_tablets() -> list[Row]:
    texts = sorted({*training.tablets("dev"), *training.tablets("test")} - set(training.tablets("train")))
    return _by_length(
        "SenTube, comments about tablets, dev and test parts", texts, "the training part trained, these did not"
    )


def _genuine_lessons() -> list[Row]:
    folder = data("comments_labelled/youtube/concerns_icpc17")
    files = [path for path in sorted(folder.glob("*/*.txt")) if path.stem in ("concerns", "others")]
    texts = sorted({line.strip() for path in files for line in path.read_text(errors="replace").splitlines()} - {""})
    note = "holds some advertising (about 25 found by rules of wording) and comments of the authors; trained nothing"
    return _by_length("comments on eight programming lessons (Poché et al. 2017)", texts, note)


def _by_length(name: str, texts: Sequence[str], note: str) -> list[Row]:
    """Return the share of genuine comments classified as spam: of all, and by number of letters."""
    comments = [values.Comment(str(place), text) for place, text in enumerate(texts)]
    found = pipeline_spam.find_spam(comments)
    rows = []
    for label, shortest, longest in (("all lengths", 0, sys.maxsize), *_LENGTHS):
        ids = [comment.id for comment in comments if shortest <= len(comment.text) <= longest]
        share = sum(one in found for one in ids) / len(ids)
        rows.append(
            Row(
                TASK,
                f"{name}, {label}",
                len(ids),
                "genuine comments classified as spam (lower is better)",
                share,
                {},
                "",
                note,
            )
        )
    return rows


def _recorded_comments() -> list[Row]:
    count = taken = 0
    for video, comments in recorded.commented():
        count += len(comments)
        taken += len(pipeline_spam.find_spam(comments, video))
    note = "top comments as YouTube ranks them, none of them spam when read through; seen while choosing what to trust"
    return [
        Row(TASK, "recorded comments", count, "share taken for spam (lower is better)", taken / count, {}, "", note)
    ]
