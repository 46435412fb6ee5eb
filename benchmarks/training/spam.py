"""Learn what spam reads like: ``python -m benchmarks.training.spam`` writes the coefficients.

Trained on the three videos of the UCI YouTube Spam Collection that are there, and on tweets in eight languages (the
training part of UMSAB), which are taken for clean: they teach that a language other than English is no sign of spam.
Long texts are clean too: tweets of SemEval joined to the lengths of comments, YouTube comments about tablets (SenTube,
training part) and on four programming lessons. To these come the project's own examples in ``spam_texts``.
"""

import csv
import random
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from analysis.pipeline import values
from analysis.pipeline.nlp.spam import comment_features, hashed_ngrams, text_model
from analysis.pipeline.nlp.vectors import arrays, vectors
from benchmarks.quality import sentiment_data
from benchmarks.quality.rows import data
from benchmarks.training import feedback, spam_texts

#: File and YouTube id of each video of the collection.
VIDEOS = {
    "Youtube01-Psy": "9bZkp7q19f0",
    "Youtube02-KatyPerry": "CevxZvSJLk8",
    "Youtube03-LMFAO": "KQ6zr6kCPj8",
    "Youtube04-Eminem": "uelHwf8o7_U",
    "Youtube05-Shakira": "pRpeEdMmmQ0",
}
LANGUAGES = ("arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish")
#: Tweets of each language that train, joined tweets, comments of SenTube; and the weight of each beside a comment.
TWEETS, JOINED, TABLETS = 400, 1600, 2000
CLEAN_WEIGHT = 0.05
#: Programming lessons that train; those after them in the order of their ids are reported.
TRAINING_LESSONS = 4
LESSONS_WEIGHT = 0.1
#: Tweets in a joined text: up to some 1,000 letters.
_JOINED_TWEETS = (1, 2, 3, 4, 5, 6, 8)
#: The weight of one of the project's own examples.
OWN_WEIGHT = 1.0
#: Chosen on the training videos alone: trained on one, tested on another, the best mean F1 of the six pairs.
STRENGTH = 40.0
LOOKS_WEIGHT = 1.0

Labelled = tuple[list[comment_features.CommentFeatures], list[int]]


def videos() -> dict[str, list[tuple[values.Comment, int]]]:
    """Return the comments and labels (1 for spam) of each video that is there, by the name of its file."""
    folder = data("comments_labelled/youtube_spam_collection")
    return {name: _read(folder / f"{name}.csv") for name in VIDEOS if (folder / f"{name}.csv").exists()}


def _read(path: Path) -> list[tuple[values.Comment, int]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            (
                values.Comment(id=f"{place}", text=row["CONTENT"], author=row["AUTHOR"]),
                int(row.get("label") or row["CLASS"]),
            )
            for place, row in enumerate(csv.DictReader(file))
        ]


def seen(name: str, rows: Sequence[tuple[values.Comment, int]]) -> Labelled:
    """Return how the comments of a video look, and their labels."""
    return comment_features.extract([comment for comment, _ in rows], VIDEOS[name]), [label for _, label in rows]


def tweets(part: str, count: int) -> list[comment_features.CommentFeatures]:
    """Return how the first ``count`` tweets of each language in ``part`` look."""
    return _features([text for language in LANGUAGES for text in lines(language, part)[:count]])


def clean_texts() -> tuple[list[comment_features.CommentFeatures], list[float]]:
    """Return the features of all texts that are assumed to be clean, and their weights."""
    long = joined_tweets(JOINED) + tablets("train")[:TABLETS]
    short = tweets("train", TWEETS) + _features(long)
    # Somebody advertises under any video: what a rule matches teaches nothing clean.
    taught = [one for one in _features(lessons(is_training=True)) if one.rule is None]
    return short + taught, [CLEAN_WEIGHT] * len(short) + [LESSONS_WEIGHT] * len(taught)


def _features(texts: Sequence[str]) -> list[comment_features.CommentFeatures]:
    return comment_features.extract([values.Comment(str(place), text) for place, text in enumerate(texts)], None)


