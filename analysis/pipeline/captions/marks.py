"""Counts of the marks that captions hold beside words: music, laughter, changes of speaker."""

from collections import Counter
from collections.abc import Sequence

from analysis.pipeline import values
from analysis.pipeline.captions.cues import Cue


def count(cues: Sequence[Cue]) -> values.CaptionMarks:
    """Return how long music is marked and how often laughter and a change of speaker are; ``cues`` are in order.

    A line that rolling captions carry over from one cue to the next counts once.
    """
    counts = Counter[str]()
    music_seconds = until = 0.0
    shown: Counter[tuple[str, str]] = Counter()
    for cue in cues:
        marks = Counter(cue.marks)
        counts.update(kind for kind, _ in (marks - shown).elements())
        if any(kind == "music" for kind, _ in marks):
            music_seconds += max(0.0, cue.end - max(cue.start, until))
            until = max(until, cue.end)
        shown = marks
    return values.CaptionMarks(music_seconds, counts["laughter"], counts["speaker"])
