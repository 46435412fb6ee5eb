"""What a chat completion says, put together from the pieces of a stream or read from one object.

Source: https://platform.openai.com/docs/api-reference/chat-streaming
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from analysis.pipeline import values

#: Characters of the longest reply, and bytes of the longest answer that is no stream; more is no reply to our requests.
_LONGEST_REPLY = 400_000
_LONGEST_BODY = 4 * 1024 * 1024
#: What a stream says last.
_DONE = "[DONE]"


class Malformed(Exception):
    """The server's answer is not a whole chat completion."""


class Answer:
    """A reply as far as it has come."""

    def __init__(self, grow: Callable[[str], None]) -> None:
        """Collect a reply; ``grow`` is told of each piece."""
        self._grow = grow
        self.text = ""
        self.finish_reason: str | None = None
        self.is_refused = False
        #: None where the server did not count.
        self.usage: values.Usage | None = None

    async def receive(self, response: httpx2.Response) -> None:
        """Take up a stream of chunks, or one object from a server that does not stream.

        Raises:
            Malformed: it is neither, or it ends before the reply does.
        """
        if "text/event-stream" not in response.headers.get("content-type", ""):
            self._add((await bounded(response)).decode("utf-8", "replace"))
            self.finish_reason = self.finish_reason or "stop"
            return
        async for event in httpx2.EventSource(response):
            if event.data.strip() == _DONE:
                self.finish_reason = self.finish_reason or "stop"
                return
            self._add(event.data)
        if self.finish_reason is None:
            raise Malformed("the stream broke off")

    def _add(self, data: str) -> None:
        chunk = parsed(data)
        if not isinstance(chunk, Mapping) or chunk.get("error"):
            raise Malformed("something else than a completion")
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else []:
            self._add_choice(choice)
        self._add_usage(chunk.get("usage"))

    def _add_choice(self, choice: Any) -> None:
        message = (choice.get("delta") or choice.get("message") or {}) if isinstance(choice, Mapping) else None
        if not isinstance(message, Mapping):
            raise Malformed("a choice without a message")
        piece = message.get("content")
        if isinstance(piece, str) and piece:
            self.text += piece
            self._grow(piece)
        if len(self.text) > _LONGEST_REPLY:
            raise Malformed("a reply without end")
        self.is_refused = self.is_refused or bool(message.get("refusal"))
        if isinstance(reason := choice.get("finish_reason"), str):
            self.finish_reason = reason
            self.is_refused = self.is_refused or reason == "content_filter"

    def _add_usage(self, usage: Any) -> None:
        if not isinstance(usage, Mapping):
            return
        prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(completion, int) and prompt >= 0 and completion >= 0:
            self.usage = values.Usage(prompt, completion)


def parsed(data: str | bytes) -> Any:
    """Return what JSON ``data`` is, None where it is none."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


async def bounded(response: httpx2.Response) -> bytes:
    """Return the body of an answer.

    Raises:
        Malformed: it is too long.
    """
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LONGEST_BODY:
            raise Malformed("an answer without end")
    return body
