"""Themes: groups of comments about one subject.

Equal comments count as one text. With embeddings (``vectors``), the texts in all languages that the encoder supports
are clustered together. Texts in other languages, and all texts without embeddings, are grouped by the words that they
share, per language. A theme is named with words of its texts. A text far from all themes belongs to none. The result
does not depend on chance or on the order of the comments.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analysis.pipeline.nlp.themes import clusters, factorisation, labels, word_forms
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import tokens


@dataclass(frozen=True)
class Document:
    """The parts of a comment that matter for themes."""

    id: str
    text: str
    language: str | None


@dataclass(frozen=True)
class ThemeCluster:
    """A theme: ``ids`` of its comments, the most central first; ``central`` are the first ones with different texts."""

    name: str
    keywords: tuple[str, ...]
    ids: tuple[str, ...]
    central: tuple[str, ...]


@dataclass(frozen=True)
class _DistinctText:
    """A text, the ids of the comments with it, and its row of ``vectors``."""

    text: str
    language: str | None
    ids: tuple[str, ...]
    row: int


#: Minimum number of different texts in a theme.
_MIN_SIZE = 3
#: Fewer texts than this have no themes.
_MIN_TEXTS = 8
#: At least this share of a theme's texts contains one of its keywords, or the mean cosine of its texts is at least
#: ``_MIN_COHERENCE`` (different subjects: about 0.1); other clusters are leftovers.
_MIN_COVERAGE = 0.4
_MIN_COHERENCE = 0.4
#: Comments that represent a theme.
_CENTRAL = 3
#: Letters compared to find equal texts.
_KEY_LETTERS = 300


def find_themes(
    documents: Sequence[Document],
    *,
    vectors: arrays.Float32s | None = None,
    limit: int,
    check: Callable[[], None] = lambda: None,
) -> tuple[ThemeCluster, ...]:
    """Return up to ``limit`` themes, largest first.

    ``vectors`` are the embeddings of the documents' texts, row by row; without them, shared words decide. ``check`` is
    called between the stages and may raise to stop.
    """
    found: list[ThemeCluster] = []
    distinct = _distinct_texts(documents)
    check()
    for texts, by_meaning in _corpora(distinct, has_vectors=vectors is not None):
        if len(texts) < _MIN_TEXTS:
            continue
        if by_meaning and vectors is not None:
            points = vectors[[text.row for text in texts]]
            found += _name_themes(texts, clusters.cluster(points, check), check, points)
        else:
            words = []
            for text in texts:
                check()
                spoken = tokens.content_words(text.text, text.language)
                words.append([word_forms.fold(word, text.language) for word in spoken])
            found += _name_themes(texts, factorisation.factorise(words, limit, check), check)
    found.sort(key=lambda theme: (-len(theme.ids), theme.name, theme.ids))
    seen: Counter[str] = Counter()
    for index, theme in enumerate(found[:limit]):
        seen[theme.name] += 1
        if seen[theme.name] > 1:
            found[index] = replace(theme, name=f"{theme.name} ({seen[theme.name]})")
    return tuple(found[:limit])


def _distinct_texts(documents: Sequence[Document]) -> list[_DistinctText]:
    """Return each different text once, in an arbitrary order that depends on the texts alone (by hash)."""
    keyed = []
    for row, document in enumerate(documents):
        # Mentions and repeated letters do not count; a text without letters is left out.
        words = (word for word in document.text.lower().split() if not word.startswith("@"))
        letters = "".join(letter for letter, _ in groupby(char for char in "".join(words) if char.isalpha()))
        if letters:
            keyed.append((hashlib.sha256(letters[:_KEY_LETTERS].encode()).digest(), document, row))
    keyed.sort(key=lambda item: (item[0], item[1].id))
    distinct = []
    for _, same in groupby(keyed, key=lambda item: item[0]):
        (_, first, row), *others = same
        ids = (first.id, *(other.id for _, other, _ in others))
        distinct.append(_DistinctText(first.text, first.language, ids, row))
    return distinct


def _corpora(distinct: Sequence[_DistinctText], *, has_vectors: bool) -> Iterator[tuple[list[_DistinctText], bool]]:
    """Yield the texts that are grouped together, and whether by their embeddings.

    Texts of undetermined language, mostly short ones, go with the embedded texts, else with the most frequent language.
    """
    groups: dict[str | None, list[_DistinctText]] = {}
    for text in distinct:
        by_meaning = has_vectors and (text.language is None or text.language in embeddings.LANGUAGES)
        groups.setdefault("" if by_meaning else text.language, []).append(text)
    if embedded := groups.pop("", None):
        yield embedded, True
    undetermined = groups.pop(None, [])
    largest, *others = sorted(groups.values(), key=lambda group: (-len(group), str(group[0].language))) or [[]]
    if largest or undetermined:
        yield [*largest, *undetermined], False
    for group in others:
        yield group, False


def _name_themes(
    texts: Sequence[_DistinctText],
    groups: Sequence[Sequence[int]],
    check: Callable[[], None],
    points: arrays.Float32s | None = None,
) -> Iterator[ThemeCluster]:
    """Yield a named theme for each group that is large and coherent enough."""
    namer = labels.ThemeNamer([text.text for text in texts], [text.language for text in texts], check)
    for rows in groups:
        check()
        if len(rows) < _MIN_SIZE:
            continue
        name = namer.name(rows)
        if not name.text:
            continue
        if points is not None and name.coverage < _MIN_COVERAGE:
            # For unit vectors, the squared length of the mean is the mean cosine of all pairs.
            centroid = points[rows].mean(axis=0)
            if float(centroid @ centroid) < _MIN_COHERENCE:
                continue
        ids = tuple(comment_id for row in rows for comment_id in texts[row].ids)
        yield ThemeCluster(name.text, name.keywords, ids, tuple(texts[row].ids[0] for row in rows[:_CENTRAL]))
