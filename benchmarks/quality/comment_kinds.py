"""Own comments of kinds that are easily misread: polite complaints, praise in words of trouble, praise of rivals ..."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline.nlp import feedback, sentiment
from analysis.pipeline.nlp.vectors import embeddings
from analysis.pipeline.nlp.words import language, tokens
from benchmarks.quality.rows import Row

_FILE = Path(__file__).parent / "data" / "comment_kinds.txt"
#: The label that a comment of each kind must not get; else it must get its own.
WORST = {"complaint": "positive", "praise": "negative", "rival": "positive", "winner": "negative"}
_NOTE = (
    "own comments in English and 12 other languages: a check of cases, no sample of what people write; wordings were "
    "changed after the errors on them had been read"
)


@dataclass(frozen=True)
class Judged:
    """A comment, the label that its writer meant, and what is shown."""

    kind: str
    meant: str
    text: str
    shown: str
    #: Probability of ``shown``; 0 where the comment is not scored.
    confidence: float
    feedback: tuple[str, ...]


def read() -> list[tuple[str, str, str]]:
    """Return kind, label and text of each comment."""
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(kind, label, text.replace("\\n", "\n")) for kind, label, text in (line.split("\t") for line in lines)]


def judge(comments: Sequence[tuple[str, str, str]]) -> list[Judged]:
    """Return the comments as judged at ``detailed`` depth without the second pass."""
    texts = [text for _, _, text in comments]
    codes = [language.detect(text).language for text in texts]
    vectors = embeddings.embed([tokens.without_addresses(text) for text in texts])
    predictions = sentiment.predict(texts, codes, vectors)
    classes = feedback.classify(texts, codes, predictions, vectors)
    return [
        Judged(*comment, sentiment.label_of(found), found.confidence if found else 0.0, own)
        for comment, found, own in zip(comments, predictions, classes, strict=True)
    ]


def rows(task: str) -> list[Row]:
    """Return for each kind the share that gets the worst label, or does not get its own."""
    judged = judge(read())
    found = []
    for kind in dict.fromkeys(one.kind for one in judged):
        own = [one for one in judged if one.kind == kind]
        worst = WORST.get(kind)
        figure = f"share classified as {worst}" if worst else "share with another label"
        wrong = [one.shown == worst if worst else one.shown != one.meant for one in own]
        share = sum(wrong) / len(own)
        name = f"own comments, {kind}"
        found.append(Row(task, name, len(own), f"{figure} (lower is better)", share, {}, note=_NOTE))
    return found
