"""Examples of answers for the OpenAPI document, made of the schemas where an endpoint has none of its own."""

import re
from typing import Any

from analysis.support.json_schema import JSON
from analysis.support.problem_details import CONTENT_TYPE, ProblemDetail, problem_detail

_ID = "e58d9a83-9ce5-4911-843f-4c2926488d24"
_PATH = f"/api/v1/analysis/{_ID}"
#: By the name of the property; numbers and texts of other names are 1 and "text".
_VALUES: JSON = {
    "author": "@viewer",
    "channel_name": "Harbour Notes",
    "code": "INVALID_PARAMETERS",
    "comment_id": "Ugx1",
    "duration_seconds": 458.0,
    "end": 15.0,
    "language": "en",
    "next": None,
    "page": f"/analyses/{_ID}/",
    "previous": None,
    "published_at": "2026-01-02T00:00:00.000Z",
    "self": _PATH,
    "snippet": "Boats lie on the mud at <mark>low tide</mark>.",
    "start": 12.5,
    "text": "The tide comes in",
    "title": "Why the sea comes back",
    "token": "ytan_6f0c…",
    "url": "https://www.youtube.com/watch?v=sample_talk",
    "username": "ada",
    "version": "1.0.0",
    "video_id": "sample_talk",
    "youtube_url": "https://youtu.be/sample_talk",
}
_TEXTS = {
    "application/x-subrip": "1\n00:00:00,000 --> 00:00:02,500\nThe tide comes in\n",
    "text/vtt": "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nThe tide comes in\n",
    "text/csv": "id,author,text,sentiment\r\nUgx1,'@viewer,The part at 1:02 helped me,positive\r\n",
    "text/html": "<!doctype html><title>Why the sea comes back</title>",
    "text/markdown": "# Why the sea comes back\n",
    "text/plain": "The tide comes in\n",
}


def add_examples(result: JSON, **_: object) -> JSON:
    """Give each answer an example; bytes (PDF) have none."""
    for operation in (each for methods in result["paths"].values() for each in methods.values()):
        for status, response in operation["responses"].items():
            for media_type, content in response.get("content", {}).items():
                if "examples" in content or media_type == "application/pdf":
                    continue
                if media_type == CONTENT_TYPE:
                    content["example"] = _problem(int(status), response.get("description", ""))
                else:
                    content["example"] = _TEXTS.get(media_type) or example_of(content["schema"], result)
    return result


def _problem(status: int, description: str) -> ProblemDetail:
    """Return a problem with the first code that the description of the response names."""
    code = re.search(r"`([A-Z_]{5,})`", description)
    detail = description.split(" (`")[0].split("; ")[0]
    request_id = "ba16c909674e44f9be75c57544db17a2"
    return problem_detail(status, code[1] if code else "VIDEO_PRIVATE", detail, request_id)


def example_of(schema: JSON, document: JSON, name: str = "") -> Any:
    """Return a value that ``schema``, a part of ``document``, allows; ``name`` is that of the property."""
    if "$ref" in schema:
        return example_of(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], document, name)
    for keyword in ("allOf", "oneOf", "anyOf"):
        if keyword in schema:
            return example_of(schema[keyword][0], document, name)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    types = schema.get("type", "object")
    type_ = types if isinstance(types, str) else types[0]
    if type_ == "object":
        properties = schema.get("properties", {})
        return {each: example_of(part, document, each) for each, part in properties.items()}
    if type_ == "array":
        return [example_of(schema["items"], document)] * max(1, schema.get("minItems", 1))
    return _scalar(type_, schema, name)


def _scalar(type_: str, schema: JSON, name: str) -> Any:
    if type_ == "boolean":
        return True
    if name in _VALUES and isinstance(_VALUES[name], str if type_ == "string" else int | float | None):
        return _VALUES[name]
    if type_ != "string":
        return max(1, schema.get("minimum", 1))
    by_format = {"date-time": "2026-11-24T02:07:46.227Z", "uuid": _ID, "uri": _VALUES["url"]}
    return by_format.get(schema.get("format", ""), "text")
