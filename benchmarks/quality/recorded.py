"""Recorded captions and comments as YouTube showed them, without labels."""

import json
from collections.abc import Iterator, Sequence

from analysis.pipeline import captions, values
from analysis.sources import info_json
from benchmarks.quality.rows import data


def segments(path: str, form: str) -> tuple[values.Segment, ...]:
    """Return what is said in a recorded file of automatic captions in English, ``form`` being its format."""
    track = values.CaptionTrack("en", automatic=True, format=form, locator=path)
    return captions.parse(values.CaptionFile(track, data(path).read_text(encoding="utf-8")))


def commented() -> Iterator[tuple[values.Video, Sequence[values.Comment]]]:
    """Return each recorded video that has comments, and these."""
    for path in sorted(data("archive").glob("*/*.info.json")):
        info = json.loads(path.read_text(encoding="utf-8"))
        if info.get("comments"):
            found = info_json.comments(info, limit=10_000, sort="top")
            yield info_json.video(info, info["id"]), found.comments
