"""Groups transcript segments, which are cut for captions, into readable paragraphs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: Characters after which a paragraph ends at the next sentence end, and after which it ends in any case.
_TARGET_CHARS, _MAX_CHARS = 480, 1000
#: A pause of this length ends a paragraph that has at least this many characters.
_PAUSE_SECONDS, _MIN_CHARS = 2.0, 120
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", ".”", "?”", "!”", '."', '?"', '!"')
#: Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese, and their punctuation.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003134f]"
)


@dataclass(frozen=True)
class Cue:
    """The text of one segment, its start in seconds, and what stands between it and the next: a space or nothing."""

    start: float
    text: str
    space: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Consecutive cues, at least one."""

    cues: tuple[Cue, ...]

    @property
    def start(self) -> float:
        """Seconds."""
        return self.cues[0].start

    @property
    def text(self) -> str:
        """The text of all cues."""
        return "".join(cue.text + cue.space for cue in self.cues)


def group_paragraphs(segments: Iterable[Sequence[Any]]) -> Iterator[Paragraph]:
    """Yield the text of ``segments`` (``[start, end, text, ...]``, ordered by start) as paragraphs, in order."""
    cues: list[Cue] = []
    end, length = 0.0, 0
    for segment in segments:
        is_over = length >= _MAX_CHARS or (segment[0] - end >= _PAUSE_SECONDS and length >= _MIN_CHARS)
        if cues and (is_over or (length >= _TARGET_CHARS and cues[-1].text.endswith(_SENTENCE_ENDS))):
            yield _paragraph(cues)
            cues, length = [], 0
        end = segment[1]
        cues.append(Cue(segment[0], " ".join(str(segment[2]).split())))
        length += len(cues[-1].text) + 1
    if cues:
        yield _paragraph(cues)


def _paragraph(cues: Sequence[Cue]) -> Paragraph:
    spaced = [Cue(cue.start, cue.text, _space(cue.text, after.text)) for cue, after in pairwise(cues)]
    return Paragraph((*spaced, cues[-1]))


def _space(before: str, after: str) -> str:
    """Return what stands between two cues: scripts without spaces have none there either."""
    is_unspaced = _UNSPACED.match(before[-1:]) and _UNSPACED.match(after[:1])
    return "" if is_unspaced else " "
