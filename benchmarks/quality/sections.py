"""Do sections change where the subject changes? Texts glued together from known pieces."""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from analysis.pipeline.nlp.outline import sections
from analysis.pipeline.nlp.sentences.sentences import Sentence
from analysis.pipeline.nlp.vectors import arrays, embeddings
from analysis.pipeline.nlp.words import tokens
from benchmarks.quality import choi, segmenters
from benchmarks.quality.rows import Row, data, guarded

_TASK = "sections"
_INSPEC = "glued Inspec abstracts"
#: Documents glued of Inspec's abstracts, pieces of each, and the sentences that a piece has.
_GLUED, _PIECES, _LENGTHS = 60, 10, range(4, 13)
_PUBLISHED = "C99 .12, TextTiling .46 (whole set, number of sections not given): https://aclanthology.org/A00-2004/"

#: Divides a text: its sentences and where they lie -> the sentences that begin a section, the first left out.
Divider = Callable[[Sequence[str], arrays.Float32s], set[int]]


def rows() -> list[Row]:
    """Return the lines of this task."""
    return [*guarded(_TASK, "Choi", _choi), *guarded(_TASK, _INSPEC, _inspec)]


def _choi() -> list[Row]:
    reported = choi.documents()[1::2]
    note = "every second document; the others chose the penalties. The number of sections is not given"
    return _judged("Choi, odd documents", reported, _PUBLISHED, note)


def _inspec() -> list[Row]:
    note = f"the penalties were chosen on Choi's set, not on this one; {_PIECES} abstracts in a document, drawn once"
    return _judged(_INSPEC, list(_glued(_abstracts())), "", note)


def _judged(name: str, documents: Sequence[choi.Document], published: str, note: str) -> list[Row]:
    flat = [sentence for document in documents for sentence in document.sentences]
    points = embeddings.embed(flat)
    dividers: dict[str, Divider] = {
        "ours": _ours,
        "ours, basic depth": lambda sentences, _: _ours(sentences, None),
        "TextTiling": lambda sentences, _: segmenters.text_tiling(sentences),
        "C99": lambda sentences, _: segmenters.c99(sentences),
    }
    stops = np.cumsum([len(document.sentences) for document in documents])
    parts = np.split(points, stops[:-1])
    borders = {
        who: [divide(document.sentences, part) for document, part in zip(documents, parts, strict=True)]
        for who, divide in dividers.items()
    }
    found: list[Row] = []
    for figure, measure in (("Pk (lower is better)", pk), ("WindowDiff (lower is better)", window_diff)):
        means = {}
        for who, predicted in borders.items():
            pairs = zip(documents, predicted, strict=True)
            means[who] = float(np.mean([measure(len(text.sentences), text.borders, places) for text, places in pairs]))
        ours = means.pop("ours")
        found.append(Row(_TASK, name, len(documents), figure, ours, means, published, note))
    return found


def _ours(sentences: Sequence[str], points: arrays.Float32s | None) -> set[int]:
    said = [
        Sentence(text, 6.0 * place, 6.0 * place + 5, tokens.count_words(text)) for place, text in enumerate(sentences)
    ]
    return {part.first for part in sections.from_words(said, "en", points)} - {0}


def pk(count: int, truth: Iterable[int], found: Iterable[int]) -> float:
    """Return how often two sentences half a section apart are wrongly placed in one section or in two.

    Source: Beeferman, Berger, Lafferty 1999, https://doi.org/10.1023/A:1007506220214
    """
    return _mismatch(count, truth, found, lambda crossed: crossed > 0)


def window_diff(count: int, truth: Iterable[int], found: Iterable[int]) -> float:
    """Return how often a window of half a section has a wrong number of borders.

    Source: Pevzner, Hearst 2002, https://aclanthology.org/J02-1002/
    """
    return _mismatch(count, truth, found, lambda crossed: crossed)


def _mismatch(
    count: int, truth: Iterable[int], found: Iterable[int], seen: Callable[[np.ndarray], np.ndarray]
) -> float:
    borders = set(truth)
    window = max(1, round(count / (len(borders) + 1) / 2))
    right, predicted = (np.cumsum(np.isin(np.arange(count), list(places))) for places in (borders, set(found)))
    return float(np.mean(seen(right[window:] - right[:-window]) != seen(predicted[window:] - predicted[:-window])))


def _abstracts() -> list[list[str]]:
    with zipfile.ZipFile(data("text/inspec/Inspec.zip")) as archive:
        names = sorted(name for name in archive.namelist() if re.search(r"docsutf8/.*\.txt$", name))
        texts = [archive.read(name).decode("utf-8", "replace") for name in names]
    # The first line is the title.
    found = [tokens.sentences(" ".join(text.partition("\n")[2].split())) for text in texts]
    return [sentences for sentences in found if len(sentences) in _LENGTHS]


def _glued(abstracts: Sequence[list[str]]) -> Iterable[choi.Document]:
    draw = np.random.default_rng(0)
    for number in range(_GLUED):
        chosen = [abstracts[place] for place in draw.permutation(len(abstracts))[:_PIECES]]
        borders = np.cumsum([len(sentences) for sentences in chosen])[:-1]
        yield choi.Document(
            f"inspec {number}", tuple(s for piece in chosen for s in piece), frozenset(map(int, borders))
        )
