"""Caption files written by hand, and what is read from them."""

import json

from analysis.pipeline import captions
from analysis.pipeline.values import CaptionFile, CaptionTrack


def track(language, automatic=False, format="vtt", locator="x"):
    return CaptionTrack(language, automatic, format, locator)


def parse(text, format="vtt", automatic=False, language="en", **more):
    return captions.parse(CaptionFile(track(language, automatic, format), text), **more)


def said(text, format="vtt", automatic=False, language="en"):
    return [segment.text for segment in parse(text, format, automatic, language)]


def vtt(*cues):
    """Return a WebVTT file; each cue is (start, end, text)."""
    return "WEBVTT\n\n" + "\n\n".join(f"{start} --> {end}\n{text}" for start, end, text in cues) + "\n"


def srt(*texts):
    """Return a SubRip file; each text is shown for four seconds, with a pause of one between."""
    cues = [f"{n + 1}\n{_time(5 * n)} --> {_time(5 * n + 4)}\n{text}\n" for n, text in enumerate(texts)]
    return "\n".join(cues)


def json3(*events):
    return json.dumps({"wireMagic": "pb3", "events": list(events)})


def event(start, length, text, **more):
    """Return an event of json3; times in milliseconds."""
    return {"tStartMs": start, "dDurationMs": length, "segs": [{"utf8": text}]} | more


def _time(second):
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},000"
