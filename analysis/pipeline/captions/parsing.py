"""From a caption file to the text a listener hears, once, with times."""

import re
from collections.abc import Iterable

from analysis.pipeline import values
from analysis.pipeline.captions import structured, timed_text
from analysis.pipeline.captions.cues import Cue

#: Word times inside a line, as YouTube's speech recognition writes them in WebVTT.
_WORD_TIME = re.compile(r"<(?:\d+:)?\d\d:\d\d\.\d{3}><c")
#: Seconds; half of the cues of a rolling WebVTT file last 10 ms.
_FLASH = 0.05
#: Flashes that make captions rolling beyond doubt, even in a track that calls itself manual.
_MIN_FLASHES = 3


def parse(file: values.CaptionFile) -> tuple[values.Segment, ...]:
    """Return what is said, ordered by start; empty where the file holds no words or cannot be read.

    Sound marks such as ``[Music]`` are not words. Rolling captions, which show every line two or three times, give each
    line once; a line that is really said twice stays twice. Segments of automatic tracks do not overlap in time.
    """
    cues = sorted(_read(file), key=lambda cue: cue.start)
    if file.track.automatic or looks_automatic(file.text):
        word_timed = file.track.format in {"json3", "srv3"} and structured.has_word_times(file.text)
        return _clipped(_each_event_once(cues) if word_timed else _each_line_once(cues))
    return tuple(_segment(cue, cue.lines) for cue in cues if cue.lines)


def _read(file: values.CaptionFile) -> list[Cue]:
    if file.track.format == "json3":
        return structured.read_json3(file.text)
    if file.track.format in {"srv1", "srv2", "srv3", "ttml"}:
        return structured.read_xml(file.text)
    return timed_text.read(file.text)


def looks_automatic(text: str) -> bool:
    """Say whether a caption file bears the marks of speech recognition: word times, or lines that flash by."""
    if text.lstrip("\ufeff \r\n").startswith("{"):
        return structured.has_word_times(text)
    if text.lstrip("\ufeff \r\n").startswith("<"):
        return ' ac="' in text or "<s t=" in text
    if _WORD_TIME.search(text):
        return True
    flashes = sum(1 for cue in timed_text.read(text) if cue.end - cue.start < _FLASH)
    return flashes >= _MIN_FLASHES


def _segment(cue: Cue, lines: tuple[str, ...]) -> values.Segment:
    return values.Segment(cue.start, cue.end, " ".join(lines))


def _each_event_once(cues: Iterable[Cue]) -> list[values.Segment]:
    """Drop only what is written twice: where each word has its time, what is repeated was said again."""
    segments: list[values.Segment] = []
    for cue in cues:
        segment = _segment(cue, cue.lines)
        if not segments or (segment.start, segment.text) != (segments[-1].start, segments[-1].text):
            segments.append(segment)
    return segments


def _each_line_once(cues: Iterable[Cue]) -> list[values.Segment]:
    """Return only the lines that each cue adds to those on the screen.

    A cue's first lines that are the last lines of the cue before are still on the screen; what follows is new. A cue
    that only repeats keeps the line before it on the screen longer.
    """
    segments: list[values.Segment] = []
    shown: tuple[str, ...] = ()
    for cue in cues:
        new = cue.lines[_carried(shown, cue.lines) :]
        if new:
            segments.append(_segment(cue, new))
        elif cue.lines and segments:
            last = segments[-1]
            segments[-1] = values.Segment(last.start, max(last.end, cue.end), last.text)
        shown = cue.lines
    return segments


def _carried(shown: tuple[str, ...], lines: tuple[str, ...]) -> int:
    """Return how many of the first ``lines`` are the last ones of ``shown``."""
    for count in range(min(len(shown), len(lines)), 0, -1):
        if shown[-count:] == lines[:count]:
            return count
    return 0


def _clipped(segments: list[values.Segment]) -> tuple[values.Segment, ...]:
    """End each segment where the next begins: a line stays on the screen after it was said."""
    following = [*(segment.start for segment in segments[1:]), float("inf")][: len(segments)]
    return tuple(
        values.Segment(segment.start, max(segment.start, min(segment.end, after)), segment.text)
        for segment, after in zip(segments, following, strict=True)
    )
