"""The body of a chat completion request, and how it bends to what a server does not take."""

from collections.abc import Collection, Mapping
from typing import Any

from analysis.pipeline import values

#: Any fixed number: with temperature 0, servers that honour it give the same reply again.
SEED = 20260301

#: Parameters that newer models of OpenAI's know by another name, and those that a request can do without.
_OTHER_NAMES = {"max_tokens": "max_completion_tokens"}
_DISPENSABLE = frozenset({"temperature", "seed", "stream_options", "response_format"})
#: Not a parameter: stands for the limits in a schema, which OpenAI's strict mode refuses as it does the whole format.
_LIMITS = "limits"
_LIMIT_WORDS = frozenset({"maxLength", "maxItems"})


def body(model: str, prompt: values.Prompt, response_format: str, refused: Collection[str]) -> dict[str, Any]:
    """Return the request for ``prompt``, without what this server has ``refused`` before: see :func:`refusal`.

    ``response_format`` is ``json_schema``, ``json_object`` or ``none``.
    Source: https://platform.openai.com/docs/api-reference/chat/create
    """
    schema = _without_limits(prompt.schema) if _LIMITS in refused else prompt.schema
    wanted: dict[str, Any] = {
        "model": model,
        "messages": [{"role": role, "content": text} for role, text in prompt.messages],
        "max_tokens": prompt.reply_tokens,
        "temperature": 0,
        "seed": SEED,
        "stream": True,
        "stream_options": {"include_usage": True},
        **_format(prompt.schema_name, schema, response_format),
    }
    taken = {name: value for name, value in wanted.items() if name not in refused}
    return taken | {other: wanted[name] for name, other in _OTHER_NAMES.items() if name in refused}


def _format(name: str, schema: Any, response_format: str) -> dict[str, Any]:
    if response_format == "json_schema":
        strict = {"name": name, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": strict}}
    return {"response_format": {"type": "json_object"}} if response_format == "json_object" else {}


def _without_limits(schema: Any) -> Any:
    if isinstance(schema, Mapping):
        return {name: _without_limits(part) for name, part in schema.items() if name not in _LIMIT_WORDS}
    return schema


def refusal(error: Mapping[str, Any], refused: Collection[str]) -> str | None:
    """Return what to leave out after an error object that names a parameter, None where nothing can be left out.

    OpenAI's reasoning models refuse ``max_tokens`` and ``temperature``, and say so.
    Source: https://platform.openai.com/docs/guides/error-codes
    """
    named = error.get("param")
    # Some name a member: "response_format.json_schema".
    name = named.partition(".")[0] if isinstance(named, str) else None
    if name == "response_format" and _LIMITS not in refused:
        return _LIMITS
    return name if name not in refused and (name in _DISPENSABLE or name in _OTHER_NAMES) else None
