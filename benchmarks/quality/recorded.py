"""Recorded comments as YouTube showed them, without labels."""

import json
from collections.abc import Iterator, Sequence

from analysis.pipeline import values
from analysis.sources import info_json
from benchmarks.quality.rows import data


def commented() -> Iterator[tuple[values.Video, Sequence[values.Comment]]]:
    """Return each recorded video that has comments, and these."""
    for path in sorted(data("archive").glob("*/*.info.json")):
        info = json.loads(path.read_text(encoding="utf-8"))
        if info.get("comments"):
            found = info_json.comments(info, limit=10_000, sort="top")
            yield info_json.video(info, info["id"]), found.comments
