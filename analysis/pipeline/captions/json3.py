"""Cues from JSON: YouTube's json3 format, and the transcripts of Whisper, whisper.cpp and youtube-transcript-api.

Sources: https://github.com/openai/whisper, https://github.com/ggml-org/whisper.cpp (``output_json``),
https://github.com/jdepoix/youtube-transcript-api
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from analysis.pipeline import large_json
from analysis.pipeline.captions.cues import Cue, read_cue

#: The keys of a line of a transcript.
_TEXT_AND_START, _LENGTH = {"text", "start"}, {"end", "duration"}
#: A language as Whisper states it.
_CODE = re.compile("[a-z]{2,3}")


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
    """Return whether a JSON document is one of Whisper, whisper.cpp or youtube-transcript-api."""
    return bool(_spans(document))


def transcript_language(document: object) -> str:
    """Return the language that a transcript of Whisper or whisper.cpp states, empty if it states none."""
    places = (document, document.get("result")) if isinstance(document, dict) else ()
    stated = (place.get("language") for place in places if isinstance(place, dict))
    return next((tag for tag in stated if isinstance(tag, str) and _CODE.fullmatch(tag)), "")


def stated_language(text: str) -> str:
    """Return what :func:`transcript_language` returns of a file."""
    return transcript_language(_document(text))


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
    if isinstance(document, dict) and isinstance(document.get("transcription"), list):
        return [span for item in document["transcription"] if (span := _of_whisper_cpp(item))]
    listed = document.get("segments") if isinstance(document, dict) else document
    if isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], list):
        listed = listed[0]  # the transcripts of one video, as the command of youtube-transcript-api prints them
    spans = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [item for item in spans if item.keys() >= _TEXT_AND_START and not _LENGTH.isdisjoint(item)]


def _of_whisper_cpp(item: object) -> dict[str, Any] | None:
    """Return the line of whisper.cpp, which has milliseconds, with those that Whisper's lines have of its keys."""
    offsets = item.get("offsets") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(offsets, dict) or not isinstance(item.get("text"), str):
        return None
    start, end = number(offsets.get("from")), number(offsets.get("to"))
    if start is None or end is None:
        return None
    return {"text": item["text"], "start": start / 1000, "end": end / 1000, "words": item.get("tokens")}


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
