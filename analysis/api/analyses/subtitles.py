"""Transcript exports (plain text, SubRip, WebVTT) and search within a transcript."""

import bisect
import html
import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate, islice

from analysis.events import JSON
from analysis.models import Transcript

#: A stored segment: start, end, text, confidence.
Segment = list[float | str | None]
#: Segments of a piece of a file.
_PIECE_SEGMENTS = 500
CONTENT_TYPES = {"txt": "text/plain", "srt": "application/x-subrip", "vtt": "text/vtt"}


def segments_json(transcript: Transcript) -> list[JSON]:
    """Return the segments for the API."""
    return [dict(zip(("start", "end", "text", "confidence"), segment, strict=True)) for segment in transcript.segments]


def search(segments: list[JSON], words: str) -> list[JSON]:
    """Return each occurrence of ``words``, ignoring case, as the joined segments that it spans.

    A phrase often crosses the end of a caption line, so the search covers the whole text.
    """
    needle = _folded(words)
    lines = [_folded(segment["text"]) for segment in segments]
    begins = list(accumulate((len(line) + 1 for line in lines), initial=0))[:-1]
    # Looking ahead finds occurrences that overlap, too.
    found = re.finditer(f"(?={re.escape(needle)})", " ".join(lines)) if needle else ()
    spans = dict.fromkeys(
        (bisect.bisect_right(begins, at.start()) - 1, bisect.bisect_right(begins, at.start() + len(needle) - 1) - 1)
        for at in found
    )
    results = []
    for first, last in spans:
        joined = segments[first : last + 1]
        confidences = [segment["confidence"] for segment in joined if segment["confidence"] is not None]
        results.append(
            {
                "start": joined[0]["start"],
                "end": joined[-1]["end"],
                "text": " ".join(segment["text"] for segment in joined),
                "confidence": min(confidences) if confidences else None,
            }
        )
    return results


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def render(segments: list[JSON], form: str) -> Iterator[str]:
    """Yield the segments in format ``form``, ``txt``, ``srt`` or ``vtt``, in pieces of some of them.

    Source: https://www.w3.org/TR/webvtt1/#file-structure, where ``&`` and ``<`` are markup.
    """
    if form == "vtt":
        yield "WEBVTT\n\n"
    numbered = enumerate(segments, 1)
    while some := list(islice(numbered, _PIECE_SEGMENTS)):
        yield "".join(_cue(number, segment, form) for number, segment in some)


def _cue(number: int, segment: JSON, form: str) -> str:
    # On one line: an empty line would end the cue.
    text = " ".join(segment["text"].split())
    if form == "txt":
        return f"{text}\n"
    mark = "," if form == "srt" else "."
    times = f"{_clock(segment['start'], mark)} --> {_clock(segment['end'], mark)}"
    return f"{number}\n{times}\n{text}\n\n" if form == "srt" else f"{times}\n{html.escape(text, quote=False)}\n\n"


def _clock(seconds: float, mark: str) -> str:
    """Return ``seconds`` as ``00:01:02,003``."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{mark}{rest % 1000:03}"
