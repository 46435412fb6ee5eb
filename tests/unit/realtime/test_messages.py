"""The frames of docs/websocket.md are what the code makes."""

import json
import re
from datetime import datetime
from unittest import mock

import pytest

from analysis import events
from realtime import examples, messages
from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "websocket.md"
EXAMPLES = {
    example["type"]: example
    for example in map(json.loads, re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))
}


def test_every_type_of_frame_has_an_example():
    assert set(EXAMPLES) == {kind.type for kind in (*events.EVENT_TYPES, *messages.FRAMES)}


@pytest.mark.parametrize("type", examples.EXAMPLES)
def test_the_page_shows_the_examples_of_the_asyncapi_document(type):
    assert EXAMPLES[type] == examples.EXAMPLES[type]


@pytest.mark.parametrize(
    ("type", "message"),
    [
        ("snapshot", messages.Snapshot(EXAMPLES["snapshot"]["task"])),
        ("error", messages.Error(EXAMPLES["error"]["error"])),
        ("pong", messages.Pong()),
    ],
)
def test_a_frame_without_a_seq_of_its_own_is_sent_as_its_example_shows(type, message):
    example = EXAMPLES[type]
    with mock.patch.object(messages, "now", lambda: datetime.fromisoformat(example["timestamp"])):
        assert json.loads(messages.encode(message, example["task_id"], example["seq"])) == example


def test_only_endings_are_terminal():
    endings = {event.type for event in events.EVENT_TYPES if event.terminal}
    assert endings == {"task_completed", "task_failed", "task_cancelled"}


@pytest.mark.parametrize("type", [event.type for event in events.EVENT_TYPES if not event.terminal])
def test_a_frame_survives_the_channel_layer(type):
    frame = events.Frame.encode(EXAMPLES[type])
    assert (frame.terminal, json.loads(frame.text)) == (False, EXAMPLES[type])
    assert events.Frame.from_message(frame.to_message()) == frame


def test_a_terminal_frame_passes_the_channel_layer_without_its_text():
    frame = events.Frame.encode(EXAMPLES["task_completed"])
    passed = events.Frame.from_message(frame.to_message())
    assert (passed.seq, passed.terminal, passed.text) == (12, True, "")


def test_a_frame_is_compact_and_keeps_letters_as_they_are():
    assert events.encode({"message": "Größe"}) == '{"message":"Größe"}'


def test_a_number_that_json_cannot_say_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        events.encode({"score": float("nan")})


def test_a_group_is_the_same_for_every_spelling_of_an_id():
    spelled = "7D0E3C52-1F63-4F0A-9F0E-0D5F6F0A9B11"
    assert (
        events.group_name(spelled) == events.group_name(spelled.lower()) == "analysis.7d0e3c521f634f0a9f0e0d5f6f0a9b11"
    )
