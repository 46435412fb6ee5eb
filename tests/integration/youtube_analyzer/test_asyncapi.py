"""The description of sockets and streams: valid, complete, and made of what the code has."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from django.test import Client

from analysis import events
from realtime import consumers, examples, messages
from tests.support import documents

#: AsyncAPI's own schema, which its authors publish to npm; `make test` fetches it where npm is installed.
SPECIFICATION = Path(sys.prefix) / "asyncapi-specs" / "schemas" / "3.0.0-without-$id.json"


@pytest.fixture(scope="module")
def document():
    response = Client().get("/asyncapi.yaml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.aai.asyncapi+yaml;version=3.0.0"
    return documents.parse(response.content)


@pytest.mark.skipif(not SPECIFICATION.is_file(), reason="npm, which carries AsyncAPI's own schema, is not installed")
def test_it_is_valid_asyncapi_3(document):
    specification = json.loads(SPECIFICATION.read_text())
    jsonschema.Draft7Validator(specification).validate(document)
    del document["channels"]["task"]["address"], document["operations"]["sendFrame"]["action"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(specification).validate(document)


def test_every_reference_leads_somewhere(document):
    assert all(documents.follow(reference, document) for reference in documents.references(document))


def test_every_schema_is_one_for_readers_of_draft_7_and_of_2020(document):
    for message in document["components"]["messages"].values():
        for draft in (jsonschema.Draft7Validator, jsonschema.Draft202012Validator):
            draft.check_schema(message["payload"])


def test_it_names_every_frame_every_message_of_a_client_and_every_close_code(document):
    frames = {kind.type for kind in (*events.EVENT_TYPES, *messages.FRAMES)}
    said = {kind.type for kind in messages.CLIENT_MESSAGES}
    of_batches = {kind.type for kind in events.BATCH_EVENT_TYPES}
    of_batches |= {f"batch_{kind.type}" for kind in messages.BATCH_FRAMES}
    assert set(document["components"]["messages"]) == frames | said | of_batches
    assert set(document["channels"]["batch"]["messages"]) == of_batches | said
    assert set(document["channels"]["stream"]["messages"]) == {kind.type for kind in events.EVENT_TYPES}
    told = {reference["$ref"].rsplit("/", 1)[1] for reference in document["operations"]["sendFrame"]["messages"]}
    heard = {reference["$ref"].rsplit("/", 1)[1] for reference in document["operations"]["receiveMessage"]["messages"]}
    assert (told, heard) == (frames, said)
    assert set(document["channels"]["task"]["x-close-codes"]) == {str(code.value) for code in consumers.CloseCode}


def test_the_fields_of_an_event_are_those_of_its_class(document):
    payload = document["components"]["messages"]["progress_update"]["payload"]
    assert set(payload["properties"]) == {
        "type", "task_id", "seq", "timestamp", "request_id", "terminal", "progress", "message", "current_step",
        "step_progress", "estimated_seconds_remaining", "estimated_seconds_range",
    }  # fmt: skip
    assert payload["properties"]["step_progress"] == {
        "type": "integer",
        "minimum": 0,
        "maximum": 100,
        "description": "Of the current step.",
    }


@pytest.mark.parametrize("example", [*examples.EXAMPLES.values(), *examples.CLIENT_MESSAGES.values()])
def test_every_example_is_as_its_schema_says_and_stands_in_the_document(document, example):
    documents.check_frame(example, document)
    (shown,) = document["components"]["messages"][example["type"]]["examples"]
    assert shown["payload"] == example


@pytest.mark.parametrize("example", examples.BATCH_EXAMPLES.values())
def test_every_example_of_a_batch_is_as_its_schema_says(document, example):
    described = document["components"]["messages"]
    message = described.get(f"batch_{example['type']}") or described[example["type"]]
    documents.check(example, message["payload"], document)
    assert message["examples"][0]["payload"] == example


@pytest.mark.parametrize(
    "wrong", [{"seq": "1"}, {"progress": 101}, {"current_step": "lunch"}, {"timestamp": "yesterday"}, {"type": "pong"}]
)
def test_a_frame_that_is_not_as_described_is_noticed(document, wrong):
    payload = document["components"]["messages"]["progress_update"]["payload"]
    with pytest.raises(jsonschema.ValidationError):
        documents.check(examples.EXAMPLES["progress_update"] | wrong, payload, document)


def test_it_names_the_server_as_the_caller_reached_it():
    response = Client(headers={"Host": "localhost:8123"}).get("/asyncapi.yaml", secure=True)
    servers = documents.parse(response.content)["servers"]
    assert servers["sockets"] == {"host": "localhost:8123", "protocol": "wss"}
    assert servers["streams"]["protocol"] == "https"
