"""Groups of texts that share words, for themes without embeddings.

Non-negative matrix factorisation splits the TF-IDF rows of the texts into a few factors. A text belongs to the factor
that explains most of it if it contains a keyword of that factor; other texts belong to none. The factorisation starts
from a fixed point.
Source: Lee, Seung 1999, https://doi.org/10.1038/44565
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.decomposition import NMF

from analysis.pipeline.nlp.vectors import vectors

#: Fewer texts with words are not grouped.
_MIN_TEXTS = 8
#: Keywords of a factor.
_KEYWORDS = 25
#: Minimum weight of a keyword, relative to the heaviest word of the factor.
_KEYWORD_SHARE = 0.05
#: Number of factors: the number of texts to this power, with a maximum. More factors split coherent themes.
_FACTORS_POWER = 0.4
_MAX_FACTORS = 20
#: Words used by a larger share of the texts are ignored, unless at most so many texts use them.
_COMMON_SHARE = 0.4
_COMMON_TEXTS = 3
#: Minimum share of a text's total weight for a factor to explain the text.
_EXPLAINED_SHARE = 0.3
#: Iterations; always all of them (no tolerance), enough for the factors to converge.
_ITERATIONS = 80


def factorise(words: Sequence[Sequence[str]], limit: int, check: Callable[[], None] = lambda: None) -> list[list[int]]:
    """Return up to ``limit`` groups of indexes into ``words``, the words of each text; the heaviest member first."""
    texts_with = Counter(word for row in words for word in set(row))
    common = max(_COMMON_TEXTS, _COMMON_SHARE * len(words))
    rows = [[word for word in row if texts_with[word] <= common] for row in words]
    members = [index for index, row in enumerate(rows) if row]
    if len(members) < _MIN_TEXTS:
        return []
    matrix, columns = vectors.tf_idf([rows[index] for index in members], min_documents=2)
    count = min(limit, max(2, min(_MAX_FACTORS, round(len(members) ** _FACTORS_POWER))), *(n - 1 for n in matrix.shape))
    if count < 1:
        return []
    check()
    model = NMF(n_components=count, init="nndsvd", random_state=0, max_iter=_ITERATIONS, tol=0)
    # If the factors explain everything, NMF takes the root of a reconstruction error just below zero, unused here.
    with np.errstate(invalid="ignore"):
        weights = model.fit_transform(matrix)
    check()
    totals = weights.sum(axis=1)
    groups = []
    for factor, component in enumerate(model.components_):
        floor = _KEYWORD_SHARE * component.max()
        # Rounded, here and below, so that the order does not depend on the machine's last digits.
        heaviest = np.argsort(-np.round(component, 6), kind="stable")[:_KEYWORDS]
        keywords = {columns[index] for index in heaviest if component[index] > 0 and component[index] >= floor}
        own = weights[:, factor]
        explained = (weights.argmax(axis=1) == factor) & (totals > 0) & (own >= _EXPLAINED_SHARE * totals)
        order = np.argsort(-np.round(own, 6), kind="stable")
        found = [members[row] for row in order if explained[row]]
        groups.append([index for index in found if not keywords.isdisjoint(rows[index])])
    return [group for group in groups if group]
