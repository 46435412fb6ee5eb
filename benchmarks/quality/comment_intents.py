"""Own comments whose words mislead: jokes, irony, quotes, cheers, rhetorical questions, announcements, and controls."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality import comment_kinds
from benchmarks.quality.rows import Row

_FILE = Path(__file__).parent / "data" / "comment_intents.txt"
_NOTE = (
    "own comments in 7 to 13 languages: a check of cases, no sample of what people write; wordings and training texts "
    "were changed after the errors on parts 1, 3 and 4 had been read; part 2 was written after part 1 had been read"
)
#: For each kind what is wrong with how a comment is judged.
WRONG: dict[str, tuple[str, Callable[[comment_kinds.Judged], bool]]] = {
    "joke": ("share classified as negative or complaint", lambda one: _is_blamed(one)),
    "quote": ("share classified as negative or complaint", lambda one: _is_blamed(one)),
    "encouragement": ("share classified as request or negative", lambda one: _is(one, "requests", "negative")),
    "rhetorical": ("share classified as question", lambda one: "questions" in one.feedback),
    "request": ("share not classified as request", lambda one: "requests" not in one.feedback),
    "question": ("share not classified as question", lambda one: "questions" not in one.feedback),
    "correction": ("share not classified as correction", lambda one: "corrections" not in one.feedback),
    "description": (
        "share not classified as complaint, or positive",
        lambda one: "complaints" not in one.feedback or one.shown == "positive",
    ),
    "announcement": ("share classified as concern or negative", lambda one: _is_concern(one, "negative")),
    "irony": ("share classified as praise or positive", lambda one: _is(one, "praise", "positive")),
    "winner": ("share classified as negative or complaint", lambda one: _is_blamed(one)),
    "rival": ("share classified as praise or positive", lambda one: _is(one, "praise", "positive")),
    "subject": ("share in any class", lambda one: bool(one.feedback)),
    "praise": ("share classified as concern or negative", lambda one: _is_concern(one, "negative")),
}


@dataclass(frozen=True)
class Comment:
    """A comment of the file."""

    part: str
    kind: str
    language: str
    text: str


def read() -> list[Comment]:
    """Return the comments."""
    lines = [line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [Comment(*line.split("\t")) for line in lines]


def rows(task: str) -> list[Row]:
    """Return for each part and kind the share that is judged wrongly."""
    comments = read()
    judged = comment_kinds.judge([(one.kind, "", one.text) for one in comments])
    found = []
    for part, kind in dict.fromkeys((one.part, one.kind) for one in comments):
        figure, is_wrong = WRONG[kind]
        own = [
            is_wrong(result)
            for one, result in zip(comments, judged, strict=True)
            if (one.part, one.kind) == (part, kind)
        ]
        name = f"own comments, {kind}, part {part}"
        found.append(Row(task, name, len(own), f"{figure} (lower is better)", sum(own) / len(own), {}, note=_NOTE))
    return found


def _is_blamed(one: comment_kinds.Judged) -> bool:
    return _is(one, "complaints", "negative")


def _is_concern(one: comment_kinds.Judged, label: str) -> bool:
    return one.shown == label or any(name != "praise" for name in one.feedback)


def _is(one: comment_kinds.Judged, feedback: str, label: str) -> bool:
    return feedback in one.feedback or one.shown == label
