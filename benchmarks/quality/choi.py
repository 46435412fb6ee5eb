"""Choi's segmentation set: documents glued together from ten pieces of the Brown corpus each.

Source: Choi 2000, "Advances in domain independent linear text segmentation", https://aclanthology.org/A00-2004/
"""

import tarfile
from dataclasses import dataclass
from functools import cache

from benchmarks.quality.rows import data

_ARCHIVE = "text/choi/choi-1.tar.xz"
_BORDER = "=========="


@dataclass(frozen=True)
class Document:
    """A glued document; ``borders`` are the indexes of the sentences that begin a piece, the first left out."""

    name: str
    sentences: tuple[str, ...]
    borders: frozenset[int]


@cache
def documents() -> tuple[Document, ...]:
    """Return every document, ordered by name.

    Raises:
        DataMissing: the archive is not there.
    """
    found = []
    with tarfile.open(data(_ARCHIVE)) as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".ref") else None
            if file is not None:
                found.append(_document(member.name, file.read().decode("utf-8", "replace")))
    return tuple(sorted(found, key=lambda document: document.name))


def _document(name: str, text: str) -> Document:
    sentences: list[str] = []
    borders = set()
    for line in text.splitlines():
        if line.startswith(_BORDER):
            borders.add(len(sentences))
        elif line.strip():
            sentences.append(line.strip())
    return Document(name, tuple(sentences), frozenset(borders - {0, len(sentences)}))
