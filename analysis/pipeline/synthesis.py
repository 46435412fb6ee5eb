"""The last step: the complete result, and the JSON that clients read."""

import dataclasses
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args, get_type_hints

from analysis import events
from analysis.pipeline import insights, values
from analysis.pipeline.comments import moments

#: Decimal digits of seconds (milliseconds) and of every other number.
_SECOND_DIGITS = 3
_DIGITS = 4


def synthesise(
    video: values.Video,
    transcript_facts: values.TranscriptFacts | None,
    content: values.Content | None,
    comments: values.CommentReport | None,
    transcript: values.Transcript | None = None,
) -> values.Result:
    """Return the result with its insights and recommendations, as codes and values.

    Comments and content are analysed in parallel. Here each moment that commenters cite is joined with what is said at
    that time.
    """
    if comments is not None:
        comments = dataclasses.replace(comments, moments=moments.add_context(comments.moments, transcript, content))
    bare = values.Result(video, transcript_facts, content, comments)
    if content is not None:
        bare = dataclasses.replace(bare, content=dataclasses.replace(content, glance_sentences=insights.describe(bare)))
    return dataclasses.replace(bare, insights=insights.observe(bare), recommendations=insights.recommend(bare))


def result_json(result: values.Result) -> events.JSON:
    """Return ``result`` in JSON types: lists, times as text, rounded numbers; never NaN or infinity."""
    found: events.JSON = _to_json(dataclasses.asdict(result), "")
    return found


def _holds_seconds(hint: Any) -> bool:
    return hint == values.Seconds or any(map(_holds_seconds, get_args(hint)))


#: Names of the fields whose type says that they hold seconds.
SECONDS = frozenset(
    name
    for class_ in vars(values).values()
    if dataclasses.is_dataclass(class_)
    for name, hint in get_type_hints(class_, include_extras=True).items()
    if _holds_seconds(hint)
)


def _to_json(value: Any, field: str) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _to_json(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(item, field) for item in value]
    if isinstance(value, datetime):
        return events.wire_time(value)
    if isinstance(value, float):
        # JSON has no NaN and no infinity; None means "not known".
        return round(value, _SECOND_DIGITS if field in SECONDS else _DIGITS) if math.isfinite(value) else None
    return value
