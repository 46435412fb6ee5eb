"""Client of OpenAI's chat completions protocol, which vLLM, Ollama, llama.cpp and many others implement.

Source: https://platform.openai.com/docs/api-reference/chat
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from django.conf import settings

from analysis.exceptions import LanguageModelError
from analysis.llm import completions, request_body
from analysis.llm.retry_policy import RetryableError, RetryPolicy
from analysis.pipeline import values
from analysis.pipeline.llm_refinement.chunks import estimate_tokens
from analysis.pipeline.progress import Progress
from analysis.support import event_loops
from analysis.support.background import run_with_polling
from analysis.support.retry_after import parse_retry_after

logger = logging.getLogger(__name__)

#: Seconds to connect, at most.
_CONNECT_TIMEOUT_SECONDS = 10.0
#: A whole reply may take this many times the silence that is allowed within it.
_REPLY_TIMEOUT_FACTOR = 10
#: Seconds between two checks whether the request was abandoned.
_ABANDONED_POLL_INTERVAL_SECONDS = 0.25
#: Codes by which OpenAI and llama.cpp report that a prompt is too long.
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})
#: Statuses after which the same request may succeed. Some servers send 529 when overloaded.
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class ChatCompletions:
    """The model at ``LLM_BASE_URL``."""

    def __init__(self) -> None:
        self.model: str = settings.LLM_MODEL
        self.context_tokens: int = settings.LLM_CONTEXT_TOKENS
        self.reply_tokens: int = min(settings.LLM_REPLY_TOKENS, self.context_tokens // 2)
        self._url = f"{settings.LLM_BASE_URL}/chat/completions"
        #: Parameters that this server rejects: see ``request_body.parameter_to_drop``.
        self._rejected: set[str] = set()
        #: Estimated usage of attempts that broke off within a reply.
        self._wasted = values.Usage()

    def reply_schema(self, reply_type: type) -> Mapping[str, Any]:
        """Return the JSON Schema that a reply of this type must fit."""
        return request_body.ReplySchemaBuilder().schema_of(reply_type)

    def complete(self, prompt: values.Prompt, *, progress: Progress) -> values.Completion:
        """Return the reply. A request that fails or breaks off is repeated as :class:`RetryPolicy` allows."""
        self._wasted = values.Usage()
        abandoned = threading.Event()
        written = 0

        def count_tokens(text: str) -> None:
            nonlocal written
            written += estimate_tokens(text)

        def report_progress() -> None:
            progress.update(min(written, prompt.reply_tokens), prompt.reply_tokens)

        completion = run_with_polling(
            lambda: event_loops.run(self._complete_unless(abandoned, prompt, count_tokens)),
            report_progress,
            abandoned=abandoned,
        )
        report_progress()
        return completion

    async def _complete_unless(
        self, abandoned: threading.Event, prompt: values.Prompt, on_text: Callable[[str], None]
    ) -> values.Completion:
        """Return the reply; close the connection once ``abandoned`` is set, so that the server stops writing."""
        request = asyncio.create_task(self._complete_with_retries(prompt, on_text))
        while not request.done():
            await asyncio.wait({request}, timeout=_ABANDONED_POLL_INTERVAL_SECONDS)
            if abandoned.is_set():
                request.cancel()
        return await request

    async def _complete_with_retries(self, prompt: values.Prompt, on_text: Callable[[str], None]) -> values.Completion:
        policy = RetryPolicy()
        timeout = httpx2.Timeout(settings.LLM_TIMEOUT, connect=min(_CONNECT_TIMEOUT_SECONDS, settings.LLM_TIMEOUT))
        key = settings.LLM_API_KEY
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(timeout=timeout, headers=headers) as client:
            while True:
                try:
                    return await self._send(client, prompt, on_text)
                except RetryableError as error:
                    seconds = policy.next_wait(error)
                    if seconds is None:
                        logger.warning("language model %s failed: %s; no retries left", self.model, error)
                        raise self._error(f"The language model does not answer ({error}).") from error
                    logger.warning("language model %s failed: %s; retrying in %.1f s", self.model, error, seconds)
                    await asyncio.sleep(seconds)
                except httpx2.InvalidURL as error:
                    raise self._error("The language model's address is not valid: see LLM_BASE_URL.") from error

    async def _send(
        self, client: httpx2.AsyncClient, prompt: values.Prompt, on_text: Callable[[str], None]
    ) -> values.Completion:
        body = request_body.build_request(self.model, prompt, settings.LLM_RESPONSE_FORMAT, self._rejected)
        reader = completions.CompletionReader(on_text)
        try:
            async with (
                asyncio.timeout(_REPLY_TIMEOUT_FACTOR * settings.LLM_TIMEOUT),
                client.stream("POST", self._url, json=body) as response,
            ):
                if response.is_success:
                    await reader.read(response)
                    usage = self._wasted + (reader.usage or _estimate_usage(prompt, reader.text))
                    is_whole = reader.finish_reason != "length"
                    return values.Completion(reader.text, usage, is_whole, reader.is_refused)
                reply = completions.parse_json(await completions.read_body(response))
        except (httpx2.TransportError, httpx2.DecodingError, completions.MalformedReply, TimeoutError) as error:
            if reader.text:
                self._wasted += _estimate_usage(prompt, reader.text)
            raise RetryableError.from_error(error) from error
        details = reply.get("error") if isinstance(reply, Mapping) else None
        details = details if isinstance(details, Mapping) else {}
        if response.status_code == 400 and (name := request_body.parameter_to_drop(details, self._rejected)):
            self._rejected.add(name)
            return await self._send(client, prompt, on_text)
        raise self._error_of_response(response, details)

    def _error_of_response(self, response: httpx2.Response, details: Mapping[str, Any]) -> Exception:
        status = response.status_code
        if status in _TRANSIENT and details.get("code") != "insufficient_quota":
            return RetryableError(f"HTTP {status}", retry_after=parse_retry_after(response.headers.get("retry-after")))
        # The server's words may describe the account that the key belongs to: they go to the log only.
        logger.error("language model %s: HTTP %d: %.500s", self.model, status, details)
        if status in {401, 403}:
            return self._error("The language model's server does not accept this service's key: see LLM_API_KEY.")
        if _TOO_LONG & {details.get("code"), details.get("type")}:
            return self._error("A request is longer than the language model's context: see LLM_CONTEXT_TOKENS.")
        return self._error(f"The language model's server refuses the request (HTTP {status}).")

    def _error(self, message: str) -> LanguageModelError:
        return LanguageModelError(
            message, prompt_tokens=self._wasted.prompt_tokens, completion_tokens=self._wasted.completion_tokens
        )


def _estimate_usage(prompt: values.Prompt, reply: str) -> values.Usage:
    prompt_tokens = sum(estimate_tokens(text) for _, text in prompt.messages)
    return values.Usage(prompt_tokens, estimate_tokens(reply), is_estimated=True)
