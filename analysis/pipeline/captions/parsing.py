"""Parsing of caption files into timed segments, each spoken line once."""

import re
from collections.abc import Iterable

from analysis.pipeline import values
from analysis.pipeline.captions import structured, timed_text
from analysis.pipeline.captions.cues import Cue

#: Word times inside a line of WebVTT, which YouTube's speech recognition writes.
_WORD_TIME = re.compile(r"<(?:\d+:)?\d\d:\d\d\.\d{3}><c")
#: Cues shorter than this, in seconds, are flashes: half of the cues of a rolling WebVTT file last 10 ms.
_FLASH = 0.05
#: Number of flashes from which captions are rolling, even if the track is marked manual.
_MIN_FLASHES = 3


def parse(file: values.CaptionFile) -> tuple[values.Segment, ...]:
    """Return what is said, ordered by start; empty if the file has no words or is unreadable.

    Sound marks such as ``[Music]`` are not words. Rolling captions show every line two or three times; each is returned
    once, unless it is spoken twice. Segments of automatic tracks do not overlap.
    """
    cues = sorted(_read(file), key=lambda cue: cue.start)
    if file.track.automatic or looks_automatic(file.text):
        word_timed = file.track.format in {"json3", "srv3"} and structured.has_word_times(file.text)
        return _clip_overlaps(_drop_duplicates(cues) if word_timed else _drop_repeated_lines(cues))
    return tuple(values.Segment(cue.start, cue.end, " ".join(cue.lines)) for cue in cues if cue.lines)


def _read(file: values.CaptionFile) -> list[Cue]:
    if file.track.format == "json3":
        return structured.read_json3(file.text)
    if file.track.format in {"srv1", "srv2", "srv3", "ttml"}:
        return structured.read_xml(file.text)
    return timed_text.read(file.text)


def looks_automatic(text: str) -> bool:
    """Return whether a caption file was written by speech recognition: it has word times or flashing lines."""
    if text.lstrip("\ufeff \r\n").startswith("{"):
        return structured.has_word_times(text)
    if text.lstrip("\ufeff \r\n").startswith("<"):
        return ' ac="' in text or "<s t=" in text
    if _WORD_TIME.search(text):
        return True
    flashes = sum(1 for cue in timed_text.read(text) if cue.end - cue.start < _FLASH)
    return flashes >= _MIN_FLASHES


def _drop_duplicates(cues: Iterable[Cue]) -> list[values.Segment]:
    """Drop only exact duplicates: in a file with word times a repeated line was spoken again."""
    segments: list[values.Segment] = []
    for cue in cues:
        segment = values.Segment(cue.start, cue.end, " ".join(cue.lines))
        if not segments or (segment.start, segment.text) != (segments[-1].start, segments[-1].text):
            segments.append(segment)
    return segments


def _drop_repeated_lines(cues: Iterable[Cue]) -> list[values.Segment]:
    """Return the lines that each cue adds to the screen.

    The first lines of a cue that equal the last lines of the previous cue are still shown; the rest is new. A cue
    without new lines extends the previous segment.
    """
    segments: list[values.Segment] = []
    shown: tuple[str, ...] = ()
    for cue in cues:
        counts = range(min(len(shown), len(cue.lines)), 0, -1)
        carried = next((count for count in counts if shown[-count:] == cue.lines[:count]), 0)
        if new := cue.lines[carried:]:
            segments.append(values.Segment(cue.start, cue.end, " ".join(new)))
        elif cue.lines and segments:
            last = segments[-1]
            segments[-1] = values.Segment(last.start, max(last.end, cue.end), last.text)
        shown = cue.lines
    return segments


def _clip_overlaps(segments: list[values.Segment]) -> tuple[values.Segment, ...]:
    """End each segment where the next begins: a line is shown longer than it is spoken."""
    following = [*(segment.start for segment in segments[1:]), float("inf")][: len(segments)]
    return tuple(
        values.Segment(segment.start, max(segment.start, min(segment.end, after)), segment.text)
        for segment, after in zip(segments, following, strict=True)
    )
