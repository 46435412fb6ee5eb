"""Learn which comments concern the creator: ``python -m benchmarks.training.feedback`` writes the coefficients.

Trained on the comments of eight programming lessons (Poché et al. 2017, see ``feedback.md``), labelled as concerns
(questions, errors, requests, advice) or others. The models of meaning, of tone and of words learn their classes from
own comments (``own_texts``), against tweets in eight languages; tones also against labelled YouTube comments whose
label excludes them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from analysis.pipeline.nlp.feedback import concern_model, meaning_model, patterns, words_model
from analysis.pipeline.nlp.sentences import questions
from analysis.pipeline.nlp.sentiment import tone_model
from analysis.pipeline.nlp.vectors import arrays, embeddings, vectors
from benchmarks.quality import sentiment_data, youtube_sentiment
from benchmarks.quality.rows import data
from benchmarks.training import own_texts

#: An n-gram counts if it occurs under so many of the videos, so that their subjects train little.
_FEWEST_VIDEOS = 4
#: Chosen with one video left out at a time, as the threshold in ``classifier`` was.
STRENGTH, FIGURES_WEIGHT = 6.0, 0.5
#: How much the columns of words are stretched by what the classes say of each (the ratio of its frequencies in them, as
#: in naive Bayes), 0 to 1, and what is added to each count. Chosen likewise; without it the F1 of words alone is 0.764.
RATIO_WEIGHT, RATIO_SMOOTHING = 0.4, 1.0
#: The same of the model of meaning; tweets of each language that belong to no class, and the weight of each.
MEANING_STRENGTH, TWEETS, TWEET_WEIGHT = 10.0, 150, 0.1
LANGUAGES = ("arabic", "english", "french", "german", "hindi", "italian", "portuguese", "spanish")
#: Weight of a text drawn from a template: with more, complaints in other words, also in English, were found less often.
TEMPLATE_WEIGHT = 0.1
#: Strength of the model of words, and the weight of a drawn text in it.
WORDS_STRENGTH, DRAWN_WORDS_WEIGHT = 10.0, 0.5
#: Classes of own templates that are tones.
_TONES_OF_TEMPLATES = ("rhetorical", "irony")
#: Labels that exclude a tone: YouTube comments with them are taken to be without it. That cost no macro-F1 of sentiment
#: (0.684 before and after), while the same tones without these comments did (0.680).
_LABELS_WITHOUT = {
    **dict.fromkeys(("blame", "irony"), (youtube_sentiment.POSITIVE, youtube_sentiment.NEUTRAL)),
    "delight": (youtube_sentiment.NEGATIVE, youtube_sentiment.NEUTRAL),
    # A few of the positive ones do praise something else; without them more that praise the video would be neutral.
    "elsewhere": (youtube_sentiment.POSITIVE,),
    "jokes": (youtube_sentiment.NEGATIVE,),
}


@dataclass(frozen=True)
class Labelled:
    """A comment and its label."""

    video: str
    text: str
    is_concern: bool


def comments() -> list[Labelled]:
    """Return the labelled comments of all videos."""
    folder = data("comments_labelled/youtube/concerns_icpc17")
    return [
        Labelled(path.parent.name, line.strip(), path.stem == "concerns")
        for path in sorted(folder.glob("*/*.txt"))
        if path.stem in ("concerns", "others")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()
    ]


def train(rows: Sequence[Labelled]) -> concern_model.Model:
    """Return the model of ``rows``."""
    plain = [questions.plain(row.text) for row in rows]
    found = [sorted(set(concern_model.ngrams(text))) for text in plain]
    videos = Counter(
        ngram for ngram, _ in {(ngram, row.video) for row, own in zip(rows, found, strict=True) for ngram in own}
    )
    names = sorted(ngram for ngram, count in videos.items() if count >= _FEWEST_VIDEOS)
    column = {ngram: place for place, ngram in enumerate(names)}
    known = [[column[ngram] for ngram in own if ngram in column] for own in found]
    texts_with = np.bincount([place for own in known for place in own], minlength=len(names))
    rarity = np.log((1 + len(rows)) / (1 + texts_with)) + 1
    lengths = [np.sqrt(np.sum(rarity[own] ** 2)) or 1.0 for own in known]
    weights = np.concatenate([rarity[own] / length for own, length in zip(known, lengths, strict=True)])
    starts = np.cumsum([0, *map(len, known)])
    words = sparse.csr_matrix((weights, np.concatenate(known).astype(int), starts), shape=(len(rows), len(names)))
    is_concern = np.array([row.is_concern for row in rows])
    stretch = _stretch(words, is_concern)
    shown = np.array(
        [
            concern_model.figures(row.text, text, patterns.find(row.text, text))
            for row, text in zip(rows, plain, strict=True)
        ]
    )
    features = sparse.hstack([words.multiply(stretch), sparse.csr_matrix(shown * FIGURES_WEIGHT)]).tocsr()
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000).fit(features, is_concern)
    by_ngram, by_figure = fitted.coef_[0][: len(names)] * stretch, fitted.coef_[0][len(names) :] * FIGURES_WEIGHT
    return concern_model.Model(
        {ngram: (float(rarity[place]), float(by_ngram[place])) for ngram, place in column.items()},
        tuple(by_figure.tolist()),
        float(fitted.intercept_[0]),
    )


def _stretch(words: sparse.csr_matrix, is_concern: npt.NDArray[np.bool_]) -> arrays.Float64s:
    """Return a factor for each column of ``words``: the more it tells concerns from others, the greater."""
    has_word = words > 0
    counts = [np.asarray(has_word[rows].sum(axis=0)).ravel() + RATIO_SMOOTHING for rows in (is_concern, ~is_concern)]
    shares = [one / one.sum() for one in counts]
    found: arrays.Float64s = 1 + RATIO_WEIGHT * (np.abs(np.log(shares[0] / shares[1])) - 1)
    return found


def train_meaning(embedded: arrays.Float32s, is_concern: npt.NDArray[np.bool_]) -> meaning_model.Model:
    """Return the model of meaning; ``embedded`` are the embeddings of labelled comments."""
    own, tweets = _own_feedback(), _embedded_tweets()
    fitted = [LogisticRegression(C=MEANING_STRENGTH, max_iter=3000).fit(embedded, is_concern)]
    fitted += [_fit(name, own, tweets) for name in meaning_model.NAMES[1:]]
    return meaning_model.Model(*_rows(fitted))


def train_tones(embedded: arrays.Float32s, is_concern: npt.NDArray[np.bool_]) -> tone_model.Model:
    """Return the model of tones; the concerns among the labelled comments have none. ``embedded`` as above."""
    comments, toned = _embedded_own(own_texts.COMMENTS), _embedded_own(own_texts.TONES)
    own = _Own.together(toned, _embedded_templates(tones=True), comments.named("complaints", as_name="blame"))
    others = [_embedded_tweets(), embedded[is_concern]]
    fitted = [
        _fit(name, own, np.vstack([*others, *(_embedded_comments(label) for label in _LABELS_WITHOUT.get(name, ()))]))
        for name in tone_model.NAMES
    ]
    return tone_model.Model(*_rows(fitted))


@dataclass(frozen=True)
class _Own:
    """Own texts: the class, the weight and the embedding of each."""

    names: list[str]
    weights: arrays.Float64s
    vectors: arrays.Float32s

    @classmethod
    def together(cls, *parts: "_Own") -> "_Own":
        """Return the texts of all parts."""
        names = [name for part in parts for name in part.names]
        return cls(names, np.hstack([one.weights for one in parts]), np.vstack([one.vectors for one in parts]))

    def named(self, name: str, *, as_name: str) -> "_Own":
        """Return the texts with ``name`` as ``as_name`` and all others in no class."""
        return replace(self, names=[as_name if own == name else "none" for own in self.names])


def train_words() -> words_model.Model:
    """Return the model of words, from the own texts in all languages."""
    written = own_texts.read(own_texts.COMMENTS) + own_texts.read(own_texts.TONES)
    drawn = [(name, text) for name, _, text in own_texts.drawn()]
    others = _tweets() + [one.text for one in sentiment_data.own_comments() if one.label != youtube_sentiment.NEGATIVE]
    rows = written + drawn
    counts = words_model.ngram_counts([*(text for _, text in rows), *others])
    texts_with = np.asarray(counts.sum(axis=0)).ravel()
    rarity = np.log((1 + counts.shape[0]) / (1 + texts_with)) + 1
    weighted = vectors.weight_by_rarity(counts, rarity)
    weights = np.array([1.0] * len(written) + [DRAWN_WORDS_WEIGHT] * len(drawn))
    own = _Own([name for name, _ in rows], weights, weighted[: len(rows)])
    blamed = own.named("complaints", as_name="blame")
    fitted = [
        _fit(name, blamed if name == "blame" else own, weighted[len(rows) :], WORDS_STRENGTH)
        for name in words_model.NAMES
    ]
    return words_model.Model(*_rows(fitted), rarity)


def _own_feedback() -> _Own:
    """Return own comments; those with a tone are in no class."""
    toned = _Own.together(_embedded_own(own_texts.TONES), _embedded_templates(tones=True))
    has_tone = np.array(toned.names) != "none"
    without_class = _Own(["none"] * has_tone.sum(), toned.weights[has_tone], toned.vectors[has_tone])
    return _Own.together(_embedded_own(own_texts.COMMENTS), _embedded_templates(tones=False), without_class)


def _fit(
    name: str, own: _Own, others: arrays.Float32s | sparse.csr_matrix, strength: float = MEANING_STRENGTH
) -> LogisticRegression:
    """Return the regression of the class ``name`` of own comments against the rest of them and ``others``."""
    count = len(own.names)
    labels = np.zeros(count + others.shape[0], dtype=bool)
    labels[:count] = np.array(own.names) == name
    weights = np.concatenate([own.weights, np.full(others.shape[0], TWEET_WEIGHT)])
    # The comments of the class weigh as much as all other own ones together.
    weights[labels] *= weights[:count].sum() / weights[labels].sum() - 1
    stack = sparse.vstack if sparse.issparse(others) else np.vstack
    model = LogisticRegression(C=strength, max_iter=3000)
    return model.fit(stack([own.vectors, others]), labels, sample_weight=weights)


def _rows(fitted: Sequence[LogisticRegression]) -> tuple[arrays.Float64s, arrays.Float64s]:
    return np.vstack([one.coef_[0] for one in fitted]), np.array([float(one.intercept_[0]) for one in fitted])


@cache
def _embedded_own(path: Path) -> _Own:
    """Return the own comments at ``path``."""
    rows = own_texts.read(path)
    return _Own([name for name, _ in rows], np.ones(len(rows)), embeddings.embed([text for _, text in rows]))


@cache
def _embedded_templates(*, tones: bool) -> _Own:
    """Return texts drawn from templates in the languages of the encoder: those of tones or those of classes."""
    known = [row for row in own_texts.drawn() if row[1] in embeddings.LANGUAGES]
    rows = [(name, text) for name, _, text in known if (name in _TONES_OF_TEMPLATES) == tones]
    weights = np.full(len(rows), TEMPLATE_WEIGHT)
    return _Own([name for name, _ in rows], weights, embeddings.embed([text for _, text in rows]))


@cache
def _embedded_comments(label: int) -> arrays.Float32s:
    """Return the embeddings of those YouTube comments with ``label`` that are not reported."""
    return embeddings.embed([one.text for one in sentiment_data.youtube_mixed(reported=False) if one.label == label])


@cache
def _embedded_tweets() -> arrays.Float32s:
    return embeddings.embed(_tweets())


def _tweets() -> list[str]:
    found = []
    for language in LANGUAGES:
        lines = data(f"comments_labelled/umsab/{language}/train_text.txt").read_text(encoding="utf-8").splitlines()
        found += [line.replace("@user", "").replace("http", "") for line in lines[:TWEETS]]
    return found


def embed(rows: Sequence[Labelled]) -> arrays.Float32s:
    """Return the embeddings of labelled comments."""
    return embeddings.embed([row.text for row in rows])


def write(made: concern_model.Model, path: Path) -> None:
    """Write the coefficients; the n-grams are sorted, so that their order tells nothing of the texts."""
    names = sorted(made.weights)
    np.savez_compressed(
        path,
        ngrams=np.array(names),
        rarity=np.array([made.weights[name][0] for name in names], dtype=np.float32),
        coefficients=np.array([made.weights[name][1] for name in names], dtype=np.float32),
        figures=np.array(made.figures, dtype=np.float32),
        intercept=np.float32(made.intercept),
    )


def write_rows(made: meaning_model.Model | tone_model.Model, path: Path) -> None:
    """Write the coefficients of a model over embeddings."""
    np.savez_compressed(
        path, coefficients=made.coefficients.astype(np.float16), intercepts=made.intercepts.astype(np.float32)
    )


def write_words(made: words_model.Model, path: Path) -> None:
    """Write the coefficients of the model of words."""
    np.savez_compressed(
        path,
        coefficients=made.coefficients.astype(np.float16),
        intercepts=made.intercepts.astype(np.float32),
        rarity=made.rarity.astype(np.float16),
    )


def main() -> None:
    """Train the models on all comments and write them where the pipeline reads them."""
    rows = comments()
    write(train(rows), concern_model.PATH)
    embedded, is_concern = embed(rows), np.array([row.is_concern for row in rows])
    write_rows(train_meaning(embedded, is_concern), meaning_model.PATH)
    write_rows(train_tones(embedded, is_concern), tone_model.PATH)
    write_words(train_words(), words_model.PATH)


if __name__ == "__main__":
    main()
