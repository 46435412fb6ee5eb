"""The body of a chat completion request, and how it bends to what a server does not take."""

from collections.abc import Collection, Mapping
from typing import Any

from analysis.pipeline import values

#: Any fixed number: with temperature 0, servers that honour it give the same reply again.
SEED = 20260301

#: Parameters that newer models of OpenAI's know by another name, and those that a request can do without.
_OTHER_NAMES = {"max_tokens": "max_completion_tokens"}
_DISPENSABLE = frozenset({"temperature", "seed", "stream_options", "response_format"})


def body(model: str, prompt: values.Prompt, response_format: str, refused: Collection[str]) -> dict[str, Any]:
    """Return the request for ``prompt``, without the parameters that this server has ``refused`` before.

    ``response_format`` is ``json_schema``, ``json_object`` or ``none``.
    Source: https://platform.openai.com/docs/api-reference/chat/create
    """
    wanted: dict[str, Any] = {
        "model": model,
        "messages": [{"role": role, "content": text} for role, text in prompt.messages],
        "max_tokens": prompt.reply_tokens,
        "temperature": 0,
        "seed": SEED,
        "stream": True,
        "stream_options": {"include_usage": True},
        **_format(prompt, response_format),
    }
    return {
        _OTHER_NAMES[name] if name in refused else name: value
        for name, value in wanted.items()
        if _is_taken(name, refused)
    }


def _is_taken(name: str, refused: Collection[str]) -> bool:
    return name in _OTHER_NAMES or name not in refused


def _format(prompt: values.Prompt, response_format: str) -> dict[str, Any]:
    if response_format == "json_schema":
        schema = {"name": prompt.schema_name, "strict": True, "schema": dict(prompt.schema)}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": {"type": "json_object"}} if response_format == "json_object" else {}


def refused_parameter(error: Mapping[str, Any]) -> str | None:
    """Return the parameter that an error object names, None where the request cannot do without it.

    OpenAI's reasoning models refuse ``max_tokens`` and ``temperature``, and say so.
    Source: https://platform.openai.com/docs/guides/error-codes
    """
    named = error.get("param")
    # Some name a member: "response_format.json_schema".
    name = named.partition(".")[0] if isinstance(named, str) else None
    return name if name in _DISPENSABLE or name in _OTHER_NAMES else None
