"""Material cut into windows that a language model can read: numbered lines of text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.pipeline.nlp.words import tokens

#: Characters at which a line of speech is long enough; a sentence may end it earlier.
_LINE_CHARS = 200
_SENTENCE_CHARS = 60
#: Seconds between the first and the last cue of a line: the model names the seconds of lines, so they must be short.
LINE_SECONDS = 12.0
#: Characters of one line at most; a cue of a hostile file may be of any length.
_LONGEST_LINE = 1000
#: Bytes of UTF-8 a token, on the safe side: English has about 4, Chinese 3 to 4, Hindi and Arabic 4 to 6. Digits are
#: counted one by one, as many models cut them.
_BYTES_PER_TOKEN = 3
#: Tokens that the brackets, the number and the commas of a line take.
_LINE_OVERHEAD = 6


@dataclass(frozen=True)
class Line:
    """A line of material and the number that the model knows it by: seconds of speech, or a counter."""

    place: float
    text: str


def estimated_tokens(text: str) -> int:
    """Return about how many tokens ``text`` has, rather too many than too few."""
    digits = sum(map(str.isdigit, text))
    return digits + (len(text.encode("utf-8", "replace")) - digits) // _BYTES_PER_TOKEN + 1


def spoken(transcript: values.Transcript) -> tuple[Line, ...]:
    """Return what is said in lines of a few seconds each, numbered by the second at which they begin."""
    lines: list[Line] = []
    start, text = 0.0, ""
    for segment in transcript.segments:
        if text and (_is_full(text) or segment.start - start > LINE_SECONDS):
            lines += _cut(start, text)
            text = ""
        if not text:
            start = segment.start
        text += (tokens.joiner(text, segment.text) if text else "") + segment.text
    return tuple(lines + _cut(start, text))


def _is_full(text: str) -> bool:
    return len(text) >= _LINE_CHARS or (len(text) >= _SENTENCE_CHARS and tokens.ends_with_terminator(text))


def _cut(place: float, text: str) -> list[Line]:
    pieces = [text[start : start + _LONGEST_LINE] for start in range(0, len(text), _LONGEST_LINE)]
    return [Line(round(place, 1), piece) for piece in pieces if piece.strip()]


def numbered(texts: Iterable[str]) -> tuple[Line, ...]:
    """Return ``texts`` as lines 1, 2, 3 ..."""
    return tuple(Line(number, text[:_LONGEST_LINE]) for number, text in enumerate(texts, 1))


def windows(lines: Sequence[Line], room_tokens: int) -> list[tuple[Line, ...]]:
    """Return ``lines`` in order, in windows of at most ``room_tokens``; a line longer than that stands alone."""
    found: list[tuple[Line, ...]] = []
    window: list[Line] = []
    free = room_tokens
    for line in lines:
        size = estimated_tokens(line.text) + _LINE_OVERHEAD
        if window and size > free:
            found.append(tuple(window))
            window, free = [], room_tokens
        window.append(line)
        free -= size
    return [*found, tuple(window)] if window else found


def material(lines: Iterable[Line]) -> list[list[float | int | str]]:
    """Return lines as the model gets them: ``[place, text]``."""
    return [[int(line.place) if line.place == int(line.place) else line.place, line.text] for line in lines]
