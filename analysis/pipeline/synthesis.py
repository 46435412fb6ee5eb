"""The finding as a whole, and as the JSON that clients read."""

import dataclasses
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from analysis import events
from analysis.pipeline import insights, values
from analysis.pipeline.comments import moments

#: Digits kept of seconds, which are told to the millisecond, and of every other number.
_SECOND_DIGITS = 3
_DIGITS = 4
#: Fields that hold positions or lengths in seconds.
_SECONDS = frozenset(
    {"start", "end", "seconds", "duration_seconds", "timestamps", "cites", "reply_seconds", "median_reply_seconds"}
)


def synthesise(
    video: values.Video,
    transcript_facts: values.TranscriptFacts | None,
    content: values.Content | None,
    comments: values.CommentReport | None,
    transcript: values.Transcript | None = None,
) -> values.Result:
    """Return the finding with the claims that its figures allow.

    Comments and content are read side by side; here the moments that commenters cite meet what is said there.
    """
    if comments is not None:
        comments = dataclasses.replace(comments, moments=moments.joined(comments.moments, transcript, content))
    bare = values.Result(video, transcript_facts, content, comments)
    return dataclasses.replace(bare, insights=insights.observe(bare), recommendations=insights.recommend(bare))


def result_json(result: values.Result) -> events.JSON:
    """Return ``result`` in JSON's own types: lists, times as text, rounded numbers; never NaN or infinity."""
    found: events.JSON = _plain(dataclasses.asdict(result), "")
    for entity in (found["content"] or {}).get("entities") or ():
        entity["mentions"] = [round(second, _SECOND_DIGITS) for second in entity["mentions"]]
    return found


def _plain(value: Any, field: str) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, field) for item in value]
    if isinstance(value, datetime):
        return events.wire_time(value)
    if isinstance(value, float):
        return _number(value, _SECOND_DIGITS if field in _SECONDS else _DIGITS)
    return value


def _number(value: float, digits: int) -> float | None:
    # JSON has no word for what is no number; None says "not known".
    return round(value, digits) if math.isfinite(value) else None
