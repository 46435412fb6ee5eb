"""Multinomial regression over sparse and dense blocks, for texts some of which have no neutral class."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from analysis.pipeline.nlp.sentiment import coefficients

Floats = npt.NDArray[np.float64]
CLASSES = len(coefficients.CLASSES)
_NEUTRAL = coefficients.CLASSES.index("neutral")


@dataclass(frozen=True)
class Block:
    """Some columns, and how strongly their coefficients are held near 0."""

    columns: Any
    penalty: float


@dataclass(frozen=True)
class Targets:
    """What is to be learnt: the class of each row, its weight, and whether neutral was no choice."""

    labels: npt.NDArray[np.int64]
    weights: Floats
    two_classes: npt.NDArray[np.bool_]


def fit(blocks: Sequence[Block], targets: Targets, *, rounds: int) -> list[Floats]:
    """Return the coefficients of each block, columns x classes, after ``rounds`` of L-BFGS from 0.

    Of a row of two classes only the odds between these two count.
    """
    sizes = [block.columns.shape[1] for block in blocks]
    edges = np.cumsum([0, *sizes])
    penalty = np.concatenate([np.full(size, block.penalty) for size, block in zip(sizes, blocks, strict=True)])[:, None]
    turned = [_turned(block.columns) for block in blocks]
    wanted = np.eye(CLASSES)[targets.labels]
    share = (targets.weights / targets.weights.sum())[:, None]

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(-1, CLASSES)
        # The columns are of 32 bits: with weights of 64 every product would first copy them.
        narrow = weights.astype(np.float32)
        logits = sum(block.columns @ narrow[a:b] for block, a, b in zip(blocks, edges, edges[1:], strict=False))
        logits[targets.two_classes, _NEUTRAL] = -1e9
        found = coefficients.softmax(logits)
        error = ((found - wanted) * share).astype(np.float32)
        slope = np.vstack([rows @ error for rows in turned]) + penalty * weights
        surprise = -(share.ravel() * np.log(np.maximum((found * wanted).sum(axis=1), 1e-12))).sum()
        return float(surprise + 0.5 * (penalty * weights**2).sum()), slope.ravel()

    start = np.zeros(edges[-1] * CLASSES)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x.reshape(-1, CLASSES)
    return [found[a:b] for a, b in itertools.pairwise(edges)]


def _turned(columns: Any) -> Any:
    return columns.T.tocsr() if sparse.issparse(columns) else np.ascontiguousarray(columns.T)


def fit_fusion(opinions: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> Floats:
    """Return the weights of ``opinions`` (opinion x text x class), then a constant per class: the likeliest ones."""
    wanted = np.eye(CLASSES)[labels]
    count = len(opinions)

    def loss(values: Floats) -> float:
        found = coefficients.softmax(np.tensordot(values[:count], opinions, axes=1) + values[count:])
        return float(-np.log(np.maximum((found * wanted).sum(axis=1), 1e-12)).mean() + 1e-3 * (values**2).sum())

    start = np.concatenate([np.full(count, 1 / count), np.zeros(CLASSES)])
    return np.asarray(minimize(loss, start, method="L-BFGS-B").x)
