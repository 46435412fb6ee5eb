"""What several comments speak about: those a person would gather under one heading.

Comments that say the same are read once. Where their meaning is known (``vectors``) those of all languages that the
encoder knows are gathered by it, across languages; comments in other languages, and all at the lexical depth, are
gathered by the words they share, each language by itself. A theme is named with its own words. What is too far from
any theme belongs to none. Neither the order of the comments nor chance plays a part.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analysis.pipeline.nlp.themes import clusters, factorisation, labels
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language as languages
from analysis.pipeline.nlp.words import stems, tokens


@dataclass(frozen=True)
class Document:
    """A comment as themes see it."""

    id: str
    text: str
    language: str | None


@dataclass(frozen=True)
class Found:
    """A theme: ids are those of its comments, the most central first; ``central`` the first ones that differ."""

    name: str
    keywords: tuple[str, ...]
    ids: tuple[str, ...]
    central: tuple[str, ...]


@dataclass(frozen=True)
class _Saying:
    """A text, the comments that say it (their ids), and its row of the vectors."""

    text: str
    language: str | None
    ids: tuple[str, ...]
    row: int


#: Fewer different texts than this speak of one thing by chance.
_SMALLEST = 3
#: No themes are sought in fewer texts.
_FEWEST_TEXTS = 8
#: A theme's keywords stand in at least this share of its texts, or its texts are at least this much alike on average
#: (cosine; two texts about different things have about 0.1): else it is what was left over.
_SHARED_WORDS = 0.4
_COHERENT = 0.4
#: Comments that stand for a theme.
_CENTRAL = 3
#: Letters of a text that tell whether two are the same.
_SAME_LETTERS = 300


def find(
    documents: Sequence[Document],
    *,
    vectors: embeddings.Floats | None = None,
    limit: int,
    check: Callable[[], None] = lambda: None,
) -> tuple[Found, ...]:
    """Return up to ``limit`` themes, largest first.

    ``vectors`` holds what ``embeddings.embed`` returns for the texts of ``documents``, row by row; without it words
    decide. ``check`` is called between the stages and may raise to stop.
    """
    found: list[Found] = []
    sayings = _sayings(documents)
    check()
    for group, by_meaning in _bodies(sayings, known=vectors is not None):
        if len(group) < _FEWEST_TEXTS:
            continue
        if by_meaning and vectors is not None:
            points = vectors[[saying.row for saying in group]]
            found += _named(group, clusters.gather(points, check), check, points)
        else:
            found += _named(group, _by_words(group, limit, check), check)
    found.sort(key=lambda theme: (-len(theme.ids), theme.name, theme.ids))
    return _distinct_names(found[:limit])


def _sayings(documents: Sequence[Document]) -> list[_Saying]:
    """Return what is said, once each, in an order that hangs on the texts alone and means nothing."""
    keyed = [(key, document, row) for row, document in enumerate(documents) if (key := _key(document.text))]
    keyed.sort(key=lambda item: (item[0], item[1].id))
    sayings = []
    for _, same in groupby(keyed, key=lambda item: item[0]):
        (_, first, row), *others = same
        sayings.append(_Saying(first.text, first.language, (first.id, *(other.id for _, other, _ in others)), row))
    return sayings


def _key(text: str) -> str:
    """Return what texts that say the same share: their words but for names, numbers and letters drawn out."""
    words = (word for word in text.lower().split() if not word.startswith("@"))
    letters = [char for char in "".join(words) if char.isalpha()]
    drawn = [char for place, char in enumerate(letters) if place == 0 or char != letters[place - 1]]
    return hashlib.sha256("".join(drawn)[:_SAME_LETTERS].encode()).hexdigest() if drawn else ""


def _bodies(sayings: Sequence[_Saying], *, known: bool) -> Iterator[tuple[list[_Saying], bool]]:
    """Yield what is gathered together, and whether by its meaning.

    Texts of no certain language, mostly short ones, are read with those of known meaning, else with the most frequent
    language.
    """
    groups: dict[str | None, list[_Saying]] = {}
    for saying in sayings:
        by_meaning = known and (saying.language is None or saying.language in embeddings.LANGUAGES)
        groups.setdefault("" if by_meaning else saying.language, []).append(saying)
    if meant := groups.pop("", None):
        yield meant, True
    undetermined = groups.pop(None, [])
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0])))
    if undetermined and not ordered:
        yield undetermined, False
    for place, (_, group) in enumerate(ordered):
        yield [*group, *undetermined] if place == 0 else group, False


def _by_words(sayings: Sequence[_Saying], limit: int, check: Callable[[], None]) -> list[list[int]]:
    words = []
    for saying in sayings:
        check()
        code = languages.base(saying.language) or "en"
        words.append([stems.stem(word, code) for word in tokens.content_words(saying.text, saying.language)])
    return factorisation.gather(words, limit, check)


def _named(
    sayings: Sequence[_Saying],
    gathered: Sequence[Sequence[int]],
    check: Callable[[], None],
    points: embeddings.Floats | None = None,
) -> Iterator[Found]:
    """Yield those of the groups that make a theme."""
    namer = labels.Namer([saying.text for saying in sayings], [saying.language for saying in sayings], check)
    for rows in gathered:
        check()
        if len(rows) < _SMALLEST:
            continue
        name = namer.name(rows)
        if name.text and (name.coverage >= _SHARED_WORDS or points is None or _coherence(points[rows]) >= _COHERENT):
            ids = tuple(comment_id for row in rows for comment_id in sayings[row].ids)
            yield Found(name.text, name.keywords, ids, tuple(sayings[row].ids[0] for row in rows[:_CENTRAL]))


def _coherence(points: embeddings.Floats) -> float:
    """Return the mean cosine of each two of ``points``."""
    middle = points.mean(axis=0)
    return float(middle @ middle)


def _distinct_names(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return the themes with a number behind a name that a larger theme already bears."""
    seen: Counter[str] = Counter()
    named = []
    for theme in found:
        seen[theme.name] += 1
        name = theme.name if seen[theme.name] == 1 else f"{theme.name} ({seen[theme.name]})"
        named.append(replace(theme, name=name))
    return tuple(named)
