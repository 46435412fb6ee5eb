"""Keyphrase sets in the layout of LIAAD's collection: a zip with ``docsutf8/<name>.txt`` and ``keys/<name>.key``.

Source: https://github.com/LIAAD/KeywordExtractor-Datasets
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import rows

# Some systems pack a shadow of each file, "._name".
_DOCUMENT = re.compile(r"(?:^|/)docsutf8/(?P<name>(?!\._)[^/]+)\.txt$")
_KEYS = re.compile(r"(?:^|/)keys/(?P<name>(?!\._)[^/]+)\.key$")
_LANGUAGE = re.compile(r"(?:^|/)lan(?:guage)?\.txt$")
#: Sets whose figures are asked for; others of the same layout that lie beside them are measured too.
EXPECTED = ("inspec/Inspec.zip", "semeval2010/SemEval2010.zip", "semeval2017/SemEval2017.zip", "kpcrowd/KPCrowd.zip")


@dataclass(frozen=True)
class Document:
    """A text and the keyphrases that people gave it."""

    name: str
    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class DataSet:
    """The documents of one set, ordered by name, and their language."""

    name: str
    language: str
    documents: tuple[Document, ...]


def archives() -> list[str]:
    """Return the sets that are asked for and those that lie there besides, whatever the case of their folders."""
    there = []
    for path in sorted((rows.DATA / "text").glob("*/*.zip")):
        with zipfile.ZipFile(path) as packed:
            if any(map(_KEYS.search, packed.namelist())):
                there.append(path)
    missing = [path for path in EXPECTED if not any(Path(path).stem.lower() in found.stem.lower() for found in there)]
    return [str(path.relative_to(rows.DATA / "text")) for path in there] + missing


def read(archive: str) -> DataSet:
    """Return the set of ``archive``, a path below the folder of texts.

    Raises:
        DataMissing: it is not there.
    """
    texts: dict[str, str] = {}
    keys: dict[str, tuple[str, ...]] = {}
    language = "en"
    with zipfile.ZipFile(rows.data(f"text/{archive}")) as packed:
        for member in packed.namelist():
            text = packed.read(member).decode("utf-8", "replace")
            if match := _DOCUMENT.search(member):
                texts[match["name"]] = text
            elif match := _KEYS.search(member):
                keys[match["name"]] = tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())
            elif _LANGUAGE.search(member) and (code := re.match(r"\s*([A-Za-z]{2})(?![A-Za-z])", text)):
                language = code[1].lower()
    names = sorted(texts.keys() & keys.keys())
    return DataSet(Path(archive).stem, language, tuple(Document(name, texts[name], keys[name]) for name in names))


def unwrap_lines(text: str) -> str:
    """Return ``text`` with the lines joined that a margin broke: the next is indented or begins small."""
    return re.sub(r"\n(?=[ \t]+\S|[a-z(])\s*", " ", text)


def sample(documents: Sequence[Document], most_characters: int) -> list[Document]:
    """Return documents of about ``most_characters`` in total at most, evenly spread."""
    characters = sum(len(document.text) for document in documents)
    return list(documents[:: max(1, -(-characters // most_characters))])
