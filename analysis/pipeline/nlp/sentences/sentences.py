"""Sentence segmentation of transcripts; each sentence has its times in seconds.

Captions with punctuation are split at it. Captions without punctuation (many automatic ones) are split where words and
pauses make a boundary likely; what is still too long is split at the most likely gap near its middle. No word is added
or changed.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from analysis.pipeline import values
from analysis.pipeline.nlp.sentences import boundaries, chinese, fragments, line_ends, pauses
from analysis.pipeline.nlp.vectors import arrays
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.progress import checked, no_check

Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sentence:
    """What is said between two boundaries, and when (seconds)."""

    text: str
    start: float
    end: float
    words: int
    #: Probability that it is one whole sentence, 0 to 1; 1 between full stops, less if a boundary is predicted.
    whole: float = 1.0


#: A text is punctuated if it has at most this many words per closing mark.
_WORDS_PER_MARK = 45
#: Longer sentences are split: most likely they lack punctuation.
_MAX_WORDS = 45
_MAX_WORDS_PLAIN = 30
#: The fewest words of each piece of a split sentence.
_MIN_WORDS = 5
#: Log odds from which a gap is a boundary. Chosen on the first third of a recorded livestream.
_CUT_FROM = -0.75
#: A caption that is shown longer than its words take ends with a pause: the share of it that counts, and its limit.
_LINGERING_BELIEVED = 0.3
_LINGERING_MAX = 3.0
_SECONDS_PER_WORD = 0.4
#: Penalty of a split at the edge of a sentence compared with one in its middle.
_OFF_CENTRE = 2.0
#: Pauses that always end a sentence, in seconds.
_PAUSE_PLAIN = 2.5
_PAUSE_PUNCTUATED = 4.0

#: ``[music]`` ``(applause)`` ``♪``: sounds, not words. ``>>`` and a leading dash: a change of speaker.
_SOUNDS = re.compile(r"\[[^\[\]\n]{0,60}\]|\([a-zA-Z ]{3,20}\)(?=\s*$)|[♪♫🎵🎶]+")
_SPEAKER = re.compile(r"^\s*(?:>>+|&gt;&gt;+|[-–—]\s)\s*")
_UNIT = re.compile(r"[^\s，、；：]+[，、；：]*|[，、；：]+")


@dataclass(frozen=True)
class _Piece:
    """The part of the joined text that comes from one segment."""

    offset: int
    text: str
    start: float
    end: float

    @property
    def trailing_pause(self) -> float:
        """Return the pause at its end, in seconds, estimated from how long the caption is shown."""
        lingering = self.end - self.start - _SECONDS_PER_WORD * tokens.count_words(self.text)
        return _LINGERING_BELIEVED * min(_LINGERING_MAX, max(0.0, lingering))

    def second(self, offset: int) -> float:
        """Return when the character at ``offset`` of the joined text is said, interpolated within the segment."""
        share = (offset - self.offset) / len(self.text)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


@dataclass(frozen=True)
class _Block:
    """Segments joined to one text; the time of every character is known."""

    text: str
    pieces: tuple[_Piece, ...]

    @cached_property
    def offsets(self) -> list[int]:
        """Return the offset of each piece in the text."""
        return [piece.offset for piece in self.pieces]

    def start_of(self, offset: int) -> float:
        """Return when the text from ``offset`` begins."""
        return self.pieces[max(0, bisect_right(self.offsets, offset) - 1)].second(offset)

    def end_of(self, offset: int) -> float:
        """Return when the text before ``offset`` ends, by the piece of its last character."""
        return self.pieces[max(0, bisect_right(self.offsets, offset - 1) - 1)].second(offset)

    def pause_classes(self, ends: Offsets, starts: Offsets) -> pauses.PauseClasses:
        """Return the class of the pause in each gap, between the end of one text and the start of the next."""
        before = np.searchsorted(self.offsets, ends - 1, side="right") - 1
        after = np.searchsorted(self.offsets, starts, side="right") - 1
        classes = np.full(len(ends), pauses.WITHIN, dtype=np.int64)
        for index in np.flatnonzero(before != after).tolist():
            shown = max(0.0, self.start_of(int(starts[index])) - self.end_of(int(ends[index])))
            classes[index] = pauses.classify_pause(shown + self.pieces[before[index]].trailing_pause)
        return classes

    def part(self, first: int, stop: int) -> "_Block":
        """Return the block of the pieces from ``first`` to before ``stop``."""
        base = self.pieces[first].offset
        pieces = tuple(replace(piece, offset=piece.offset - base) for piece in self.pieces[first:stop])
        return _Block(self.text[base : self.pieces[stop - 1].offset + len(self.pieces[stop - 1].text)], pieces)


def split(
    segments: Sequence[values.Segment], language: str | None = None, *, check: Callable[[], None] = no_check
) -> tuple[Sentence, ...]:
    """Return the sentences of ``segments`` in order; every word is in one.

    ``language`` is the spoken language; boundaries are most accurate if it is known. ``check`` is called several times
    a second and may raise to stop.
    """
    unmarked = chinese.leaves_ends_unmarked([segment.text for segment in segments], language)
    blocks = list(_blocks(checked(segments, check), chinese.joiner if unmarked else tokens.joiner))
    check()
    punctuated = not unmarked and _is_punctuated(blocks)
    longest_pause = _PAUSE_PUNCTUATED if punctuated else _PAUSE_PLAIN
    parts = [part for block in blocks for part in checked(_split_at_pauses(block, longest_pause), check)]
    stretches = [
        _Stretch(part, tuple(_units(part, start, end, check)))
        for part in parts
        for start, end in tokens.sentence_spans(part.text)
    ]
    if punctuated:
        # Only a stretch that is too long lacks punctuation and is split.
        unsplit = [stretch for stretch in stretches if sum(stretch.words) > _MAX_WORDS]
        found = iter(_odds(unsplit, language, check))
        odds = [next(found) if sum(stretch.words) > _MAX_WORDS else None for stretch in stretches]
    else:
        lines = [segment for segment in segments if segment.text.strip()]
        odds = [*_odds(stretches, language, check, lines_end_clauses=line_ends.end_clauses(lines, language))]
    known = boundaries.has_model(language)
    sentences: list[Sentence] = []
    for stretch, stretch_odds in zip(stretches, odds, strict=True):
        stops: list[int] = []
        if stretch_odds is not None:
            if unmarked:
                stretch_odds -= chinese.MID_SENTENCE * (
                    stretch.ends_with_comma | (stretch.pause_classes == pauses.WITHIN)
                )
            likely = [] if punctuated else [index + 1 for index in np.flatnonzero(stretch_odds >= _CUT_FROM).tolist()]
            max_words = _MAX_WORDS if punctuated else _MAX_WORDS_PLAIN
            if known:
                likely = _join_clauses(stretch, stretch_odds, likely, max_words)
            stops = _split_long(stretch_odds, stretch.words, likely, max_words)
        sentences += checked(stretch.sentences(stops, stretch_odds, known=known), check)
    return tuple(sentences)


def _blocks(segments: Iterable[values.Segment], joiner: Callable[[str, str], str]) -> Iterator[_Block]:
    """Yield the joined segments without sounds; a change of speaker begins a new block."""
    collected: list[values.Segment] = []
    for segment in segments:
        text = _remove_sounds(segment.text)
        plain = _SPEAKER.sub("", text)
        if plain != text and collected:
            yield _join(collected, joiner)
            collected = []
        if plain:
            collected.append(values.Segment(segment.start, max(segment.end, segment.start), plain))
    if collected:
        yield _join(collected, joiner)


def _remove_sounds(text: str) -> str:
    return " ".join(_SOUNDS.sub(" ", text).split())


def strip_sounds(text: str) -> str:
    """Return the ``text`` of a segment without sounds such as ``[music]`` and without speaker marks."""
    return _SPEAKER.sub("", _remove_sounds(text))


def _join(segments: Sequence[values.Segment], joiner: Callable[[str, str], str]) -> _Block:
    parts: list[str] = []
    pieces = []
    length = 0
    for segment in segments:
        gap = joiner(parts[-1], segment.text) if parts else ""
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


def _split_at_pauses(block: _Block, seconds: float) -> Iterator[_Block]:
    first = 0
    for index in range(1, len(block.pieces)):
        if block.pieces[index].start - block.pieces[index - 1].end >= seconds:
            yield block.part(first, index)
            first = index
    yield block.part(first, len(block.pieces))


@dataclass(frozen=True)
class _Unit:
    """An indivisible unit: a word, in unspaced scripts a phrase between commas or from one segment."""

    start: int
    end: int
    text: str
    words: int


@dataclass(frozen=True)
class _Stretch:
    """The text between two closing marks or two long pauses: one sentence, or several without punctuation."""

    block: _Block
    units: tuple[_Unit, ...]

    @cached_property
    def words(self) -> list[int]:
        """Return the number of words of each unit."""
        return [unit.words for unit in self.units]

    @cached_property
    def pause_classes(self) -> pauses.PauseClasses:
        """Return the class of the pause after each unit but the last."""
        ends = np.fromiter((unit.end for unit in self.units[:-1]), np.int64)
        starts = np.fromiter((unit.start for unit in self.units[1:]), np.int64)
        return self.block.pause_classes(ends, starts)

    @cached_property
    def ends_with_comma(self) -> npt.NDArray[np.bool_]:
        """Return for each unit but the last whether it ends with a comma."""
        return np.fromiter((unit.text.endswith(boundaries.COMMAS) for unit in self.units[:-1]), np.bool_)

    def sentences(self, stops: Sequence[int], odds: arrays.Float64s | None, *, known: bool) -> Iterator[Sentence]:
        """Yield the sentences of the stretch split before the units ``stops``."""
        for first, stop in pairwise([0, *stops, len(self.units)]):
            begin, close = self.units[first].start, self.units[stop - 1].end
            text = self.block.text[begin:close]
            start, end, words = self.block.start_of(begin), self.block.end_of(close), tokens.count_words(text)
            whole = 1.0 if odds is None else _probability_whole(odds, first, stop, known=known)
            yield Sentence(text, start, end, words, whole)


def _probability_whole(odds: arrays.Float64s, first: int, stop: int, *, known: bool) -> float:
    """Return the probability that the units from ``first`` to before ``stop`` are one sentence.

    ``odds`` are the log odds of each gap; if they are ``known`` to be calibrated, they also show whether a boundary
    inside is missing.
    """
    # Only the relevant slice: a stretch can be hours long.
    ends = 1 / (1 + np.exp(-odds[max(0, first - 1) : stop]))
    before, inner = (ends[:1], ends[1:]) if first else (ends[:0], ends)
    within, after = inner[: stop - first - 1], inner[stop - first - 1 :]
    inside = np.prod(1 - within) if known else 1.0
    return float(np.prod(before) * inside * np.prod(after))


def _units(block: _Block, start: int, end: int, check: Callable[[], None]) -> list[_Unit]:
    """Return the units of the text from ``start`` to ``end``; no unit spans two pieces."""
    inner = block.offsets[bisect_right(block.offsets, start) : bisect_right(block.offsets, end - 1)]
    edges = [start, *inner, end]
    units = []
    for left, right in checked(pairwise(edges), check):
        for match in _UNIT.finditer(block.text[left:right]):
            text = match.group()
            units.append(_Unit(left + match.start(), left + match.end(), text, tokens.count_words(text)))
    return units


def _odds(
    stretches: Sequence[_Stretch], language: str | None, check: Callable[[], None], *, lines_end_clauses: bool = False
) -> list[arrays.Float64s]:
    """Return the log odds that a sentence ends after each unit but the last, by words and pauses."""
    if not stretches:
        return []
    by_words = [
        boundaries.log_odds([unit.text for unit in stretch.units], language, check=check) for stretch in stretches
    ]
    added = pauses.AT_LINES if lines_end_clauses else pauses.UNLEARNED
    if boundaries.has_model(language):
        added = pauses.pause_log_odds(
            np.concatenate(by_words), np.concatenate([stretch.pause_classes for stretch in stretches])
        )
    return [odds + added[stretch.pause_classes] for odds, stretch in zip(by_words, stretches, strict=True)]


def _join_clauses(stretch: _Stretch, odds: arrays.Float64s, likely: Sequence[int], max_words: int) -> list[int]:
    """Return the ``likely`` boundaries without those between a subordinate clause and its main clause.

    The ``odds`` of those are set to "no boundary", in place.
    """
    edges = [0, *likely, len(stretch.units)]
    kept = []
    first = 0
    for stop, following in pairwise(edges[1:]):
        words = [word for unit in stretch.units[first:stop] if (word := boundaries.normalise_word(unit.text))]
        if sum(stretch.words[first:following]) <= max_words and fragments.is_open(words):
            odds[stop - 1] = boundaries.NEVER
        else:
            kept.append(stop)
            first = stop
    return kept


def _split_long(odds: arrays.Float64s, words: Sequence[int], likely: Sequence[int], max_words: int) -> list[int]:
    """Return the ``likely`` boundaries and those that split what is still longer than ``max_words``.

    A piece is split at the unit before which a boundary is likely and that leaves both parts long enough.
    """
    pending = list(pairwise([0, *likely, len(words)]))
    stops = list(likely)
    sizes = np.fromiter(words, np.int64, len(words))
    while pending:
        first, stop = pending.pop()
        if sizes[first:stop].sum() <= max_words:
            continue
        before = np.cumsum(sizes[first:stop])
        total = max(1, int(before[-1]))
        is_allowed = (before[:-1] >= _MIN_WORDS) & (total - before[:-1] >= _MIN_WORDS)
        if is_allowed.any():
            scores = odds[first : stop - 1] - _OFF_CENTRE * np.abs(2 * before[:-1] / total - 1)
            gap = first + 1 + int(np.argmax(np.where(is_allowed, scores, -np.inf)))
            stops.append(gap)
            pending += [(first, gap), (gap, stop)]
    return sorted(stops)
