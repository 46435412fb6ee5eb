"""Sentences out of spoken segments, each with its seconds.

Captions with punctuation are cut at it. Captions without (most automatic ones) are cut where the speaker pauses, and
what is still too long at the best place near its middle: a pause, else before a word that opens a clause. No word is
added or changed.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from analysis.pipeline import values
from analysis.pipeline.text import tokens, word_lists


@dataclass(frozen=True)
class Sentence:
    """What is said between two borders, and when (seconds)."""

    text: str
    start: float
    end: float
    words: int


#: A text is punctuated when it closes a sentence at least this often (words per closing mark).
_WORDS_PER_MARK = 45
#: Longer sentences are broken up: most likely their punctuation is missing.
_MAX_WORDS = 45
_MAX_WORDS_PLAIN = 30
#: A broken-off piece has at least this many words.
_MIN_WORDS = 6
#: Words that a piece of an unpunctuated text aims at; spoken English sentences have 10 to 20.
_AIM_WORDS = 16
#: Silences that end a sentence, in seconds: within punctuated text only one that no speaker makes in mid-sentence.
_SILENCE_PLAIN = 0.8
_SILENCE_PUNCTUATED = 4.0

#: ``[music]`` ``(applause)`` ``♪``: sounds, not words. ``>>`` and a leading dash: somebody else speaks.
_SOUNDS = re.compile(r"\[[^\[\]\n]{0,60}\]|\([a-zA-Z ]{3,20}\)(?=\s*$)|[♪♫🎵🎶]+")
_SPEAKER = re.compile(r"^\s*(?:>>+|&gt;&gt;+|[-–—]\s)\s*")
_UNIT = re.compile(r"[^\s，、；：]+[，、；：]*|[，、；：]+")


@dataclass(frozen=True)
class _Piece:
    """A stretch of the joined text that came from one segment."""

    offset: int
    text: str
    start: float
    end: float

    def second(self, offset: int) -> float:
        """Return when the character at ``offset`` of the joined text is said, by its place in the segment."""
        share = (offset - self.offset) / len(self.text)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


@dataclass(frozen=True)
class _Block:
    """Segments joined to one text, in which every character knows its second."""

    text: str
    pieces: tuple[_Piece, ...]

    @cached_property
    def offsets(self) -> list[int]:
        """Return where each piece begins in the text."""
        return [piece.offset for piece in self.pieces]

    def start_of(self, offset: int) -> float:
        """Return when the text from ``offset`` on begins."""
        return self._piece_at(offset).second(offset)

    def end_of(self, offset: int) -> float:
        """Return when the text before ``offset`` ends; its last character counts, not the piece that follows."""
        return self._piece_at(offset - 1).second(offset)

    def pause_at(self, before: int, after: int) -> float:
        """Return the silence between the text that ends at ``before`` and the text that begins at ``after``."""
        return max(0.0, self.start_of(after) - self.end_of(before))

    def _piece_at(self, offset: int) -> _Piece:
        return self.pieces[max(0, bisect_right(self.offsets, offset) - 1)]

    def part(self, first: int, stop: int) -> "_Block":
        """Return the block of the pieces from ``first`` to before ``stop``."""
        base = self.pieces[first].offset
        pieces = tuple(replace(piece, offset=piece.offset - base) for piece in self.pieces[first:stop])
        return _Block(self.text[base : self.pieces[stop - 1].offset + len(self.pieces[stop - 1].text)], pieces)


def split(segments: Sequence[values.Segment]) -> tuple[Sentence, ...]:
    """Return the sentences of ``segments`` in order; every word of them is in one."""
    blocks = list(_blocks(segments))
    punctuated = _is_punctuated(blocks)
    silence, max_words = (_SILENCE_PUNCTUATED, _MAX_WORDS) if punctuated else (_SILENCE_PLAIN, _MAX_WORDS_PLAIN)
    parts = (part for block in blocks for part in _cut_at_silences(block, silence))
    return tuple(sentence for part in parts for sentence in _sentences(part, max_words))


def _blocks(segments: Sequence[values.Segment]) -> Iterator[_Block]:
    """Yield the segments joined, sounds left out; a change of speaker begins a new block."""
    gathered: list[values.Segment] = []
    for segment in segments:
        text = _without_sounds(segment.text)
        plain = _SPEAKER.sub("", text)
        if plain != text and gathered:
            yield _joined(gathered)
            gathered = []
        if plain:
            gathered.append(values.Segment(segment.start, max(segment.end, segment.start), plain))
    if gathered:
        yield _joined(gathered)


def _without_sounds(text: str) -> str:
    return " ".join(_SOUNDS.sub(" ", text).split())


def spoken(text: str) -> str:
    """Return what is said in the ``text`` of a segment: no sounds such as ``[music]``, no mark of a new speaker."""
    return _SPEAKER.sub("", _without_sounds(text))


def _joined(segments: Sequence[values.Segment]) -> _Block:
    parts: list[str] = []
    pieces = []
    length = 0
    for segment in segments:
        gap = tokens.joiner(parts[-1], segment.text) if parts else ""
        pieces.append(_Piece(length + len(gap), segment.text, segment.start, segment.end))
        parts += [gap, segment.text]
        length += len(gap) + len(segment.text)
    return _Block("".join(parts), tuple(pieces))


def _is_punctuated(blocks: Sequence[_Block]) -> bool:
    words = sum(tokens.count_words(block.text) for block in blocks)
    marks = sum(
        tokens.ends_with_terminator(block.text[start:end])
        for block in blocks
        for start, end in tokens.sentence_spans(block.text)
    )
    return marks * _WORDS_PER_MARK >= words


def _cut_at_silences(block: _Block, silence: float) -> Iterator[_Block]:
    first = 0
    for index in range(1, len(block.pieces)):
        if block.pieces[index].start - block.pieces[index - 1].end >= silence:
            yield block.part(first, index)
            first = index
    yield block.part(first, len(block.pieces))


def _sentences(block: _Block, max_words: int) -> Iterator[Sentence]:
    for start, end in tokens.sentence_spans(block.text):
        units = _units(block, start, end)
        for first, stop in _cuts(block, units, max_words):
            begin, close = units[first].start, units[stop - 1].end
            text = block.text[begin:close]
            yield Sentence(text, block.start_of(begin), block.end_of(close), tokens.count_words(text))


@dataclass(frozen=True)
class _Unit:
    """What is never torn apart: a word, in unspaced scripts a phrase between commas or from one segment."""

    start: int
    end: int
    text: str
    words: int


def _units(block: _Block, start: int, end: int) -> list[_Unit]:
    """Return the units of the text from ``start`` to ``end``; a piece's border is a unit's border."""
    inner = block.offsets[bisect_right(block.offsets, start) : bisect_right(block.offsets, end - 1)]
    borders = [start, *inner, end]
    units = []
    for left, right in pairwise(borders):
        for match in _UNIT.finditer(block.text[left:right]):
            text = match.group()
            units.append(_Unit(left + match.start(), left + match.end(), text, tokens.count_words(text)))
    return units


def _cuts(block: _Block, units: Sequence[_Unit], max_words: int) -> Iterator[tuple[int, int]]:
    """Yield where each piece of at most ``max_words`` begins and stops; a text that is short enough stays whole."""
    first = 0
    left = sum(unit.words for unit in units)
    while first < len(units):
        stop = len(units) if left <= max_words else _best_stop(block, units, first, max_words)
        yield first, stop
        left -= sum(unit.words for unit in units[first:stop])
        first = stop


def _best_stop(block: _Block, units: Sequence[_Unit], first: int, max_words: int) -> int:
    best, best_score = len(units), float("-inf")
    words = 0
    for stop in range(first + 1, len(units)):
        words += units[stop - 1].words
        if words > max_words and best < len(units):
            break
        if words < _MIN_WORDS:
            continue
        score = _border_score(block, units[stop - 1], units[stop]) - abs(words - _AIM_WORDS) / _AIM_WORDS
        if score > best_score:
            best, best_score = stop, score
    return best


def _border_score(block: _Block, before: _Unit, after: _Unit) -> float:
    """Return how well a sentence can end between two units; each part is worth what it says about a border."""
    last = before.text.lower()
    score = 3.0 * min(1.0, block.pause_at(before.end, after.start))
    score += 1.0 if last[-1] in ",;:，、；：" else 0.0
    score += 0.8 if after.text.lower() in word_lists.OPENERS else 0.0
    score -= 2.0 if last in word_lists.NEVER_LAST else 0.0
    return score
