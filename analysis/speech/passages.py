"""The text that a model recognised in one window of speech: its credibility and its segments."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Any

from analysis.pipeline import values
from analysis.pipeline.nlp.words import tokens
from analysis.speech import languages
from analysis.speech.windows import Window

#: Text with a higher compression ratio repeats itself: the model is in a loop.
#: Source: https://arxiv.org/abs/2212.04356, section 4.5
_MAX_COMPRESSION_RATIO = 2.4
#: Mean log probability of a text token below which a passage is dropped: under 30 %.
_MIN_LOG_PROBABILITY = -1.2
#: Where silence is also likely, the model must be surer. What it invents over noise and music that pass the voice
#: detector has -0.9 and less, read speech -0.4 and more (docs/analysis.md).
_LIKELY_SILENCE, _MIN_LOG_PROBABILITY_IN_SILENCE = 0.6, -0.7
#: Seconds. A longer segment is split at its longest pause, and every segment at a pause of so many seconds.
_MAX_SEGMENT_SECONDS, _SPLIT_PAUSE_SECONDS = 15.0, 3.0


@dataclass(frozen=True)
class Word:
    """A word with the space before it, and the probability that the model gives it."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Passage:
    """The text recognised in one window."""

    window: Window
    #: Whisper's code of the language in which it was transcribed.
    code: str
    words: tuple[Word, ...]
    #: Mean log probability of a text token.
    log_probability: float
    #: Probability that the window contains no speech.
    no_speech: float
    #: Bytes of the text per byte of its compressed form.
    compression_ratio: float
    #: Probability of the language; None if the model knows only one.
    probability: float | None = None

    @property
    def is_repetitive(self) -> bool:
        """True if the model repeated itself in a loop."""
        return self.compression_ratio > _MAX_COMPRESSION_RATIO

    def repeats(self, hotwords: str) -> bool:
        """Return whether all words are hot words: the model may have taken them from there, not from the sound."""
        said = set(tokens.tokens("".join(word.text for word in self.words)))
        return bool(said) and said <= set(tokens.tokens(hotwords))

    @property
    def is_credible(self) -> bool:
        """Return whether this was probably said."""
        if self.is_repetitive or not self.log_probability >= _MIN_LOG_PROBABILITY:
            return False
        return self.no_speech <= _LIKELY_SILENCE or self.log_probability >= _MIN_LOG_PROBABILITY_IN_SILENCE


def to_passage(parts: Sequence[Any], window: Window, code: str) -> Passage:
    """Return faster-whisper's segments of one window, usually a single one, as a passage in the language ``code``."""
    words = tuple(
        Word(values.clean_text(word.word), float(word.start), float(word.end), float(word.probability))
        for part in parts
        for word in part.words or ()
    )
    compression_ratio = max(part.compression_ratio for part in parts)
    return Passage(window, code, words, parts[0].avg_logprob, parts[0].no_speech_prob, compression_ratio)


def spoken_language(passage: Passage, offset: float) -> values.SpokenLanguage:
    """Return the language of a passage; ``offset`` (seconds) is added to its times."""
    window, probability = passage.window, passage.probability
    known = None if probability is None else round(min(1.0, probability), 4)
    return values.SpokenLanguage(
        round(window.start + offset, 2), round(window.end + offset, 2), languages.to_bcp_47(passage.code), known
    )


def split_segments(passage: Passage, offset: float) -> Iterator[values.Segment]:
    """Yield the sentences of a passage, long ones split; ``offset`` (seconds) is added to their times."""
    for sentence in _sentences(passage.words):
        for part in _split_sentence(sentence):
            text = "".join(word.text for word in part).strip()
            if text:
                start, end = part[0].start + offset, max(part[0].start, part[-1].end) + offset
                known = [word.probability for word in part if math.isfinite(word.probability)]
                confidence = round(min(1.0, max(0.0, fmean(known))), 4) if known else None
                yield values.Segment(round(start, 2), round(end, 2), text, confidence)


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


def _split_sentence(words: Sequence[Word]) -> Iterable[Sequence[Word]]:
    """Split a sentence at long pauses, and at its longest pause while it is too long."""
    if len(words) < 2:
        return [words]
    pauses = [after.start - before.end for before, after in pairwise(words)]
    too_long = words[-1].end - words[0].start > _MAX_SEGMENT_SECONDS
    # Of equal pauses the one nearest to the middle: else a text without pauses would be split word by word.
    place = max(range(len(pauses)), key=lambda n: (round(pauses[n], 1), -abs(n + 1 - len(words) / 2)))
    if not too_long and pauses[place] < _SPLIT_PAUSE_SECONDS:
        return [words]
    return [*_split_sentence(words[: place + 1]), *_split_sentence(words[place + 1 :])]
