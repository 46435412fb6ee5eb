"""The documents for clients, as tests hold them against what the server sends."""

import json
import re
from typing import Any

import jsonschema
import yaml

_FORMATS = jsonschema.FormatChecker()
# jsonschema itself checks no times without another package; ours have one form.
_FORMATS.checks("date-time")(
    lambda text: not isinstance(text, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text) is not None
)


def parse(text: str | bytes) -> Any:
    """Read YAML with libyaml: these documents are long, and the parser in Python needs seconds for each."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def check(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    """Raise where ``value`` is not as ``schema``, a part of ``document``, says."""
    whole = {"components": document["components"], "allOf": [schema]}
    jsonschema.Draft202012Validator(whole, format_checker=_FORMATS).validate(value)


def check_frame(frame: dict[str, Any], asyncapi: dict[str, Any]) -> None:
    """Raise where a frame, or a message of a client, is not as the AsyncAPI document says."""
    payload = asyncapi["components"]["messages"][frame["type"]]["payload"]
    check(frame, payload, asyncapi)
    assert set(frame) <= set(payload["properties"]), "a member is not described"


def check_answer(method: str, path: str, response: Any, openapi: dict[str, Any]) -> None:
    """Raise where the answer of a server to ``method path``, as templated, is not as the OpenAPI document says."""
    operation = openapi["paths"][path][method.lower()]
    described = operation["responses"][str(response.status_code)].get("content", {})
    kind = response.headers.get("Content-Type", "").split(";")[0]
    assert kind in described or (not described and not response.content), (kind, set(described))
    if kind.endswith("json"):
        check(json.loads(response.content), described[kind]["schema"], openapi)


def references(part: Any) -> list[str]:
    """Return every ``$ref`` in a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for value in part.values() for each in references(value)]
    return [each for value in part for each in references(value)] if isinstance(part, list) else []


def follow(reference: str, document: Any) -> Any:
    """Return what a reference within ``document`` points to."""
    for step in reference.removeprefix("#/").split("/"):
        document = document[step]
    return document
