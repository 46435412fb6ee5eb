"""Groups transcript segments, which are cut for captions, into readable paragraphs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: Characters after which a paragraph ends at the next sentence end, and after which it ends in any case.
_TARGET_CHARS, _MAX_CHARS = 480, 1000
#: A pause of this length ends a paragraph that has at least this many characters.
_PAUSE_SECONDS, _MIN_CHARS = 2.0, 120
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", ".”", "?”", "!”", '."', '?"', '!"')


@dataclass(frozen=True)
class Paragraph:
    """Text and its start in seconds."""

    start: float
    text: str


def group_paragraphs(segments: Iterable[Sequence[Any]]) -> Iterator[Paragraph]:
    """Yield the text of ``segments`` (``[start, end, text, ...]``, ordered by start) as paragraphs, in order."""
    texts: list[str] = []
    start, end, length = 0.0, 0.0, 0
    for segment in segments:
        is_over = length >= _MAX_CHARS or (segment[0] - end >= _PAUSE_SECONDS and length >= _MIN_CHARS)
        if texts and (is_over or (length >= _TARGET_CHARS and texts[-1].endswith(_SENTENCE_ENDS))):
            yield Paragraph(start, " ".join(texts))
            texts, length = [], 0
        if not texts:
            start = segment[0]
        end = segment[1]
        texts.append(" ".join(str(segment[2]).split()))
        length += len(texts[-1]) + 1
    if texts:
        yield Paragraph(start, " ".join(texts))
