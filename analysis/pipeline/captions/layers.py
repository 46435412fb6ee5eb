"""Captions that show a text several times: rolling lines, layers at one time, frames of an animation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.pipeline import values
from analysis.pipeline.captions.cues import Cue

#: Seconds between two cues that touch. Editors leave 80 ms between cues; a speaker who repeats a word takes longer.
_TOUCHING = 0.1
#: Cues shorter than this, in seconds, are flashes: half of the cues of a rolling WebVTT file last 10 ms.
_FLASH = 0.05
#: A frame of an animation that is shorter, in seconds, is not spoken by itself: "T", "Ti", "Tide".
_FRAME = 0.2
#: Share of the cues of a rolling track that carry lines over, and that are flashes if a machine wrote them. Of 6,771
#: cues of a recorded stream 96 % do; of 6,800 cues that people wrote, one.
_CARRYING_SHARE = 0.4
_FLASHING_SHARE = 0.25
_FEWEST_CARRYING = 3
#: Marks around the word that is spoken now.
_HIGHLIGHT = re.compile(r"[\[\]*_<>{}«»▶►➤]")
#: Letters of scripts without spaces, where a further letter can be a further word, and their combining signs.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff]")
#: Lines that rolling captions show at most.
_MAX_LINES = 4


def join_frames(cues: list[Cue]) -> list[Cue]:
    """Return the cues with one for each last line that grows word by word, if many do: "a / b", "a / b c"."""
    joined: list[Cue] = []
    frame_start = 0.0
    for cue in cues:
        before = joined[-1] if joined else None
        if (
            before is not None
            and cue.lines
            and len(before.lines) == len(cue.lines)
            and before.lines[:-1] == cue.lines[:-1]
            and _touch(before.end, cue.start)
            and _grows(before.lines[-1], cue.lines[-1], cue.start - frame_start)
        ):
            joined[-1] = replace(cue, start=before.start, end=max(before.end, cue.end))
        else:
            joined.append(cue)
        frame_start = cue.start
    return joined if len(joined) <= (1 - _CARRYING_SHARE) * len(cues) else cues


def is_rolling(cues: Sequence[Cue]) -> bool:
    """Return whether each cue goes on with the last lines of the one before."""
    written = [cue for cue in cues if cue.lines]
    carrying = sum(before.lines != after.lines and _carried(before, after) > 0 for before, after in pairwise(written))
    return carrying >= max(_FEWEST_CARRYING, _CARRYING_SHARE * len(written))


def is_flashing(cues: Sequence[Cue]) -> bool:
    """Return whether many cues are too short to be read, as between the lines of automatic captions."""
    return sum(cue.end - cue.start < _FLASH for cue in cues) >= _FLASHING_SHARE * max(1, len(cues))


def drop_duplicates(cues: Iterable[Cue]) -> list[values.Segment]:
    """Drop only exact duplicates: in a file with word times a repeated line was spoken again."""
    segments: list[values.Segment] = []
    for cue in cues:
        if not segments or (cue.start, cue.text) != (segments[-1].start, segments[-1].text):
            segments.append(_segment(cue))
    return segments


def unroll(cues: Iterable[Cue]) -> list[values.Segment]:
    """Return the lines that each cue adds to the screen.

    The first lines of a cue that equal the last lines of the previous cue are still shown; the rest is new. A cue
    without new lines extends the previous segment, or is said again if a pause is before it.
    """
    segments: list[values.Segment] = []
    shown = Cue(0.0, 0.0, ())
    for cue in cues:
        carried = _carried(shown, cue)
        if new := cue.lines[carried:]:
            segments.append(values.Segment(cue.start, cue.end, " ".join(new)))
        elif cue.lines and segments:
            segments[-1] = _extended(segments[-1], cue.end)
        shown = replace(cue, end=max(shown.end, cue.end))
    return segments


def merge(cues: Iterable[Cue]) -> list[values.Segment]:
    """Return each text once that is shown in layers or touching frames, or that grows or vanishes bit by bit."""
    segments: list[values.Segment] = []
    places: dict[str, int] = {}  # by the text without case and marks, by which the spoken word is highlighted
    shown: tuple[str, ...] = ()
    frame_start = 0.0
    written = [cue for cue in cues if cue.lines]
    vanishing = _vanishing(written)
    for cue, is_vanishing in zip(written, vanishing, strict=True):
        key = _key(cue.text)
        place = places.get(key)
        if is_vanishing or (len(cue.lines) < len(shown) and cue.lines in _ends(shown, len(cue.lines))):
            place = len(segments) - 1  # a part of what was shown before, which is not said again
        elif place is None and segments and _lies_over(cue, segments[-1]):
            place = len(segments) - 1
        if place is not None and _touch(segments[place].end, cue.start):
            segments[place] = _extended(segments[place], cue.end)
            if cue.text not in (segments[place].text, "") and key == _key(segments[place].text):
                segments[place] = replace(segments[place], text=_without_highlight(segments[place].text, cue.text))
        elif (
            segments
            and _touch(segments[-1].end, cue.start)
            and _grows(segments[-1].text, cue.text, cue.start - frame_start)
        ):
            segments[-1] = values.Segment(segments[-1].start, max(segments[-1].end, cue.end), cue.text)
            places[key] = len(segments) - 1
        else:
            places[key] = len(segments)
            segments.append(_segment(cue))
        shown, frame_start = cue.lines, cue.start
    return segments


def _vanishing(cues: Sequence[Cue]) -> list[bool]:
    """Return for each cue whether it is a frame in which a part of the text before is left: "sail home", "home".

    That takes two touching frames in a row, or one too short to be said: "home" after "we sail home" is an echo.
    """
    less = [False, *(_shrinks(before, after) for before, after in pairwise(cues))]
    found: list[bool] = []
    for place, cue in enumerate(cues):
        goes_on = found[-1:] == [True] or less[place + 1 : place + 2] == [True]
        found.append(less[place] and (goes_on or cue.end - cue.start < _FRAME))
    return found


def _shrinks(before: Cue, after: Cue) -> bool:
    is_part = len(after.text) < len(before.text) and (
        before.text.startswith(after.text) or before.text.endswith(after.text)
    )
    return is_part and _touch(before.end, after.start) and after.start > before.start


def _lies_over(cue: Cue, segment: values.Segment) -> bool:
    """Return whether a cue shows some words of a segment again while it is shown, as karaoke does."""
    is_within = cue.start < segment.end - _TOUCHING and cue.end <= segment.end + _TOUCHING
    following = segment.text[len(cue.text) :] if segment.text.startswith(cue.text) else ""
    is_part = f" {cue.text} " in f" {segment.text} " or _UNSPACED.match(following) is not None
    return is_within and is_part


def _ends(lines: Sequence[str], count: int) -> tuple[Sequence[str], Sequence[str]]:
    return lines[:count], lines[-count:]


def clip_overlaps(segments: Sequence[values.Segment]) -> list[values.Segment]:
    """End each segment where the next begins: a line is shown longer than it is spoken."""
    following = [*(segment.start for segment in segments[1:]), float("inf")][: len(segments)]
    return [
        values.Segment(segment.start, max(segment.start, min(segment.end, after)), segment.text)
        for segment, after in zip(segments, following, strict=True)
    ]


def _key(text: str) -> str:
    return _HIGHLIGHT.sub("", text).casefold()


def _without_highlight(text: str, other: str) -> str:
    """Return a text without the marks of a highlight, each word as the frame with fewer capitals writes it."""
    words = [_HIGHLIGHT.sub("", each).split() for each in (text, other)]
    return " ".join(min(pair, key=lambda word: sum(map(str.isupper, word))) for pair in zip(*words, strict=False))


def _segment(cue: Cue) -> values.Segment:
    return values.Segment(cue.start, cue.end, cue.text)


def _extended(segment: values.Segment, end: float) -> values.Segment:
    return values.Segment(segment.start, max(segment.end, end), segment.text)


def _touch(end: float, start: float) -> bool:
    return start <= end + _TOUCHING


def _carried(shown: Cue, cue: Cue) -> int:
    """Return how many of the first lines of ``cue`` are the last that were shown."""
    counts = range(min(len(shown.lines), len(cue.lines), _MAX_LINES), 0, -1)
    if shown.lines == cue.lines:
        counts = range(len(cue.lines), 0, -1)
    carried = next((count for count in counts if shown.lines[-count:] == cue.lines[:count]), 0)
    return carried if carried < len(cue.lines) or _touch(shown.end, cue.start) else 0


def _grows(before: str, after: str, seconds: float) -> bool:
    """Return whether ``after`` is ``before`` and more: a further word, or letters of a frame too short to say."""
    if before == after or not after.startswith(before):
        return False
    following = after[len(before)]
    return not following.isalnum() or _UNSPACED.match(following) is not None or seconds < _FRAME
