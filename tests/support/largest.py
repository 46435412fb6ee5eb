"""The largest analysis that the limits allow: each text, list and number as long as it may be."""

import dataclasses
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.timezone import now

from analysis import events, options
from analysis.models import AnalysisTask, Comment, TaskEvent, Transcript, Video
from analysis.pipeline import result_size, synthesis, values
from tests.support.factories import TaskFactory

#: Four bytes in UTF-8, the most that a character takes; and one that is six bytes in HTML.
WIDE, QUOTE = "𠮷", '"'
#: Items of the lists of a result, and characters of its texts, by the name of the field; else ``FEW`` and ``LINE``.
FEW, LINE = 25, 200
ITEMS = {
    "statements": 5,
    "summary_statements": 8,
    "citations": 3,
    "custom_answers": 10,
    "evidence": 6,
    "tags": 500,
    "chapters": 1_000,
    "sections": 1_000,
    "timestamps": 6_000,
    "mentions": 6_000,
    "entities": 80,
    "replayed": 1_000,
    "moments": 500,
    "comment_ids": result_size.MAX_IDS + 100,
    "threads": 100,
    "by_day": 10_000,
    "daily": 10_000,
    "hourly": 24,
    "summary_sentences": 8,
}
LENGTHS = {"description": 10_000, "question": 1_000, "reply": 1_000, "text": 1_000, "answer": 2_000, "name": 100}
#: Fields that are shorter in one class than others of that name.
_SHORT: dict[Any, Callable[[str], dict[str, Any]]] = {
    # The quotes of all sections have 500,000 bytes.
    values.Section: lambda char: {
        "summary": (values.Quote(char * (490 // len(char.encode())), 1.234, 2.345),),
        "key_points": (),
    },
    values.Moment: lambda char: {"quote": values.Quote(char * 240, 1.234, 2.345)},
    values.Citation: lambda char: {"text": char * 500},
    values.Statement: lambda char: {"text": char * 400},
    values.Theme: lambda char: {"keywords": (char * LINE,) * 6},
}
#: Ids of comments, as long as they may be.
_IDS = tuple(f"{QUOTE * 94}{index:06}" for index in range(10_000))
_FIRST_DAY = datetime(1972, 1, 1, tzinfo=UTC)


def result(char: str) -> events.JSON:
    """Return the largest result before it is limited."""
    return synthesis.result_json(_value(values.Result, "", 0, char))


def _value(hint: Any, name: str, index: int, char: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return _value(inner[0], name, index, char)
    if origin in (typing.Union, types.UnionType):
        return _value(inner[0], name, index, char)
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint, include_extras=True)
        made = hint(
            **{field.name: _value(hints[field.name], field.name, index, char) for field in dataclasses.fields(hint)}
        )
        return dataclasses.replace(made, **_SHORT[hint](char)) if hint in _SHORT else made
    if name == "comment_ids":
        return _IDS[: ITEMS[name]]
    if name in ("mentions", "timestamps") and origin is tuple:
        return tuple(12_345.678 + number for number in range(ITEMS[name]))
    if origin is tuple and inner[-1] is not Ellipsis:
        return tuple(_value(each, name, index, char) for each in inner)
    if origin is tuple:
        return tuple(_value(inner[0], name, number, char) for number in range(ITEMS.get(name, FEW)))
    if origin is Mapping or origin is dict:
        day = {"day": _day(index), "count": 10_000, "estimated": 10_000}
        return (
            day if name == "daily" else {f"key {number}": _value(inner[1], "", number, char) for number in range(FEW)}
        )
    if name == "published_at":
        return _FIRST_DAY if hint is datetime else events.wire_time(_FIRST_DAY)
    if name == "day":
        return _day(index)
    if name.endswith(("_id", "_ids")) or (name == "id" and index):
        return _IDS[index]
    made = {str: char * LENGTHS.get(name, LINE), int: 10**15, float: 12_345.678 + index, bool: False, datetime: now()}
    return made[hint]


def _day(index: int) -> str:
    return (_FIRST_DAY + timedelta(days=index)).date().isoformat()


def filled(found: events.JSON, char: str) -> events.JSON:
    """Return ``found``, which was limited, with more tags: as large as a result may be."""
    tag = char * 200
    room = result_size.MAX_BYTES - result_size.size(found)
    found["video"]["tags"] = [tag] * (room // result_size.size([tag]))
    return found


def save(char: str) -> AnalysisTask:
    """Store a finished analysis with the largest result, transcript, comments and log."""
    found, cut = result_size.limit(result(char))
    assert cut
    warnings = [{"code": "W", "message": char * 2_000, "step": None, "severity": "warning"}] * 20
    task = TaskFactory(
        completed=True,
        result_data=filled(found, char),
        result_metadata={"options": largest_options(char), "warnings": warnings},
        warnings=warnings,
        options=largest_options(char),
        message=char * 500,
        last_seq=500,
    )
    video = values.Video("id", "url", char * 500, tags=(char * 200,) * 500, description=char * 10_000)
    tracks = (values.CaptionTrack("en", False, "json3", "&" * 8_192),) * 500
    facts = dataclasses.asdict(values.Extraction(video, "archive", tracks))
    Video.objects.create(task=task, youtube_id="id", title=char * 500, channel_name=char * 200, facts=facts)
    # 750 segments of 2,000 characters are the 1,500,000 characters of a transcript.
    segments = [[n, n + 1, f"{char * 1_995}word ", None] for n in range(750)]
    Transcript.objects.create(task=task, source="manual_captions", language="en", segments=segments)
    cites = [3_661.0 + n for n in range(1_000)]
    Comment.objects.bulk_create(
        Comment(task=task, position=n, comment_id=_IDS[n], text=char * 10_000, author=char * 200, cites=cites)
        for n in range(500)
    )
    TaskEvent.objects.bulk_create(_log(task, char))
    return task


def largest_options(char: str) -> events.JSON:
    """Return options that fill a body of 64 KiB."""
    prompt = char * (6_200 // len(char.encode()))
    label = char * 20
    return options.with_defaults(
        {
            "custom_prompts": [
                {"id": f"{label}{n}", "name": label, "prompt": prompt, "category": label} for n in range(10)
            ]
        }
    )


def _log(task: AnalysisTask, char: str) -> list[TaskEvent]:
    progress = events.ProgressUpdated(50, char * 500, "synthesis", 50, 1.5)
    completed = events.TaskCompleted(processing_seconds=1.0)
    return [
        TaskEvent(task=task, seq=seq, type=event.type, data=event.data(), terminal=event.terminal, created_at=now())
        for seq, event in enumerate([*[progress] * 499, completed], 1)
    ]
