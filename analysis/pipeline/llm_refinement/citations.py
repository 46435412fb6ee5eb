"""Whether a quote stands where a model says it does."""

import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Protocol

from analysis.pipeline import values
from analysis.pipeline.llm_refinement.chunks import LINE_SECONDS
from analysis.pipeline.nlp.words import tokens

#: Seconds that a quote may lie from where the model says: the length of a line, whose start is all it knows, and a bit.
TOLERANCE_SECONDS = LINE_SECONDS + 3.0
#: Letters of the shortest quote that proves anything, and of one in a script without spaces, where each says more.
_SHORTEST = 8
_SHORTEST_UNSPACED = 4
#: Letters of the longest quote: a model that copies whole pages has not chosen.
_LONGEST = 400


class Sources(Protocol):
    """Texts that can be cited."""

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span that ``quote`` repeats at ``place``, None where it does not stand there."""


def folded(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of ``text``, case folded, and for each the index in ``text`` that it comes from.

    Blanks and punctuation fall out: captions break lines anywhere, and models set their own commas.
    """
    letters: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        if unicodedata.category(character)[0] in "LMN":
            plain = unicodedata.normalize("NFKC", character).casefold()
            letters.append(plain)
            places += [index] * len(plain)
    return "".join(letters), places


def _wanted(quote: str) -> str | None:
    """Return what is to be found, None for a quote too short or too long to count."""
    letters, _ = folded(unicodedata.normalize("NFC", quote))
    shortest = _SHORTEST_UNSPACED if tokens.is_unspaced(letters) else _SHORTEST
    return letters if shortest <= len(letters) <= _LONGEST else None


class Speech:
    """What is said; a quote may run over any number of cues. ``place`` is in seconds."""

    def __init__(self, segments: Sequence[values.Segment]) -> None:
        self._segments = segments
        self._begins: list[int] = []
        text = ""
        pieces: list[str] = []
        length = 0
        for segment in segments:
            self._begins.append(length)
            text = unicodedata.normalize("NFC", segment.text) + " "
            pieces.append(text)
            length += len(text)
        self._text = "".join(pieces)
        self._letters, self._places = folded(self._text)

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span nearest to ``place``, within the tolerance."""
        wanted = _wanted(quote)
        if wanted is None:
            return None
        found: values.Citation | None = None
        nearest = TOLERANCE_SECONDS
        start = self._letters.find(wanted)
        while start >= 0:
            citation, distance = self._at(start, start + len(wanted), place)
            if distance < nearest or (found is None and distance <= nearest):
                found, nearest = citation, distance
            start = self._letters.find(wanted, start + 1)
        return found

    def _at(self, start: int, stop: int, place: float) -> tuple[values.Citation, float]:
        """Return the span of these letters, and how many seconds it lies from ``place``."""
        first, last = self._places[start], self._places[stop - 1]
        begins, ends = self._segment(first), self._segment(last)
        text = " ".join(self._text[first : last + 1].split())
        distance = max(0.0, begins.start - place, place - ends.end)
        return values.Citation(text, begins.start, ends.end), distance

    def _segment(self, index: int) -> values.Segment:
        return self._segments[bisect_right(self._begins, index) - 1]


class Comments:
    """Comments by the number that the model knows them by."""

    def __init__(self, by_number: Mapping[int, values.Comment]) -> None:
        self._by_number = by_number

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span of comment number ``place``."""
        comment = self._by_number.get(int(place))
        wanted = _wanted(quote)
        if comment is None or wanted is None:
            return None
        text = unicodedata.normalize("NFC", comment.text)
        letters, places = folded(text)
        start = letters.find(wanted)
        if start < 0:
            return None
        span = text[places[start] : places[start + len(wanted) - 1] + 1]
        return values.Citation(" ".join(span.split()), comment_id=comment.id)
