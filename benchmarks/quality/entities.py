"""Names in short talks against those marked by hand, as written and in the small letters of automatic captions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline import values
from analysis.pipeline.nlp.entities import capitals, entities
from analysis.pipeline.nlp.sentences import sentences
from benchmarks.quality import recorded
from benchmarks.quality.rows import Row, guarded

_TASK = "names"
_TALKS = Path(__file__).resolve().parent / "data" / "entity_talks.txt"
_MARKED = re.compile(r"\[(?P<text>[^|\]]+)\|(?P<kind>\w+)\]")
#: Captions of two and a half hours with capitals, recorded from YouTube.
_RECORDED = "archive/Nd9rzBUcOHA/transcript.en.vtt"
_VIDEO = values.Video(id="x" * 11, url="")


#: Names with their kinds.
Names = dict[str, str | None]


@dataclass(frozen=True)
class Talk:
    """The sentences of a talk and the names in it, with the kind of each (None: of another kind)."""

    sentences: tuple[str, ...]
    names: Names


@dataclass
class Counts:
    """Names found, marked, and both; of the latter the entity types predicted and those predicted correctly."""

    found: int = 0
    marked: int = 0
    both: int = 0
    types_predicted: int = 0
    types_right: int = 0

    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, in percent."""
        return 200 * self.both / max(1, self.found + self.marked)


def talks() -> list[Talk]:
    """Return the marked talks in order."""
    lines = _TALKS.read_text(encoding="utf-8").splitlines()
    blocks = "\n".join(line for line in lines if not line.startswith("#")).split("\n\n")
    return [_talk(block.strip().splitlines()) for block in blocks if block.strip()]


def rows() -> list[Row]:
    """Return one row for talks as written and one for the same without capitals and marks."""
    reported = talks()[::2]
    return [
        _row("as written", reported, lambda text: text),
        _row("small letters, no marks", reported, plain),
        *guarded(_TASK, _RECORDED, _recorded),
    ]


def plain(text: str) -> str:
    """Return ``text`` as automatic captions write it."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.lower()).split())


def measure(judged: Sequence[Talk], method: Callable[[Sequence[str]], Names], write: Callable[[str], str]) -> Counts:
    """Return how the names found in ``judged`` agree with the marked ones, each name once a talk."""
    counts = Counts()
    for talk in judged:
        found = {plain(name): kind for name, kind in method([write(text) for text in talk.sentences]).items()}
        marked = {plain(name): kind for name, kind in talk.names.items()}
        both = found.keys() & marked.keys()
        typed = [name for name in both if found[name] and marked[name]]
        counts.found += len(found)
        counts.marked += len(marked)
        counts.both += len(both)
        counts.types_predicted += len(typed)
        counts.types_right += sum(found[name] == marked[name] for name in typed)
    return counts


def ours(texts: Sequence[str]) -> Names:
    """Return the names that we find in a talk whose sentences take three seconds each."""
    segments = [values.Segment(3.0 * index, 3.0 * index + 3, text) for index, text in enumerate(texts)]
    found = entities.find(sentences.split(segments), "en", _VIDEO, limit=1000) or ()
    return {name.text: name.type for name in found}


def capitals_alone(texts: Sequence[str]) -> Names:
    """Return every run of capitals that does not open a sentence."""
    return {" ".join(run.words): None for text in texts for run in capitals.runs(text, "en") if not run.opens}


def _talk(lines: Sequence[str]) -> Talk:
    names = {
        match["text"]: None if match["kind"] == "None" else match["kind"]
        for line in lines
        for match in _MARKED.finditer(line)
    }
    return Talk(tuple(_MARKED.sub(lambda match: match["text"], line) for line in lines), names)


def _row(how: str, judged: Sequence[Talk], write: Callable[[str], str]) -> Row:
    counts = measure(judged, ours, write)
    baseline = {"capitals alone": measure(judged, capitals_alone, write).f1()}
    precision, recall = counts.both / max(1, counts.found), counts.both / max(1, counts.marked)
    kinds = counts.types_right / max(1, counts.types_predicted)
    note = (
        f"own talks, marked by hand, the half that chose nothing; precision {100 * precision:.0f}, recall "
        f"{100 * recall:.0f}; type predicted for {counts.types_predicted} of {counts.both}, right {100 * kinds:.0f} %"
    )
    return Row(_TASK, f"own talks, {how}", counts.marked, "F1 (%)", counts.f1(), baseline, note=note)


def _recorded() -> list[Row]:
    """Return how much of what is found with the capitals of a recorded talk is found without them."""
    said = [segment.text for segment in recorded.segments(_RECORDED, "vtt")]
    marked = ours(said)
    counts = measure([Talk(tuple(said), marked)], ours, plain)
    precision, recall = counts.both / max(1, counts.found), counts.both / max(1, counts.marked)
    note = (
        "a proxy: the names that we find with capitals stand for the true ones; chose nothing but which titles count; "
        f"precision {100 * precision:.0f}, recall {100 * recall:.0f}"
    )
    return [Row(_TASK, "a recorded stream in small letters", counts.marked, "F1 (%)", counts.f1(), {}, note=note)]
