"""Reads a chat completion, from the chunks of a stream or from one object.

Source: https://platform.openai.com/docs/api-reference/chat-streaming
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

import httpx2

from analysis.pipeline import values

#: Characters of a reply at most, and bytes of a body that is not a stream. No reply to our requests is longer.
_MAX_REPLY_CHARS = 400_000
_MAX_BODY_BYTES = 4 * 1024 * 1024
#: Tokens that a server can have counted; a larger number could not be stored.
_MAX_TOKENS = 1_000_000_000
#: The last event of a stream.
_DONE = "[DONE]"


class MalformedReply(Exception):
    """The response is not a complete chat completion."""


class CompletionReader:
    """A reply, as far as it has been read. ``on_text`` is called with each new piece."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self._on_text = on_text
        self.text = ""
        self.finish_reason: str | None = None
        self.is_refused = False
        #: None if the server did not count tokens.
        self.usage: values.Usage | None = None

    async def read(self, response: httpx2.Response) -> None:
        """Read a stream of chunks, or one object from a server that does not stream.

        Afterwards ``text`` holds only what can be stored: two chunks may hold the halves of one character.

        Raises:
            MalformedReply: it is neither, or it ends before the reply does.
        """
        await self._read(response)
        joined = self.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.text = values.clean_text(joined)

    async def _read(self, response: httpx2.Response) -> None:
        if "text/event-stream" not in response.headers.get("content-type", ""):
            self._add((await read_body(response)).decode("utf-8", "replace"))
            self.finish_reason = self.finish_reason or "stop"
            return
        async for event in httpx2.EventSource(response):
            if event.data.strip() == _DONE:
                self.finish_reason = self.finish_reason or "stop"
                return
            self._add(event.data)
        if self.finish_reason is None:
            raise MalformedReply("the stream broke off")

    def _add(self, data: str) -> None:
        chunk = parse_json(data)
        if not isinstance(chunk, Mapping) or chunk.get("error"):
            raise MalformedReply("the response is not a completion")
        choices, usage = chunk.get("choices"), chunk.get("usage")
        for choice in choices if isinstance(choices, list) else []:
            self._add_choice(choice)
        if isinstance(usage, Mapping):
            prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
            if _is_count(prompt) and _is_count(completion):
                self.usage = values.Usage(prompt, completion)

    def _add_choice(self, choice: Any) -> None:
        message = (choice.get("delta") or choice.get("message") or {}) if isinstance(choice, Mapping) else None
        if not isinstance(message, Mapping):
            raise MalformedReply("a choice without a message")
        piece = message.get("content")
        if isinstance(piece, str) and piece:
            self.text += piece
            self._on_text(piece)
        if len(self.text) > _MAX_REPLY_CHARS:
            raise MalformedReply("the reply is too long")
        self.is_refused = self.is_refused or bool(message.get("refusal"))
        if isinstance(reason := choice.get("finish_reason"), str):
            self.finish_reason = reason
            self.is_refused = self.is_refused or reason == "content_filter"


def _is_count(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= _MAX_TOKENS


def parse_json(data: str | bytes) -> Any:
    """Return the parsed ``data``, None if it is not JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


async def read_body(response: httpx2.Response) -> bytes:
    """Return the body of a response that is not a stream.

    Raises:
        MalformedReply: it is too long.
    """
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _MAX_BODY_BYTES:
            raise MalformedReply("the response is too long")
    return body
