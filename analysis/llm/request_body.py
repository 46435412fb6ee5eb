"""The body of a chat completion request, and the JSON Schema of the reply in it."""

from collections.abc import Collection, Mapping
from typing import Any

from analysis.pipeline import values
from analysis.support.json_schema import JSON, JsonSchemaBuilder

#: Any fixed number: with temperature 0, servers that use it give the same reply again.
SEED = 20260301

#: Parameters that newer OpenAI models know by another name, and parameters that may be left out.
_OTHER_NAMES = {"max_tokens": "max_completion_tokens"}
_OPTIONAL = frozenset({"temperature", "seed", "stream_options", "response_format"})
#: Not a parameter: stands for the limits in a schema. OpenAI's strict mode rejects the whole format because of them.
_LIMITS = "limits"
_LIMIT_WORDS = frozenset({"maxLength", "maxItems"})
#: A server that enforces the schema stops a small model by these from repeating itself until its reply is cut off.
_REPLY_LIMITS: dict[str, JSON] = {"string": {"maxLength": 400}, "array": {"maxItems": 40}}


class ReplySchemaBuilder(JsonSchemaBuilder):
    """Builds schemas for strict structured output: in one piece, with every property required and no other allowed.

    Source: https://platform.openai.com/docs/guides/structured-outputs
    """

    def schema_of(self, type_: Any) -> JSON:
        schema = super().schema_of(type_)
        return schema | _REPLY_LIMITS.get(schema["type"], {})

    def _reference(self, type_: type) -> JSON:
        return {"type": "object", **self.properties_of(type_), "additionalProperties": False}


def build_request(model: str, prompt: values.Prompt, response_format: str, rejected: Collection[str]) -> dict[str, Any]:
    """Return the request for ``prompt``, without the parameters that this server ``rejected`` before.

    ``response_format`` is ``json_schema``, ``json_object`` or ``none``.
    Source: https://platform.openai.com/docs/api-reference/chat/create
    """
    body: dict[str, Any] = {
        "model": model,
        "messages": [{"role": role, "content": text} for role, text in prompt.messages],
        "max_tokens": prompt.reply_tokens,
        "temperature": 0,
        "seed": SEED,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if response_format == "json_schema":
        schema = _without_limits(prompt.schema) if _LIMITS in rejected else prompt.schema
        json_schema = {"name": prompt.schema_name, "strict": True, "schema": schema}
        body["response_format"] = {"type": "json_schema", "json_schema": json_schema}
    elif response_format == "json_object":
        body["response_format"] = {"type": "json_object"}
    accepted = {name: value for name, value in body.items() if name not in rejected}
    return accepted | {other: body[name] for name, other in _OTHER_NAMES.items() if name in rejected}


def _without_limits(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {name: _without_limits(part) for name, part in schema.items() if name not in _LIMIT_WORDS}
    return schema


def parameter_to_drop(error: Mapping[str, Any], rejected: Collection[str]) -> str | None:
    """Return the parameter that a server's error object names, if the request works without it, else None.

    OpenAI's reasoning models reject ``max_tokens`` and ``temperature`` in this way.
    Source: https://platform.openai.com/docs/guides/error-codes
    """
    param = error.get("param")
    # Some servers name a member: "response_format.json_schema".
    name = param.partition(".")[0] if isinstance(param, str) else None
    if name == "response_format" and _LIMITS not in rejected:
        return _LIMITS
    return name if name not in rejected and (name in _OPTIONAL or name in _OTHER_NAMES) else None
