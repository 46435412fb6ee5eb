"""Cues from YouTube's json3 format."""

import math
from collections.abc import Iterator
from typing import Any

from analysis.pipeline import large_json
from analysis.pipeline.captions.cues import Cue, read_cue


def read(text: str) -> Iterator[Cue]:
    """Yield the cues of a json3 file, without events that have no words (windows, line feeds)."""
    for event in _events(text):
        segments = event.get("segs")
        start, length = number(event.get("tStartMs")), number(event.get("dDurationMs")) or 0.0
        if not isinstance(segments, list) or start is None:
            continue
        words = "".join(str(part.get("utf8") or "") for part in segments if isinstance(part, dict))
        cue = read_cue(start / 1000, (start + length) / 1000, words)
        if cue.lines:
            yield cue


def has_word_times(text: str) -> bool:
    """Return whether a json3 file has a time for each word; only speech recognition writes them."""
    return any(
        isinstance(part, dict) and "tOffsetMs" in part
        for event in _events(text)
        if isinstance(event.get("segs"), list)
        for part in event["segs"]
    )


def _events(text: str) -> list[dict[str, Any]]:
    try:
        document = large_json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return []
    events = document.get("events") if isinstance(document, dict) else None
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []


def number(value: object) -> float | None:
    """Return a finite number, also from text; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
