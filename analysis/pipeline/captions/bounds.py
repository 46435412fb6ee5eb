"""Bounds of a caption file, far above what a video of 12 hours reaches. What is left out is reported."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from analysis.pipeline import values
from analysis.pipeline.captions import cues as captions
from analysis.pipeline.captions.cues import Cue

#: Cues that are read of a file. Four hours of rolling captions have 7,000, animated ones of a song some 10,000.
MAX_CUES = 200_000
#: Segments of a transcript. Four hours with a cue for each word have 36,000.
MAX_SEGMENTS = 40_000
#: Characters of a transcript. Twelve hours of fast speech have 1,000,000.
MAX_CHARACTERS = 1_500_000
#: Cues between two checks for cancellation: about a tenth of a second.
_CHECK_EVERY = 1_000
Warn = Callable[[str], None]


def limit_cues(cues: Iterable[Cue], warn: Warn, check_cancelled: Callable[[], None]) -> Iterator[Cue]:
    """Yield the first ``MAX_CUES`` cues, and report whether the text of any was cut."""
    cut = 0
    for place, cue in enumerate(cues):
        if place % _CHECK_EVERY == 0:
            check_cancelled()
        if place == MAX_CUES:
            warn(f"Only the first {MAX_CUES:,} captions were read.")
            break
        cut += cue.is_cut
        yield cue
    if cut:
        warn(f"{cut:,} captions with more than {captions.MAX_CHARACTERS:,} characters were cut.")


def limit_segments(segments: Sequence[values.Segment], warn: Warn) -> list[values.Segment]:
    """Return the first segments, up to ``MAX_SEGMENTS`` and ``MAX_CHARACTERS``."""
    characters = 0
    for place, segment in enumerate(segments):
        characters += len(segment.text)
        if place == MAX_SEGMENTS or characters > MAX_CHARACTERS:
            warn(f"The captions after {values.format_timecode(segment.start)} were left out: there are too many.")
            return list(segments[:place])
    return list(segments)


def limit_time(segments: Sequence[values.Segment], duration: float | None, warn: Warn) -> list[values.Segment]:
    """Return the segments within a video of ``duration`` seconds; sources state it in whole seconds."""
    if duration is None:
        return list(segments)
    within = [segment for segment in segments if segment.start < duration + 1]
    if len(within) < len(segments):
        warn(f"{len(segments) - len(within):,} captions after the end of the video were left out.")
    return [
        values.Segment(min(segment.start, duration), min(segment.end, duration), segment.text) for segment in within
    ]
