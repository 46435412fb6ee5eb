"""Splits material into numbered lines, and lines into windows that fit into one request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.words import tokens

#: Characters at which a line of speech ends; the end of a sentence may end it earlier.
_LINE_CHARS = 200
_SENTENCE_CHARS = 60
#: Seconds between the first and the last cue of a line. Lines are short because the model cites their start.
LINE_SECONDS = 12.0
#: Characters of one line at most; a cue of a hostile file may have any length.
_MAX_LINE_CHARS = 1000
#: UTF-8 bytes per token, a low estimate: English has about 4, Chinese 3 to 4, Hindi and Arabic 4 to 6. Each digit
#: counts as a token, as in many models.
_BYTES_PER_TOKEN = 3
#: Tokens for the brackets, the number and the commas of a line.
_LINE_OVERHEAD = 6


@dataclass(frozen=True)
class Line:
    """A line of material. ``place`` is its number for the model: the start in seconds, or a counter."""

    place: float
    text: str


def estimate_tokens(text: str) -> int:
    """Return an estimate of the tokens of ``text``, rather too high than too low."""
    digits = sum(map(str.isdigit, text))
    return digits + (len(text.encode("utf-8", "replace")) - digits) // _BYTES_PER_TOKEN + 1


def transcript_lines(transcript: values.Transcript) -> tuple[Line, ...]:
    """Return the transcript in lines of a few seconds each, numbered by their start in seconds."""
    lines: list[Line] = []
    start, text = 0.0, ""
    for segment in transcript.segments:
        is_full = len(text) >= _LINE_CHARS or (len(text) >= _SENTENCE_CHARS and tokens.ends_with_terminator(text))
        if text and (is_full or segment.start - start > LINE_SECONDS):
            lines += _cut(start, text)
            text = ""
        if not text:
            start = segment.start
        text += (tokens.joiner(text, segment.text) if text else "") + segment.text
    return tuple(lines + _cut(start, text))


def _cut(place: float, text: str) -> list[Line]:
    pieces = [text[start : start + _MAX_LINE_CHARS] for start in range(0, len(text), _MAX_LINE_CHARS)]
    return [Line(round(place, 1), piece) for piece in pieces if piece.strip()]


def number_lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """Return ``texts`` as lines 1, 2, 3 ..."""
    return tuple(Line(number, text[:_MAX_LINE_CHARS]) for number, text in enumerate(texts, 1))


def split_into_windows(lines: Sequence[Line], max_tokens: int) -> list[tuple[Line, ...]]:
    """Return ``lines`` in windows of at most ``max_tokens``; a longer line is a window of its own."""
    found: list[tuple[Line, ...]] = []
    window: list[Line] = []
    free = max_tokens
    for line in lines:
        size = estimate_tokens(line.text) + _LINE_OVERHEAD
        if window and size > free:
            found.append(tuple(window))
            window, free = [], max_tokens
        window.append(line)
        free -= size
    return [*found, tuple(window)] if window else found


def to_material(lines: Iterable[Line]) -> list[list[float | int | str]]:
    """Return the lines as the model gets them: ``[place, text]``."""
    return [[int(line.place) if line.place == int(line.place) else line.place, line.text] for line in lines]
