"""Examples of a class of comments: a few that between them say what most of the class says.

Each example is the comment that adds most to what the ones before it represent: the sum, over all comments of the
class, of their likeness to the nearest example (greedy facility location). A liked comment counts more.
Source: Nemhauser, Wolsey, Fisher 1978, https://doi.org/10.1007/BF01588971
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from analysis.pipeline import values
from analysis.pipeline.nlp.vectors import arrays

Flags = npt.NDArray[np.bool_]

EXAMPLES = 5
#: Comments that are compared, the most liked ones. Time grows with the square of this number: 0.1 s for 1,000.
_MAX_COMPARED = 1000
#: Cosine up to which two comments have nothing in common. Of .2, .3 and .4 the best on the lessons of
#: ``benchmarks.quality.feedback_coverage``.
_UNRELATED = 0.4
#: A longer comment is tiresome to read among others. On those lessons this costs nothing.
_SHORT_CHARS = 300


def choose(
    comments: Sequence[values.Comment],
    vectors: arrays.Float32s | None,
    *,
    is_familiar: Sequence[bool] = (),
    is_typical: Sequence[bool] = (),
) -> list[values.Comment]:
    """Return up to ``EXAMPLES`` of ``comments``, no two with the same text.

    ``comments`` are sorted, the most liked first. ``vectors`` are their embeddings, row by row; without them the first
    ones are returned. Long comments are examples only if there are not enough short ones. ``is_familiar`` says which
    comments are in the language of the video; if there are any, the first example is one of them, and those chosen come
    before the others. ``is_typical`` says which comments belong to no other class; the first example is one of them, if
    there are any such in that language. Both are true where they are left out.
    """
    familiar = np.array(is_familiar or [True] * len(comments), dtype=bool)
    typical = np.array(is_typical or [True] * len(comments), dtype=bool)
    rows: dict[str, int] = {}
    for row, comment in enumerate(comments):
        rows.setdefault(comment.text.strip().casefold(), row)
    distinct = list(rows.values())[:_MAX_COMPARED]
    own, alone = familiar[distinct], typical[distinct]
    is_short = np.array([len(comments[row].text) <= _SHORT_CHARS for row in distinct], dtype=bool)
    candidates = is_short if is_short.sum() >= EXAMPLES else np.ones_like(is_short)
    preferred = (candidates & own & alone, candidates & own, candidates & alone, candidates)
    first = next((flags for flags in preferred if flags.any()), candidates)
    if vectors is None or len(distinct) <= EXAMPLES:
        best = first.argmax() if distinct else 0
        chosen = sorted(range(len(distinct)), key=lambda index: index != best)[:EXAMPLES]
    else:
        weights = 1 + np.log2([1 + (comments[row].like_count or 0) for row in distinct])
        chosen = _represent(vectors[distinct], weights, first, candidates)
    return [comments[distinct[index]] for index in sorted(chosen, key=lambda index: not own[index])]


def _represent(vectors: arrays.Float32s, weights: arrays.Float64s, first: Flags, candidates: Flags) -> list[int]:
    """Return the rows of ``EXAMPLES`` candidates that represent all vectors, the one that represents most first.

    The first row is one of ``first``, the others are any of ``candidates``.
    """
    with threadpool_limits(1, user_api="blas"):
        # Rounded, so that the choice does not depend on the machine's last digits.
        likeness = np.maximum(np.round(vectors @ vectors.T, 3) - _UNRELATED, 0)
    chosen: list[int] = []
    represented = np.zeros(len(vectors))
    for _ in range(EXAMPLES):
        gains = np.where(candidates if chosen else first, weights @ np.maximum(likeness - represented[:, None], 0), -1)
        gains[chosen] = -1
        chosen.append(int(gains.argmax()))
        represented = np.maximum(represented, likeness[:, chosen[-1]])
    return chosen
