"""A transcript as paragraphs: captions are cut for screens, people read paragraphs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: Characters from which a paragraph may end with a sentence, and at which it ends in any case.
_ENOUGH, _FULL = 480, 1000
#: Seconds of silence that end a paragraph which says something already.
_PAUSE_SECONDS, _LITTLE = 2.0, 120
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", ".”", "?”", "!”", '."', '?"', '!"')


@dataclass(frozen=True)
class Paragraph:
    """Some sentences and the second at which they begin."""

    start: float
    text: str


def paragraphs(segments: Iterable[Sequence[Any]]) -> Iterator[Paragraph]:
    """Yield every word of ``segments`` (``[start, end, text, ...]``, ordered by start) once, in paragraphs."""
    texts: list[str] = []
    start, end, length = 0.0, 0.0, 0
    for segment in segments:
        if texts and _is_over(texts[-1], length, segment[0] - end):
            yield Paragraph(start, " ".join(texts))
            texts, length = [], 0
        if not texts:
            start = segment[0]
        end = segment[1]
        texts.append(" ".join(str(segment[2]).split()))
        length += len(texts[-1]) + 1
    if texts:
        yield Paragraph(start, " ".join(texts))


def _is_over(last: str, length: int, pause: float) -> bool:
    if length >= _FULL or (pause >= _PAUSE_SECONDS and length >= _LITTLE):
        return True
    return length >= _ENOUGH and last.endswith(_SENTENCE_ENDS)
