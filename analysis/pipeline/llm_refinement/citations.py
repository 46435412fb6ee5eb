"""Finds the quotes of a model in the transcript and in comments."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Protocol

from analysis.pipeline import values
from analysis.pipeline.llm_refinement.chunks import LINE_SECONDS
from analysis.pipeline.nlp.words import tokens

#: Largest distance in seconds between a quote and the position that the model states: it knows only line starts.
TOLERANCE_SECONDS = LINE_SECONDS + 3.0
#: Letters of a quote at least; fewer in a script without spaces, where each letter says more.
_MIN_LETTERS = 8
_MIN_LETTERS_UNSPACED = 4
#: Letters of a quote at most: a model that copies a whole page did not choose.
_MAX_LETTERS = 400
#: Characters of the passage with these letters; marks between them may be many.
_MAX_CHARS = 500


class CitationSource(Protocol):
    """A text that can be cited."""

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span at ``place`` that ``quote`` repeats, None if it is not there."""


def fold_text(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits of ``text``, case folded, and for each its index in ``text``.

    Spaces and punctuation are dropped: captions break lines anywhere, and models change commas.
    """
    letters: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        if unicodedata.category(character)[0] in "LMN":
            plain = unicodedata.normalize("NFKC", character).casefold()
            letters.append(plain)
            places += [index] * len(plain)
    return "".join(letters), places


def _fold_quote(quote: str) -> str | None:
    """Return the letters to look for, None if the quote is too short or too long."""
    letters, _ = fold_text(unicodedata.normalize("NFC", quote))
    shortest = _MIN_LETTERS_UNSPACED if tokens.is_unspaced(letters) else _MIN_LETTERS
    return letters if shortest <= len(letters) <= _MAX_LETTERS else None


class TranscriptSource:
    """A transcript. A quote may span any number of cues; ``place`` is in seconds."""

    def __init__(self, segments: Sequence[values.Segment]) -> None:
        self._segments = segments
        pieces = [unicodedata.normalize("NFC", segment.text) + " " for segment in segments]
        #: Where each segment begins in the text, and where the text ends.
        self._begins = list(accumulate(map(len, pieces), initial=0))
        self._text = "".join(pieces)
        self._letters, self._places = fold_text(self._text)
        # Of hostile captions the times may be in any order. These are in order: the latest end of a segment or one
        # before it, and the earliest start of a segment or one after it.
        self._latest_ends = list(accumulate((segment.end for segment in segments), max))
        self._earliest_starts = list(accumulate((segment.start for segment in reversed(segments)), min))[::-1]

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span nearest to ``place``, within the tolerance."""
        wanted = _fold_quote(quote)
        if wanted is None:
            return None
        found: values.Citation | None = None
        nearest = TOLERANCE_SECONDS
        begin, stop = self._letters_near(place, len(wanted))
        start = self._letters.find(wanted, begin, stop)
        while start >= 0 and (found is None or nearest > 0):
            first, last = self._places[start], self._places[start + len(wanted) - 1]
            begins, ends = self._segment(first), self._segment(last)
            distance = max(0.0, begins.start - place, place - ends.end)
            text = " ".join(self._text[first : last + 1].split())
            is_nearer = distance < nearest or (found is None and distance <= nearest)
            if is_nearer and len(text) <= _MAX_CHARS:
                found, nearest = values.Citation(text, begins.start, ends.end), distance
            start = self._letters.find(wanted, start + 1, stop)
        return found

    def _letters_near(self, place: float, length: int) -> tuple[int, int]:
        """Return the range of letters that may belong to a quote of ``length`` letters near ``place``."""
        first = bisect_left(self._latest_ends, place - TOLERANCE_SECONDS)
        after = bisect_right(self._earliest_starts, place + TOLERANCE_SECONDS)
        begin, stop = (bisect_left(self._places, self._begins[at]) for at in (first, after))
        return max(0, begin - length), stop + length

    def _segment(self, index: int) -> values.Segment:
        return self._segments[bisect_right(self._begins, index) - 1]


class CommentSource:
    """Comments, by the number that the model knows them by."""

    def __init__(self, by_number: Mapping[int, values.Comment]) -> None:
        self._by_number = by_number

    def find(self, quote: str, place: float) -> values.Citation | None:
        """Return the span of comment number ``place``."""
        comment = self._by_number.get(int(place))
        wanted = _fold_quote(quote)
        if comment is None or wanted is None:
            return None
        text = unicodedata.normalize("NFC", comment.text)
        letters, places = fold_text(text)
        start = letters.find(wanted)
        if start < 0:
            return None
        span = " ".join(text[places[start] : places[start + len(wanted) - 1] + 1].split())
        return values.Citation(span, comment_id=comment.id) if len(span) <= _MAX_CHARS else None
