"""Moments: which seconds of the video a comment cites."""

import re
from collections.abc import Callable, Sequence

from analysis.pipeline.comments import cited_times
from benchmarks.quality.citations import LABELLED
from benchmarks.quality.rows import Row

_DURATION, _VIDEO_ID = 10_800.0, "own_video_1"
_NAIVE = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})")

_Finder = Callable[[str], Sequence[float]]


def rows() -> list[Row]:
    """Return precision and recall of the cited seconds."""
    ours = _scores(lambda text: cited_times.extract(text, _DURATION, _VIDEO_ID))
    naive = _scores(_by_digits)
    note = "comments by who wrote the patterns: a check of cases, no sample of what people write"
    return [
        Row("moments", "own set of citing and misleading comments", len(LABELLED), figure, ours[place],
            {"every m:ss within the video": naive[place]}, note=note)
        for place, figure in enumerate(("precision of seconds", "recall of seconds"))
    ]  # fmt: skip


def _scores(find: _Finder) -> tuple[float, float]:
    """Return precision and recall over all seconds of all comments."""
    right = found = wanted = 0
    for text, truth in LABELLED:
        seconds = set(find(text))
        right += len(seconds & set(truth))
        found += len(seconds)
        wanted += len(truth)
    return right / found, right / wanted


def _by_digits(text: str) -> list[float]:
    parts = [[int(group or 0) for group in match.groups()] for match in _NAIVE.finditer(text)]
    seconds = [float(hours * 3600 + minutes * 60 + second) for hours, minutes, second in parts]
    return [second for second in seconds if second <= _DURATION]
