"""Cues from JSON: YouTube's json3 format, and the transcripts that Whisper and youtube-transcript-api write.

Sources: https://github.com/openai/whisper, https://github.com/jdepoix/youtube-transcript-api
"""

import math
from collections.abc import Iterator
from typing import Any

from analysis.pipeline import large_json
from analysis.pipeline.captions.cues import Cue, read_cue

#: The keys of a line of a transcript.
_TEXT_AND_START, _LENGTH = {"text", "start"}, {"end", "duration"}


def read(text: str) -> Iterator[Cue]:
    """Yield the cues of a file, without events that have no words (windows, line feeds)."""
    document = _document(text)
    yield from (cue for cue in _span_cues(document) if cue.lines)
    for event in _events(document):
        segments = event.get("segs")
        start, length = number(event.get("tStartMs")), number(event.get("dDurationMs")) or 0.0
        if not isinstance(segments, list) or start is None:
            continue
        words = "".join(str(part.get("utf8") or "") for part in segments if isinstance(part, dict))
        cue = read_cue(start / 1000, (start + length) / 1000, words)
        if cue.lines:
            yield cue


def is_transcript(document: object) -> bool:
    """Return whether a JSON document is one of Whisper, or of youtube-transcript-api."""
    return bool(_spans(document))


def has_word_times(text: str) -> bool:
    """Return whether a file has a time for each word, or Whisper's scores; only speech recognition writes them."""
    document = _document(text)
    if any("avg_logprob" in span or "words" in span for span in _spans(document)):
        return True
    return any(
        isinstance(part, dict) and "tOffsetMs" in part
        for event in _events(document)
        if isinstance(event.get("segs"), list)
        for part in event["segs"]
    )


def _document(text: str) -> object:
    try:
        return large_json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _events(document: object) -> list[dict[str, Any]]:
    events = document.get("events") if isinstance(document, dict) else None
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []


def _spans(document: object) -> list[dict[str, Any]]:
    """Return the lines of a transcript: ``{"text", "start", "end"}``, or ``"duration"`` in the place of the end."""
    listed = document.get("segments") if isinstance(document, dict) else document
    spans = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [item for item in spans if item.keys() >= _TEXT_AND_START and not _LENGTH.isdisjoint(item)]


def _span_cues(document: object) -> Iterator[Cue]:
    for span in _spans(document):
        start, end, length = (number(span.get(key)) for key in ("start", "end", "duration"))
        if start is not None:
            yield read_cue(start, end if end is not None else start + (length or 0.0), str(span["text"] or ""))


def number(value: object) -> float | None:
    """Return a finite number, also from text; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
