"""Cues from YouTube's structured formats: json3, and the XML of srv1, srv2, srv3 and TTML.

The XML formats are distinguished by their elements, not by the file name: archives name them all ``.xml``.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from analysis.pipeline.captions.cues import Cue, clean_lines

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2}(?:\.\d{1,6})?)")
_OFFSET = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)(ms|s)")


def read_json3(text: str) -> list[Cue]:
    """Return the cues of a json3 file, without events that have no words (windows, line feeds)."""
    cues = []
    for event in _events(text):
        segments = event.get("segs")
        start, length = _number(event.get("tStartMs")), _number(event.get("dDurationMs")) or 0.0
        if not isinstance(segments, list) or start is None or start < 0 or length < 0:
            continue
        words = "".join(str(part.get("utf8") or "") for part in segments if isinstance(part, dict))
        if lines := clean_lines(words.split("\n")):
            cues.append(Cue(start / 1000, (start + length) / 1000, lines))
    return cues


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
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return []
    events = document.get("events") if isinstance(document, dict) else None
    return [event for event in events if isinstance(event, dict)] if isinstance(events, list) else []


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def read_xml(text: str) -> list[Cue]:
    """Return the cues of a srv1, srv2, srv3 or TTML file; of a broken file those before the error."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return []  # YouTube's files have no declarations; nested entities could exhaust the memory
    parser: XMLPullParser[Element] = XMLPullParser(["end"])
    cues: list[Cue] = []
    try:
        parser.feed(text.removeprefix("\ufeff").lstrip())
        for event in parser.read_events():
            element = event[-1]
            if not isinstance(element, Element) or element.tag.rpartition("}")[2] not in {"text", "p"}:
                continue
            for child in element.iter():
                if child.tag.rpartition("}")[2] == "br":
                    child.text = "\n"
            times, lines = _times(element.attrib), clean_lines("".join(element.itertext()).split("\n"))
            if times and lines:
                cues.append(Cue(*times, lines))
    except ParseError:
        pass  # truncated or broken: keep the cues before the error
    return cues


def _times(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    """Return start and end in seconds: srv1 has seconds, srv2 and srv3 milliseconds, TTML clock times."""
    if "t" in attributes:
        start, length = _number(attributes["t"]), _number(attributes.get("d", "0"))
        times = None if start is None or length is None else (start / 1000, (start + length) / 1000)
    elif "start" in attributes:
        start, length = _number(attributes["start"]), _number(attributes.get("dur", "0"))
        times = None if start is None or length is None else (start, start + length)
    else:
        start, length = _clock(attributes.get("begin", "")), _clock(attributes.get("dur", ""))
        end = _clock(attributes.get("end", "")) if start is None or length is None else start + length
        times = None if start is None else (start, start if end is None else end)
    return times if times and 0 <= times[0] <= times[1] else None


def _clock(written: str) -> float | None:
    if clock := _CLOCK.fullmatch(written):
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
    if offset := _OFFSET.fullmatch(written):
        return float(offset[1]) / (1000 if offset[2] == "ms" else 1)
    return None
