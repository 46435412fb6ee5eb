"""Themes: groups of comments about one subject.

Equal comments count as one text. With embeddings (``vectors``), the texts in all languages that the encoder supports
are clustered together. Texts in other languages, and all texts without embeddings, are grouped by the words that they
share, per language. A theme is named with words of its texts. A text far from all themes belongs to none. The result
does not depend on chance or on the order of the comments.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from analysis.pipeline.nlp.themes import clauses, clusters, labels, word_forms, word_vectors
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.progress import checked, no_check


@dataclass(frozen=True)
class Document:
    """The parts of a comment that matter for themes."""

    id: str
    text: str
    language: str | None


@dataclass(frozen=True)
class ThemeCluster:
    """A theme: ``ids`` of its comments, the most central first; ``central`` are its examples, with different texts."""

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


@dataclass(frozen=True)
class FoundThemes:
    """Themes, largest first, and what is not among them."""

    themes: tuple[ThemeCluster, ...] = ()
    #: Groups whose comments do not belong together or share no words, and themes beyond the limit.
    incoherent: int = 0
    beyond_limit: int = 0
    #: Comments of which only the first ``MAX_CHARS`` characters were read.
    shortened: int = 0


#: Characters read of a comment. The encoder of meaning reads fewer.
MAX_CHARS = 2_000
#: Minimum number of different texts in a theme.
_MIN_SIZE = 3
#: Fewer texts than this have no themes.
_MIN_TEXTS = 8
#: Minimum mean cosine of two comments of a theme, as seen from the middle of all comments: two at random have 0.
_MIN_COHERENCE = 0.2
#: Minimum share of the texts of a theme that have one of its keywords, if words decide.
_MIN_COVERAGE = 0.4
#: Comments that represent a theme.
_CENTRAL = 3
#: Most central texts of a theme among which its examples are.
_EXAMPLES_AMONG = 30
#: Letters compared to find equal texts.
_KEY_LETTERS = 300


def find_themes(
    documents: Sequence[Document],
    *,
    vectors: arrays.Float32s | None = None,
    limit: int,
    check: Callable[[], None] = no_check,
) -> FoundThemes:
    """Return up to ``limit`` themes.

    ``vectors`` are the embeddings of the documents' texts, row by row; without them, shared words decide. ``check`` is
    called between the stages and may raise to stop.
    """
    found: list[_Theme] = []
    incoherent = 0
    distinct = _distinct_texts(documents, check)
    for texts, by_meaning in _corpora(distinct, has_vectors=vectors is not None):
        if len(texts) < _MIN_TEXTS:
            continue
        if by_meaning and vectors is not None:
            points = clusters.project(vectors, [text.row for text in texts])
        else:
            points = word_vectors.embed_words(_words(texts, check), check)
        check()
        # Words that no other comment has say nothing about the themes: such a text decides nothing.
        rows = np.flatnonzero(points.any(axis=1))
        grouped = clusters.cluster(points[rows], _MIN_COHERENCE, check, by_strongest=by_meaning)
        groups = [rows[members].tolist() for members in grouped.members]
        named = _name_themes(texts, groups, 0.0 if by_meaning else _MIN_COVERAGE, check)
        incoherent += grouped.incoherent + len(grouped.members) - len(named)
        found += named
    merged = _merge_equal(found)
    shown = tuple(theme.cluster for theme in merged[:limit])
    shortened = sum(len(document.text) > MAX_CHARS for document in documents)
    return FoundThemes(shown, incoherent, len(merged) - len(shown), shortened)


@dataclass(frozen=True)
class _Theme:
    """A theme and what its name is about."""

    cluster: ThemeCluster
    subject: frozenset[str]


def _words(texts: Sequence[_DistinctText], check: Callable[[], None]) -> list[list[str]]:
    """Return the content words of each text, each in the form that stands for all its forms."""
    words = []
    # Each word is folded and kept once: to release millions of strings would keep the other threads waiting.
    forms: defaultdict[str | None, dict[str, str]] = defaultdict(dict)
    for text in checked(texts, check):
        known = forms[text.language]
        row = tokens.content_words(text.text, text.language)
        known.update((word, word_forms.fold(word, text.language)) for word in row if word not in known)
        words.append([known[word] for word in row])
    return words


def _merge_equal(found: Sequence[_Theme]) -> list[_Theme]:
    """Return the themes, largest first, with those about the same words as one."""
    merged: dict[frozenset[str], _Theme] = {}
    for theme in sorted(found, key=_size_key):
        if (larger := merged.get(theme.subject)) is not None:
            ids = (*larger.cluster.ids, *theme.cluster.ids)
            theme = replace(larger, cluster=replace(larger.cluster, ids=ids))
        merged[theme.subject] = theme
    return sorted(merged.values(), key=_size_key)


def _size_key(theme: _Theme) -> tuple[int, str, tuple[str, ...]]:
    return -len(theme.cluster.ids), theme.cluster.name, theme.cluster.ids


def _distinct_texts(documents: Sequence[Document], check: Callable[[], None]) -> list[_DistinctText]:
    """Return each different text once, in an arbitrary order that depends on the texts alone (by hash)."""
    keyed = []
    for row, document in enumerate(checked(documents, check)):
        # Mentions and repeated letters do not count; a text without letters is left out.
        words = (word for word in document.text[:MAX_CHARS].lower().split() if not word.startswith("@"))
        letters = "".join(letter for letter, _ in groupby(filter(str.isalpha, "".join(words))))
        if letters:
            keyed.append((hashlib.sha256(letters[:_KEY_LETTERS].encode()).digest(), document, row))
    keyed.sort(key=lambda item: (item[0], item[1].id))
    distinct = []
    for _, same in groupby(keyed, key=lambda item: item[0]):
        (_, first, row), *others = same
        ids = (first.id, *(other.id for _, other, _ in others))
        distinct.append(_DistinctText(first.text[:MAX_CHARS], first.language, ids, row))
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
    texts: Sequence[_DistinctText], groups: Sequence[Sequence[int]], min_coverage: float, check: Callable[[], None]
) -> list[_Theme]:
    """Return a named theme for each group that is large enough and has words in common.

    At least the share ``min_coverage`` of the texts of a theme has one of its keywords.
    """
    if not groups:
        return []
    namer = labels.ThemeNamer([text.text for text in texts], [text.language for text in texts], check)
    named = []
    for rows in groups:
        check()
        name = namer.name(rows)
        if len(rows) >= _MIN_SIZE and name.text and name.coverage >= min_coverage:
            ids = tuple(comment_id for row in rows for comment_id in texts[row].ids)
            central = tuple(texts[row].ids[0] for row in _examples(texts, rows, name.subject))
            named.append(_Theme(ThemeCluster(name.text, name.keywords, ids, central), name.subject))
    return named


def _examples(texts: Sequence[_DistinctText], rows: Sequence[int], subject: frozenset[str]) -> list[int]:
    """Return the first of ``rows`` that have a word of the theme's name, then others: readers compare them with it."""
    is_off = {
        row: subject.isdisjoint(clauses.content_forms(texts[row].text, texts[row].language))
        for row in rows[:_EXAMPLES_AMONG]
    }
    return sorted(is_off, key=is_off.__getitem__)[:_CENTRAL]
