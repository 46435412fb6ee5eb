"""Groups of texts that use the same words: the way to themes where no meaning is at hand.

The words of the texts are taken apart into a few factors by non-negative matrix factorisation of their TF-IDF rows. A
text joins the factor that explains most of it, provided it holds a word that the factor is known by; all others belong
to none. The factorisation starts from a fixed point.
Source: Lee, Seung 1999, https://doi.org/10.1038/44565
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from sklearn.decomposition import NMF

from analysis.pipeline.nlp.vectors import vectors

#: No groups are sought in fewer texts with words.
_FEWEST_TEXTS = 8
#: Words a factor is known by.
_KEYWORDS = 25
#: A word that weighs less than this share of the factor's heaviest one is there by accident.
_KEY_SHARE = 0.05
#: Factors sought: the number of texts to this power, at most so many. More tear apart what belongs together.
_COUNT_POWER = 0.4
_MOST_FACTORS = 20
#: Words that so many texts use, relative to all, set nothing apart; where there are few, never so few.
_TOO_COMMON = 0.4
_NEVER_COMMON = 3
#: A factor explains a text when it carries at least this share of what all factors together carry.
_CLEAR_SHARE = 0.3
#: Rounds of the factorisation: always all of them (no tolerance), after which the factors are settled.
_ROUNDS = 80


def gather(words: Sequence[Sequence[str]], limit: int, check: Callable[[], None] = lambda: None) -> list[list[int]]:
    """Return up to ``limit`` groups of indexes into ``words``, the words of each text; the heaviest member first."""
    rows = _telling(words)
    members = [index for index, row in enumerate(rows) if row]
    if len(members) < _FEWEST_TEXTS:
        return []
    matrix, columns = vectors.tf_idf([rows[index] for index in members], min_documents=2)
    count = min(limit, max(2, min(_MOST_FACTORS, round(len(members) ** _COUNT_POWER))), *(n - 1 for n in matrix.shape))
    if count < 1:
        return []
    check()
    weights, components = _factorise(matrix, count)
    check()
    groups = []
    for factor in range(count):
        keys = _keys(components[factor], columns)
        chosen = _members(weights, factor)
        groups.append([members[row] for row in chosen if not keys.isdisjoint(rows[members[row]])])
    return [group for group in groups if group]


def _telling(words: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the words of each text without those that nearly every text uses."""
    holding = Counter(word for row in words for word in set(row))
    limit = max(_NEVER_COMMON, _TOO_COMMON * len(words))
    return [[word for word in row if holding[word] <= limit] for row in words]


def _factorise(matrix: sparse.csr_matrix, count: int) -> tuple[vectors.Floats, vectors.Floats]:
    model = NMF(n_components=count, init="nndsvd", random_state=0, max_iter=_ROUNDS, tol=0)
    # Where the factors explain everything it takes the root of an error just below zero, which nobody reads.
    with np.errstate(invalid="ignore"):
        weights = model.fit_transform(matrix)
    return weights, model.components_


def _keys(component: vectors.Floats, columns: Sequence[str]) -> frozenset[str]:
    """Return the words that a factor is known by."""
    floor = _KEY_SHARE * component.max()
    heaviest = np.argsort(-np.round(component, 6), kind="stable")[:_KEYWORDS]
    return frozenset(columns[index] for index in heaviest if component[index] > 0 and component[index] >= floor)


def _members(weights: vectors.Floats, factor: int) -> list[int]:
    """Return the rows that a factor explains, the heaviest first."""
    totals = weights.sum(axis=1)
    own = weights[:, factor]
    explained = (weights.argmax(axis=1) == factor) & (totals > 0) & (own >= _CLEAR_SHARE * totals)
    # Rounded, so that the last digits of two machines do not part ways.
    order = np.argsort(-np.round(own, 6), kind="stable")
    return [int(row) for row in order if explained[row]]