def lessons(*, is_training: bool) -> list[str]:
    """Return the different comments on the programming lessons that train, or on the others."""
    comments = feedback.comments()
    names = sorted({comment.video for comment in comments})
    chosen = set(names[:TRAINING_LESSONS] if is_training else names[TRAINING_LESSONS:])
    return sorted({comment.text for comment in comments if comment.video in chosen})


def joined_tweets(count: int) -> list[str]:
    """Return ``count`` texts of several of SemEval's training tweets each, in a seeded order."""
    found = [text.text for text in sentiment_data.semeval(sentiment_data.SEMEVAL_TRAINS)]
    draw = random.Random(5)
    draw.shuffle(found)
    left = iter(found)
    return [
        " ".join(next(left, "").replace("http", "") for _ in range(draw.choice(_JOINED_TWEETS))) for _ in range(count)
    ]


def tablets(part: str) -> list[str]:
    """Return the different comments of SenTube's ``part`` (train, dev or test), in the order of a hash."""
    with tarfile.open(data("comments_labelled/youtube/sentube_tablets.tar.xz")) as archive:
        files = [archive.extractfile(f"tablets/{part}/{name}.txt") for name in ("pos", "neg")]
        lines_of_files = [file.read().decode().splitlines() for file in files if file]
    texts = {line.strip() for file_lines in lines_of_files for line in file_lines if line.strip()}
    return sorted(texts, key=sentiment_data.draw)


def lines(language: str, part: str) -> list[str]:
    """Return tweets without the words that stand in them for links and names, which no comment holds."""
    path = data(f"comments_labelled/umsab/{language}/{part}_text.txt")
    return [line.replace("@user", "").replace("http", "") for line in path.read_text(encoding="utf-8").splitlines()]


def written() -> Labelled:
    """Return the project's own examples and their labels."""
    labelled = [(text, 1) for text in spam_texts.SPAM] + [(text, 0) for text in spam_texts.CLEAN]
    return _features([text for text, _ in labelled]), [label for _, label in labelled]


def train(
    comments: Sequence[Labelled], clean: tuple[Sequence[comment_features.CommentFeatures], Sequence[float]]
) -> text_model.Model:
    """Return the model of some videos' comments and of texts that are taken for clean, with the weight of each."""
    shown = [look for part, _ in comments for look in part]
    labels = [label for _, part in comments for label in part] + [0] * len(clean[0])
    weights = [1.0] * len(shown) + list(clean[1])
    shown += clean[0]
    own = written()
    shown, labels, weights = shown + own[0], labels + own[1], weights + [OWN_WEIGHT] * len(own[1])
    texts = [look.masked for look in shown]
    words, pieces = hashed_ngrams.words(texts), hashed_ngrams.pieces(texts)
    word_rarity, piece_rarity = _rarity(words), _rarity(pieces)
    figures = np.array([look.figures for look in shown]) * LOOKS_WEIGHT
    features = sparse.hstack(
        [
            vectors.weight_by_rarity(words, word_rarity),
            vectors.weight_by_rarity(pieces, piece_rarity),
            sparse.csr_matrix(figures),
        ]
    ).tocsr()
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000).fit(features, labels, sample_weight=weights)
    ends = np.cumsum([words.shape[1], pieces.shape[1]])
    by_word, by_piece, by_look = np.split(fitted.coef_[0], ends)
    return text_model.Model(
        word_rarity, piece_rarity, by_word, by_piece, by_look * LOOKS_WEIGHT, float(fitted.intercept_[0])
    )


def _rarity(counts: sparse.csr_matrix) -> arrays.Float64s:
    held: arrays.Float64s = (
        np.log((1 + counts.shape[0]) / (1 + np.bincount(counts.indices, minlength=counts.shape[1]))) + 1
    )
    return held


def write(made: text_model.Model, path: Path) -> None:
    """Write the coefficients in half precision, which changes no verdict that is not a coin's toss."""
    arrays = {name: getattr(made, name).astype(np.float16) for name in text_model.ARRAYS}
    np.savez_compressed(path, **arrays, intercept=np.float32(made.intercept))


def main() -> None:
    """Train on everything that is there and write it where the pipeline reads it."""
    made = train([seen(name, rows) for name, rows in videos().items()], clean_texts())
    text_model.PATH.parent.mkdir(exist_ok=True)
    write(made, text_model.PATH)


if __name__ == "__main__":
    main()
