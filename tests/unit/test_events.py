"""The frames of docs/websocket.md are what the code makes."""

import json
import re
from datetime import datetime
from pathlib import Path
from unittest import mock

import pytest

from analysis import events
from realtime import frames

PAGE = Path(__file__).resolve().parents[2] / "docs" / "websocket.md"
EXAMPLES = {
    example["type"]: example
    for example in map(json.loads, re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
}
#: What a frame takes from the task's row and not from the event.
FROM_ROW = {"result", "metadata"}


def moment(example: dict) -> datetime:
    """Return the time of an example."""
    return datetime.fromisoformat(example["timestamp"])


def test_every_type_of_frame_has_an_example():
    assert set(EXAMPLES) == {event.type for event in events.EVENT_TYPES} | {"snapshot", "error", "pong"}


@pytest.mark.parametrize("event", events.EVENT_TYPES, ids=lambda event: event.type)
def test_an_event_is_sent_as_its_example_shows(event):
    example = EXAMPLES[event.type]
    fields = {key: value for key, value in example.items() if key not in {"type", "task_id", "seq", "timestamp"}}
    made = event(**{key: value for key, value in fields.items() if key not in FROM_ROW})
    from_row = {key: value for key, value in fields.items() if key in FROM_ROW}
    frame = events.frame(
        task_id=example["task_id"],
        seq=example["seq"],
        type=made.type,
        timestamp=moment(example),
        data=made.data() | from_row,
    )
    assert json.loads(events.encode(frame)) == example
    assert set(from_row) == (FROM_ROW if event is events.TaskCompleted else set())


@pytest.mark.parametrize(
    ("type", "make"),
    [
        ("snapshot", lambda example: frames.snapshot(example["task_id"], example["seq"], example["task"])),
        ("error", lambda example: frames.error(example["task_id"], example["seq"], **example["error"])),
        ("pong", lambda example: frames.pong(example["task_id"], example["seq"])),
    ],
)
def test_a_frame_without_a_seq_of_its_own_is_sent_as_its_example_shows(type, make):
    with mock.patch.object(frames, "now", lambda: moment(EXAMPLES[type])):
        assert json.loads(make(EXAMPLES[type])) == EXAMPLES[type]


def test_only_endings_are_terminal():
    endings = {event.type for event in events.EVENT_TYPES if event.terminal}
    assert endings == {"task_completed", "task_failed", "task_cancelled"}


def test_a_frame_is_compact_and_keeps_letters_as_they_are():
    assert events.encode({"message": "Größe"}) == '{"message":"Größe"}'


def test_a_number_that_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        events.encode({"score": float("nan")})


def test_a_group_is_the_same_for_every_spelling_of_an_id():
    spelled = "7D0E3C52-1F63-4F0A-9F0E-0D5F6F0A9B11"
    assert events.group_for(spelled) == events.group_for(spelled.lower()) == "analysis.7d0e3c521f634f0a9f0e0d5f6f0a9b11"
