"""What several comments speak about.

The words of the comments of each language are taken apart into a few themes by non-negative matrix factorisation of
their TF-IDF rows. A comment joins the theme that explains most of it, provided it holds a word that the theme is
known by; all others are noise and belong to no theme. Comments are put in the order of their ids first and the
factorisation starts from a fixed point, so neither order nor chance plays a part.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from sklearn.decomposition import NMF

from analysis.pipeline.text import tokens, vectors


@dataclass(frozen=True)
class Document:
    """A comment as themes see it."""

    id: str
    text: str
    language: str | None


@dataclass(frozen=True)
class Found:
    """A theme: ids are those of its comments, the most central first."""

    name: str
    keywords: tuple[str, ...]
    ids: tuple[str, ...]


#: Fewer comments than this speak of one thing by chance.
_SMALLEST = 3
#: No themes are sought in fewer comments with words.
_FEWEST_COMMENTS = 8
#: Words a theme is known by.
_KEYWORDS = 6
#: A word that weighs less than this share of the theme's heaviest one is there by accident.
_KEY_SHARE = 0.2
#: Words that so many comments use, relative to all, set nothing apart.
_TOO_COMMON = 0.4
#: A theme explains a comment when it carries at least this share of what all themes together carry.
_CLEAR_SHARE = 0.4
#: Rounds of the factorisation: always all of them (no tolerance), after which the themes are settled.
_ROUNDS = 80


def find(documents: Sequence[Document], *, limit: int, check: Callable[[], None] = lambda: None) -> tuple[Found, ...]:
    """Return up to ``limit`` themes, largest first; ``check`` is called between the stages and may raise to stop."""
    found: list[Found] = []
    for group in _by_language(sorted(documents, key=lambda document: document.id)):
        found += _find_in_one_language(group, limit, check)
    found.sort(key=lambda theme: (-len(theme.ids), theme.name, theme.ids))
    return _distinct_names(found[:limit])


def _by_language(documents: Sequence[Document]) -> list[list[Document]]:
    """Return the comments of each language, most first.

    Those of no certain language, mostly short ones, are read with the most frequent one.
    """
    groups: dict[str | None, list[Document]] = {}
    for document in documents:
        groups.setdefault(document.language, []).append(document)
    undetermined = groups.pop(None, [])
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    if not ordered:
        return [undetermined]
    return [[*ordered[0][1], *undetermined], *(group for _, group in ordered[1:])]


def _find_in_one_language(documents: Sequence[Document], limit: int, check: Callable[[], None]) -> list[Found]:
    words = _words(documents, check)
    members = [(document, row) for document, row in zip(documents, words, strict=True) if row]
    if len(members) < _FEWEST_COMMENTS:
        return []
    matrix, columns = vectors.tf_idf([row for _, row in members], min_documents=2)
    check()
    count = min(limit, max(2, round(0.8 * math.sqrt(len(members)))), *(size - 1 for size in matrix.shape))
    if count < 1:
        return []
    weights, components = _factorise(matrix, count)
    check()
    found = []
    for theme in range(count):
        keys = _keys(components[theme], columns)
        rows = _members(weights, theme, [row for _, row in members], frozenset(keys))
        if len(rows) >= _SMALLEST:
            chosen = [members[row][0] for row in rows]
            ids = tuple(document.id for document in chosen)
            found.append(Found(_name(keys, chosen), _spelt(keys, chosen), ids))
    return found


def _keys(component: vectors.Floats, columns: Sequence[str]) -> list[str]:
    """Return the words that a theme is known by, heaviest first."""
    floor = _KEY_SHARE * component.max()
    heaviest = np.argsort(-np.round(component, 6), kind="stable")[:_KEYWORDS]
    return [columns[index] for index in heaviest if component[index] > 0 and component[index] >= floor]


def _words(documents: Sequence[Document], check: Callable[[], None]) -> list[list[str]]:
    """Return the telling words of each comment: neither stop words nor words that nearly everybody uses."""
    words = []
    for index, document in enumerate(documents):
        if index % 500 == 0:
            check()
        words.append([_stem(word) for word in tokens.content_words(document.text, document.language)])
    holding = Counter(word for row in words for word in set(row))
    limit = max(_SMALLEST, _TOO_COMMON * len(documents))
    return [[word for word in row if holding[word] <= limit] for row in words]


def _stem(word: str) -> str:
    """Return ``word`` without a plural s, so that "tide" and "tides" are one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _factorise(matrix: sparse.csr_matrix, count: int) -> tuple[vectors.Floats, vectors.Floats]:
    model = NMF(n_components=count, init="nndsvd", random_state=0, max_iter=_ROUNDS, tol=0)
    # Where the themes explain everything it takes the root of an error just below zero, which nobody reads.
    with np.errstate(invalid="ignore"):
        weights = model.fit_transform(matrix)
    return weights, model.components_


def _members(weights: vectors.Floats, theme: int, words: Sequence[Sequence[str]], keys: frozenset[str]) -> list[int]:
    """Return the rows that belong to a theme, the heaviest first."""
    totals = weights.sum(axis=1)
    # Rounded, so that the last digits of two machines do not part ways.
    members = [
        row
        for row in np.argsort(-np.round(weights[:, theme], 6), kind="stable")
        if weights[row].argmax() == theme
        and totals[row] > 0
        and weights[row, theme] >= _CLEAR_SHARE * totals[row]
        and not keys.isdisjoint(words[row])
    ]
    return [int(row) for row in members]


def _name(keys: Sequence[str], documents: Sequence[Document]) -> str:
    """Return a name from the theme's own words: a pair that is often written together, else its first two words."""
    pairs = Counter(pair for document in documents for pair in set(_key_pairs(document.text, frozenset(keys))))
    if pairs:
        pair, number = min(pairs.items(), key=lambda item: (-item[1], item[0]))
        if number >= max(2, len(documents) / 4):
            return pair[0].upper() + pair[1:]
    spelt = _spelt(keys, documents)
    name = " / ".join(spelt[:2])
    return name[:1].upper() + name[1:]


def _key_pairs(text: str, keys: frozenset[str]) -> Iterator[str]:
    """Yield each two neighbouring words of ``text`` that are both key words, as they are written."""
    words = list(tokens.tokens_with_surface(text))
    for (left, left_surface), (right, right_surface) in pairwise(words):
        if _stem(left) in keys and _stem(right) in keys and left != right and not tokens.is_unspaced(left):
            yield f"{left_surface} {right_surface}"


def _spelt(keys: Sequence[str], documents: Sequence[Document]) -> tuple[str, ...]:
    """Return each key word as the comments write it most often."""
    surfaces: dict[str, Counter[str]] = {key: Counter() for key in keys}
    for document in documents:
        for token, surface in tokens.tokens_with_surface(document.text):
            if _stem(token) in surfaces:
                surfaces[_stem(token)][surface] += 1
    return tuple(
        min(counter.items(), key=lambda item: (-item[1], not item[0].islower(), item[0]))[0] if counter else key
        for key, counter in surfaces.items()
    )


def _distinct_names(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return the themes with a number behind a name that a larger theme already bears."""
    seen: Counter[str] = Counter()
    named = []
    for theme in found:
        seen[theme.name] += 1
        name = theme.name if seen[theme.name] == 1 else f"{theme.name} ({seen[theme.name]})"
        named.append(Found(name, theme.keywords, theme.ids))
    return tuple(named)
