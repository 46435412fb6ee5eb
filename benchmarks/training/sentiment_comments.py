"""Adapt the sentiment classifiers to YouTube comments: ``python -m benchmarks.training.sentiment_comments CACHE``.

``sentiment.npz`` was learnt from tweets, and is left as it is: comments on videos are more often neutral, and opinions
on products are harder to read. Two things are learnt here from labelled YouTube comments that trained no classifier:

- a correction of the logits, linear in the embedding;
- a scale of the logits, a logistic function of the embedding, which says how far the classifiers can be trusted about
  such a text. It sets the confidence.

The tweets that trained the classifiers are fitted too, so that what was learnt from them is kept; they say nothing of
confidence, so the scale has an upper bound. ``CACHE`` is that of ``benchmarks.training.sentiment``.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from scipy.optimize import minimize

from analysis.pipeline.nlp.sentiment import coefficients, features, markers, second_pass, wordings
from analysis.pipeline.nlp.vectors import embeddings
from benchmarks.quality import sentiment_data
from benchmarks.quality.sentiment_data import Text
from benchmarks.training.sentiment import vectors

OUT = Path(coefficients.__file__).parent / "sentiment_comments.npz"
#: Weight of each group of texts in the loss. Of three sets of weights it kept most of what was learnt from tweets.
_WEIGHTS = {"YouTube": 1.0, "SenTube": 1.0, "tweets": 3.0}
#: The classes of the YouTube set count as if they were this frequent: neutral ones are more frequent elsewhere.
_YOUTUBE_SHARES = (0.2, 0.35, 0.45)
#: Scale of the columns and penalty of their coefficients, for the correction and for the scale of the logits.
_CORRECTION, _SCALE = (8.0, 1e-2), (4.0, 2e-3)
_CLOSE_DEVIATION = 1 / 3
#: Penalty of the constant of the scale, and where it starts.
_CONSTANT_PENALTY, _START = 1e-4, 2.0
_ROUNDS = 100

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Group:
    """Texts of one kind: logits of the classifiers, embeddings, labels, and how much each text counts."""

    #: Without and with the second-pass encoder.
    logits: Floats
    close_logits: Floats
    vectors: Floats
    close: Floats
    labels: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float64]
    two_classes: npt.NDArray[np.bool_]


def main(cache: Path) -> None:
    """Learn and write."""
    console = Console()
    group = _group(_texts(), cache)
    console.print(f"{len(group.labels):,} texts")
    middle, deviation = group.close.mean(axis=0), group.close.std(axis=0)
    columns = _CLOSE_DEVIATION * (group.close - middle) / deviation
    meaning = group.vectors * _CORRECTION[0]
    plain, plain_constant, plain_scale = _fit(group, group.logits, meaning)
    both, constant, scale = _fit(group, group.close_logits, np.hstack([meaning, columns]))
    width = group.vectors.shape[1]
    close = both[width:] * (_CLOSE_DEVIATION / deviation)[:, None]
    np.savez_compressed(
        OUT,
        correction=plain * _CORRECTION[0],
        constant=plain_constant,
        scale=plain_scale,
        close_correction=np.vstack([both[:width] * _CORRECTION[0], close]),
        close_constant=constant - middle @ close,
        close_scale=scale,
    )
    console.print(f"{OUT.name}: {OUT.stat().st_size / 1e3:.0f} kB")


def _texts() -> list[Text]:
    trained, missing = sentiment_data.training()
    if missing:
        sys.exit(f"Missing: {', '.join(missing)}")
    sources = ("UMSAB train", "SemEval 2013train", "own", "viewers")
    tweets = [text for text in trained if text.source in sources and text.language in embeddings.LANGUAGES]
    return [*sentiment_data.comments(), *tweets]


def _group(texts: list[Text], cache: Path) -> Group:
    model = coefficients.load()
    said = [text.text for text in texts]
    found = features.extract(said, [text.language in markers.WITH_ENGLISH for text in texts], model.vocabulary)
    meaning = vectors(cache / "vectors.npz", said, embeddings.embed)
    close = vectors(cache / "close.npz", said, second_pass.embed)
    opinions = [*model.opinions(found, meaning), model.second_opinion(found.markers, close)]
    kinds = np.array([text.source if text.source in _WEIGHTS else "tweets" for text in texts])
    labels = np.array([text.label for text in texts])
    evidence = np.array([wordings.evidence(text) for text in said])
    return Group(
        model.fusions["both"].combine(opinions[:2]) + evidence,
        model.second_fusions["both"].combine(opinions) + evidence,
        meaning,
        close,
        labels,
        _weights(kinds, labels),
        np.array([text.two_classes for text in texts]),
    )


def _weights(kinds: npt.NDArray[np.str_], labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how much each text counts; those of a set sum up to its weight."""
    found = np.zeros(len(labels))
    for kind, weight in _WEIGHTS.items():
        own = kinds == kind
        counts = np.bincount(labels[own], minlength=3)
        shares = {"YouTube": np.array(_YOUTUBE_SHARES), "SenTube": np.array([0.5, 0.0, 0.5])}.get(kind, counts)
        each = np.divide(shares, counts, out=np.zeros(3), where=counts > 0)
        found[own] = weight * each[labels[own]] / each[labels[own]].sum()
    return found / found.sum()


def _fit(group: Group, logits: Floats, columns: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the correction (columns x classes), its constant, and the scale (constant first, then dimensions)."""
    wanted = np.eye(3)[group.labels]
    dimensions = np.hstack([np.ones((len(logits), 1), dtype=np.float32), group.vectors * _SCALE[0]])
    penalty = np.concatenate([[_CONSTANT_PENALTY], np.full(dimensions.shape[1] - 1, _SCALE[1])])
    start = np.concatenate([np.zeros(3 + 3 * columns.shape[1]), [_START], np.zeros(dimensions.shape[1] - 1)])
    size = 3 + 3 * columns.shape[1]

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        correction, trust = values[3:size].reshape(-1, 3), values[size:]
        raw = logits + values[:3] + columns @ correction.astype(np.float32)
        raw = raw - raw.mean(axis=1, keepdims=True)
        logistic = 1 / (1 + np.exp(-(dimensions @ trust.astype(np.float32))))
        scaled = (coefficients.MAX_SCALE * logistic)[:, None] * raw
        chosen = np.where(group.two_classes[:, None] & (np.arange(3) == 1), -1e9, scaled)
        found = coefficients.softmax(chosen)
        error = (found - wanted) * group.weights[:, None]
        inner = error * (coefficients.MAX_SCALE * logistic)[:, None]
        inner -= inner.mean(axis=1, keepdims=True)
        outer = (error * scaled).sum(axis=1) * (1 - logistic)
        surprise = -(group.weights * np.log(np.maximum((found * wanted).sum(axis=1), 1e-12))).sum()
        held = 0.5 * _CORRECTION[1] * (correction**2).sum() + 0.5 * (penalty * (trust - start[size:]) ** 2).sum()
        slopes = (
            inner.sum(axis=0),
            (columns.T @ inner.astype(np.float32) + _CORRECTION[1] * correction).ravel(),
            dimensions.T @ outer.astype(np.float32) + penalty * (trust - start[size:]),
        )
        return float(surprise + held), np.concatenate(slopes)

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS}).x.astype(np.float32)
    scale = found[size:] * np.concatenate([[1], np.full(dimensions.shape[1] - 1, _SCALE[0])])
    return found[3:size].reshape(-1, 3), found[:3], scale.astype(np.float32)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
