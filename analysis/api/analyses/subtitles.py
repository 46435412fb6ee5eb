"""Transcript exports (plain text, SubRip, WebVTT) and search within a transcript."""

import bisect
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from analysis.events import JSON
from analysis.models import Transcript

#: A stored segment: start, end, text, confidence.
Segment = list[float | str | None]
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
    spans = dict.fromkeys(
        (bisect.bisect_right(begins, at) - 1, bisect.bisect_right(begins, at + len(needle) - 1) - 1)
        for at in _positions(" ".join(lines), needle)
    )
    return [_joined(segments[first : last + 1]) for first, last in spans]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _positions(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _joined(segments: list[JSON]) -> JSON:
    confidences = [segment["confidence"] for segment in segments if segment["confidence"] is not None]
    return {
        "start": segments[0]["start"],
        "end": segments[-1]["end"],
        "text": " ".join(segment["text"] for segment in segments),
        "confidence": min(confidences) if confidences else None,
    }


def render(segments: list[JSON], form: str) -> str:
    """Return the segments in format ``form``: ``txt``, ``srt`` or ``vtt``."""
    return _RENDERERS[form](segments)


def _txt(segments: list[JSON]) -> str:
    return "".join(f"{_one_line(segment['text'])}\n" for segment in segments)


def _srt(segments: list[JSON]) -> str:
    return "".join(
        f"{number}\n{_clock(segment['start'], ',')} --> {_clock(segment['end'], ',')}\n{_one_line(segment['text'])}\n\n"
        for number, segment in enumerate(segments, 1)
    )


def _vtt(segments: list[JSON]) -> str:
    """Return WebVTT. Source: https://www.w3.org/TR/webvtt1/#file-structure, where ``&`` and ``<`` are markup."""
    cues = (
        f"{_clock(segment['start'], '.')} --> {_clock(segment['end'], '.')}\n{_escaped(_one_line(segment['text']))}\n\n"
        for segment in segments
    )
    return "WEBVTT\n\n" + "".join(cues)


_RENDERERS = {"txt": _txt, "srt": _srt, "vtt": _vtt}


def _one_line(text: str) -> str:
    """Return ``text`` on one line: an empty line would end the cue."""
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, mark: str) -> str:
    """Return ``seconds`` as ``00:01:02,003``."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{mark}{rest % 1000:03}"
