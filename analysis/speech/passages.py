"""What a model wrote for one window of speech: whether to believe it, and its segments."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from analysis.pipeline import values
from analysis.pipeline.nlp.words import tokens

#: Text that packs into less than this share of its bytes says the same thing over and over: the model has run in a
#: circle. Source: https://arxiv.org/abs/2212.04356, section 4.5
_REPETITION = 2.4
#: Mean log probability of a word piece below which the model gives its own words less than 30 in 100.
_DISBELIEF = -1.2
#: Where the model also holds it likely that nobody speaks, it must be surer. What it invents over noise and music that
#: get past the voice detector lies at -0.9 and below, read speech at -0.4 and above (docs/analysis.md).
_NO_SPEECH, _NO_SPEECH_DISBELIEF = 0.6, -0.7
#: Seconds. A longer segment is parted at its longest pause; a pause of so many seconds always parts.
_LONGEST, _PAUSE = 15.0, 3.0


@dataclass(frozen=True)
class Word:
    """A word with the space before it, and the probability that the model gives it."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Passage:
    """What was heard in one window."""

    words: tuple[Word, ...]
    #: Mean log probability of a word piece.
    log_probability: float
    #: Probability that nobody speaks.
    no_speech: float
    #: Bytes of the text, to one of it packed.
    repetition: float

    @property
    def circular(self) -> bool:
        """Say whether the model ran in a circle."""
        return self.repetition > _REPETITION

    @property
    def credible(self) -> bool:
        """Say whether somebody said this, as far as can be told."""
        if self.circular or not self.log_probability >= _DISBELIEF:
            return False
        return self.no_speech <= _NO_SPEECH or self.log_probability >= _NO_SPEECH_DISBELIEF


def passage(parts: Sequence[Any]) -> Passage:
    """Return the segments of faster-whisper that belong to one window, most often a single one, as ours."""
    words = tuple(
        Word(values.clean_text(word.word), float(word.start), float(word.end), float(word.probability))
        for part in parts
        for word in part.words or ()
    )
    repetition = max(part.compression_ratio for part in parts)
    return Passage(words, parts[0].avg_logprob, parts[0].no_speech_prob, repetition)


def segments(found: Passage, offset: float) -> Iterator[values.Segment]:
    """Return the sentences of a passage, long ones parted; ``offset`` (seconds) is added to their times."""
    for sentence in _sentences(found.words):
        for part in _parts(sentence):
            text = "".join(word.text for word in part).strip()
            if text:
                start, end = part[0].start + offset, max(part[0].start, part[-1].end) + offset
                yield values.Segment(round(start, 2), round(end, 2), text, _confidence(part))


def _sentences(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    text = "".join(word.text for word in words)
    ends = (end for _, end in tokens.sentence_spans(text))
    border, first, read = next(ends, 0), 0, 0
    for number, word in enumerate(words, start=1):
        read += len(word.text)
        if read >= border:
            yield words[first:number]
            first = number
            border = next(ends, len(text))
    if first < len(words):
        yield words[first:]


def _parts(words: Sequence[Word]) -> Iterable[Sequence[Word]]:
    """Part a sentence where the speaker is silent for long, or at its longest pause while it is too long."""
    if len(words) < 2:
        return [words]
    pauses = [after.start - before.end for before, after in pairwise(words)]
    too_long = words[-1].end - words[0].start > _LONGEST
    # Of pauses alike the one nearest to the middle: else a text without any would lose its words one by one.
    place = max(range(len(pauses)), key=lambda n: (round(pauses[n], 1), -abs(n + 1 - len(words) / 2)))
    if not too_long and pauses[place] < _PAUSE:
        return [words]
    return [*_parts(words[: place + 1]), *_parts(words[place + 1 :])]


def _confidence(words: Sequence[Word]) -> float | None:
    """Return the mean probability that the model gives the words, 0 to 1; None where it gives none."""
    known = [word.probability for word in words if math.isfinite(word.probability)]
    return round(min(1.0, max(0.0, fmean(known))), 4) if known else None
