"""Sentences out of spoken segments, each with its seconds.

Captions with punctuation are cut at it. Captions without (many automatic ones) are cut where their words and the
speaker's pauses make a border likely, and what is still too long at the likeliest place near its middle. No word is
added or changed.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import boundaries, pauses
from analysis.pipeline.nlp.words import tokens


@dataclass(frozen=True)
class Sentence:
    """What is said between two borders, and when (seconds)."""

    text: str
    start: float
    end: float
    words: int
    #: How likely it is one whole sentence, 0 to 1; 1 between full stops, less where the borders are guessed.
    whole: float = 1.0


#: A text is punctuated when it closes a sentence at least this often (words per closing mark).
_WORDS_PER_MARK = 45
#: Longer sentences are broken up: most likely their punctuation is missing.
_MAX_WORDS = 45
_MAX_WORDS_PLAIN = 30
#: A broken-off piece has at least this many words.
_MIN_WORDS = 5
#: Log odds from which a gap is a border. Chosen on the first third of a recorded livestream.
_CUT_FROM = -0.75
#: A caption that stands longer than its words take ends in a silence: the share of it that is believed, up to a limit.
_LINGERING_BELIEVED = 0.3
_LINGERING_MAX = 3.0
_SECONDS_PER_WORD = 0.4
#: What a break at the very edge of a sentence that is too long loses against one in its middle.
_OFF_CENTRE = 2.0
#: Silences that no speaker makes in mid-sentence, in seconds.
_SILENCE_PLAIN = 2.5
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

    @property
    def unheard(self) -> float:
        """Return the silence at its end that can be guessed from how long it stands."""
        lingering = self.end - self.start - _SECONDS_PER_WORD * tokens.count_words(self.text)
        return _LINGERING_BELIEVED * min(_LINGERING_MAX, max(0.0, lingering))

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

    def silences(self, gaps: Sequence[tuple[int, int]]) -> pauses.Kinds:
        """Return the kind of silence in each gap, from where a text ends to where the next begins."""
        ends, starts = np.array(gaps, dtype=np.int64).reshape(-1, 2).T
        before = np.searchsorted(self.offsets, ends - 1, side="right") - 1
        after = np.searchsorted(self.offsets, starts, side="right") - 1
        kinds = np.full(len(gaps), pauses.WITHIN, dtype=np.int64)
        for place in np.flatnonzero(before != after).tolist():
            shown = max(0.0, self.start_of(gaps[place][1]) - self.end_of(gaps[place][0]))
            kinds[place] = pauses.kind(shown + self.pieces[before[place]].unheard)
        return kinds

    def _piece_at(self, offset: int) -> _Piece:
        return self.pieces[max(0, bisect_right(self.offsets, offset) - 1)]

    def part(self, first: int, stop: int) -> "_Block":
        """Return the block of the pieces from ``first`` to before ``stop``."""
        base = self.pieces[first].offset
        pieces = tuple(replace(piece, offset=piece.offset - base) for piece in self.pieces[first:stop])
        return _Block(self.text[base : self.pieces[stop - 1].offset + len(self.pieces[stop - 1].text)], pieces)


def split(
    segments: Sequence[values.Segment], language: str | None = None, *, check: Callable[[], None] = lambda: None
) -> tuple[Sentence, ...]:
    """Return the sentences of ``segments`` in order; every word of them is in one.

    ``language`` is the one that is spoken; borders are found best where it is known. ``check`` is called several times
    a second and may raise to stop.
    """
    blocks = list(_blocks(segments))
    punctuated = _is_punctuated(blocks)
    silence = _SILENCE_PUNCTUATED if punctuated else _SILENCE_PLAIN
    parts = [part for block in blocks for part in _cut_at_silences(block, silence)]
    stretches = [stretch for part in parts for stretch in _stretches(part)]
    cuts = (_cuts_of_long if punctuated else _cuts)(stretches, _Reading(language, check))
    return tuple(sentence for stretch, cut in zip(stretches, cuts, strict=True) for sentence in stretch.sentences(cut))


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


@dataclass(frozen=True)
class _Unit:
    """What is never torn apart: a word, in unspaced scripts a phrase between commas or from one segment."""

    start: int
    end: int
    text: str
    words: int


@dataclass(frozen=True)
class _Stretch:
    """What is said between two closing marks, or between two long silences: one sentence, or several unmarked ones."""

    block: _Block
    units: tuple[_Unit, ...]

    @cached_property
    def words(self) -> list[int]:
        """Return the number of words of each unit."""
        return [unit.words for unit in self.units]

    @cached_property
    def silences(self) -> pauses.Kinds:
        """Return the kind of silence after each unit but the last."""
        return self.block.silences([(before.end, after.start) for before, after in pairwise(self.units)])

    def sentences(self, cut: "_Cut") -> Iterator[Sentence]:
        """Yield the sentences between the borders of ``cut``."""
        for first, stop in pairwise([0, *cut.stops, len(self.units)]):
            begin, close = self.units[first].start, self.units[stop - 1].end
            text = self.block.text[begin:close]
            yield Sentence(
                text,
                self.block.start_of(begin),
                self.block.end_of(close),
                tokens.count_words(text),
                cut.wholeness(first, stop),
            )


@dataclass(frozen=True)
class _Cut:
    """The units before which a stretch is cut, and the log odds that made them borders; None where none was judged."""

    stops: Sequence[int] = ()
    odds: pauses.Floats | None = None
    #: Whether the odds are probabilities, so that they also tell whether a border is missing inside.
    known: bool = True

    def wholeness(self, first: int, stop: int) -> float:
        """Return how likely the units from ``first`` to before ``stop`` are one sentence."""
        if self.odds is None:
            return 1.0
        # Only what is near: a stretch may be hours long.
        ends = 1 / (1 + np.exp(-self.odds[max(0, first - 1) : stop]))
        before, inner = (ends[:1], ends[1:]) if first else (ends[:0], ends)
        within, after = inner[: stop - first - 1], inner[stop - first - 1 :]
        inside = np.prod(1 - within) if self.known else 1.0
        return float(np.prod(before) * inside * np.prod(after))


def _stretches(block: _Block) -> Iterator[_Stretch]:
    for start, end in tokens.sentence_spans(block.text):
        yield _Stretch(block, tuple(_units(block, start, end)))


def _units(block: _Block, start: int, end: int) -> list[_Unit]:
    """Return the units of the text from ``start`` to ``end``; a piece's border is a unit's border."""
    inner = block.offsets[bisect_right(block.offsets, start) : bisect_right(block.offsets, end - 1)]
    boundaries = [start, *inner, end]
    units = []
    for left, right in pairwise(boundaries):
        for match in _UNIT.finditer(block.text[left:right]):
            text = match.group()
            units.append(_Unit(left + match.start(), left + match.end(), text, tokens.count_words(text)))
    return units


@dataclass(frozen=True)
class _Reading:
    """The language that is read, and what asks whether to go on."""

    language: str | None
    check: Callable[[], None]

    def cut(self, odds: pauses.Floats, words: Sequence[int], likely: Sequence[int], max_words: int) -> _Cut:
        """Return the ``likely`` borders and those at which what is still over ``max_words`` breaks best."""
        stops = _short_enough(odds, words, likely, max_words)
        return _Cut(stops, odds, boundaries.knows(self.language))


def _cuts_of_long(stretches: Sequence[_Stretch], reading: _Reading) -> Iterator[_Cut]:
    """Yield the cuts of each stretch: only of those that are far too long, for they must lack a full stop."""
    long = [stretch for stretch in stretches if sum(stretch.words) > _MAX_WORDS]
    odds = iter(_odds(long, reading))
    for stretch in stretches:
        is_long = sum(stretch.words) > _MAX_WORDS
        yield reading.cut(next(odds), stretch.words, [], _MAX_WORDS) if is_long else _Cut()


def _cuts(stretches: Sequence[_Stretch], reading: _Reading) -> Iterator[_Cut]:
    """Yield the cuts of each stretch: where a border is likely, and where it would be too long."""
    for stretch, odds in zip(stretches, _odds(stretches, reading), strict=True):
        likely = [index + 1 for index in np.flatnonzero(odds >= _CUT_FROM).tolist()]
        yield reading.cut(odds, stretch.words, likely, _MAX_WORDS_PLAIN)


def _odds(stretches: Sequence[_Stretch], reading: _Reading) -> list[pauses.Floats]:
    """Return the log odds that a sentence ends after each unit but the last, by words and by silence."""
    if not stretches:
        return []
    by_words = [
        boundaries.log_odds([unit.text for unit in stretch.units], reading.language, check=reading.check)
        for stretch in stretches
    ]
    added = pauses.UNLEARNED
    if boundaries.knows(reading.language):
        added = pauses.worth(np.concatenate(by_words), np.concatenate([stretch.silences for stretch in stretches]))
    return [odds + added[stretch.silences] for odds, stretch in zip(by_words, stretches, strict=True)]


def _short_enough(odds: pauses.Floats, words: Sequence[int], likely: Sequence[int], max_words: int) -> list[int]:
    waiting = list(pairwise([0, *likely, len(words)]))
    stops = list(likely)
    while waiting:
        first, stop = waiting.pop()
        gap = _best_gap(odds, words, first, stop) if sum(words[first:stop]) > max_words else None
        if gap is not None:
            stops.append(gap)
            waiting += [(first, gap), (gap, stop)]
    return sorted(stops)


def _best_gap(odds: pauses.Floats, words: Sequence[int], first: int, stop: int) -> int | None:
    """Return the unit before which a stretch breaks best: where a border is likely and both pieces can stand."""
    before = np.cumsum(words[first:stop])
    total = max(1, int(before[-1]))
    can_stand = (before[:-1] >= _MIN_WORDS) & (total - before[:-1] >= _MIN_WORDS)
    if not can_stand.any():
        return None
    good = odds[first : stop - 1] - _OFF_CENTRE * np.abs(2 * before[:-1] / total - 1)
    return first + 1 + int(np.argmax(np.where(can_stand, good, -np.inf)))
