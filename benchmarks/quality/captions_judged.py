"""Names, topics and keywords of recorded captions, each judged by eye.

The captions are not ours, so the verdicts are stored beside hashes: ``judged_words.txt`` holds no word of them.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.pipeline import captions, values
from analysis.pipeline.nlp.entities import entities
from analysis.pipeline.nlp.keyphrases import keyphrases
from analysis.pipeline.nlp.sentences import sentences
from analysis.sources import info_json
from benchmarks.quality.rows import Row, data, guarded

VERDICTS = Path(__file__).resolve().parent / "data" / "judged_words.txt"
_FOLDERS = ("captions_real", "archive")
_MOST_NAMES, _FIRST = 60, 10
_PHRASES = 150


@dataclass(frozen=True)
class Found:
    """A name, or a word among the first topics and keywords, of a caption file."""

    #: ``name`` ``word``
    kind: str
    file: str
    language: str
    text: str

    @property
    def digest(self) -> str:
        """Return the hash that stands for it in ``judged_words.txt``."""
        return hashlib.sha256(f"{self.kind} {self.file} {self.text.lower()}".encode()).hexdigest()[:16]


def rows() -> list[Row]:
    """Return the share of right names and the share of function words per language."""
    return guarded("names and keywords", "captions in many languages", _measured)


def found() -> Iterator[Found]:
    """Yield what is found in each caption file with a language in its name.

    Raises:
        DataMissing: the captions are not on this machine.
    """
    for folder in _FOLDERS:
        for path in sorted(data(folder).glob("*/*.srt")):
            yield from _found_in(path)


def verdicts() -> dict[str, str]:
    """Return the verdict of each hash: ``right`` or ``wrong``; a wrong word is a function word or a common verb."""
    lines = VERDICTS.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def _found_in(path: Path) -> Iterator[Found]:
    code = path.name.split(".")[-2]
    is_automatic = path.name.startswith("auto_") or path.parent.parent.name == "archive"
    track = values.CaptionTrack(code, automatic=is_automatic, format="srt", locator=path.name)
    spoken = sentences.split(captions.parse(values.CaptionFile(track, path.read_text(encoding="utf-8"))), code)
    video = values.Video(id="x" * 11, url="")
    for dump in path.parent.glob("*.info.json"):
        info = json.loads(dump.read_text(encoding="utf-8"))
        video = info_json.video(info, info["id"])
    for entity in entities.find(spoken, code, video, limit=_MOST_NAMES) or ():
        yield Found("name", path.stem, code, entity.text)
    hints = [video.title, *(video.tags or ()), *(chapter.title for chapter in video.chapters or ())]
    ranked = keyphrases.rank([sentence.text for sentence in spoken], code, filter(None, hints), limit=_PHRASES)
    topics = [topic.name for topic in keyphrases.topics(ranked, spoken, _FIRST)]
    keywords = [keyword.text for keyword in keyphrases.keywords(ranked, _FIRST)]
    for text in dict.fromkeys(topics + keywords):
        yield Found("word", path.stem, code, text)


def _measured() -> list[Row]:
    judged = verdicts()
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for item in found():
        counts[item.kind, item.language][judged.get(item.digest, "unread")] += 1
    return [_row(kind, language, counted) for (kind, language), counted in sorted(counts.items())]


def _row(kind: str, language: str, counted: Counter[str]) -> Row:
    read = counted["right"] + counted["wrong"]
    note = f"{counted['wrong']} wrong; read by eye, {counted['unread']} found since then and not read; chosen on these"
    if kind == "name":
        figure, share, task = "right (%)", counted["right"], "names per language"
    else:
        figure, share, task = "function words (%, lower is better)", counted["wrong"], "function words per language"
    return Row(task, f"recorded captions, {language}", read, figure, 100 * share / max(1, read), {}, note=note)
