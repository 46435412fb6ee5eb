"""The chat completions protocol of OpenAI, which vLLM, Ollama, llama.cpp and many others speak.

Source: https://platform.openai.com/docs/api-reference/chat
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import httpx2
from django.conf import settings

from analysis.exceptions import LanguageModelError
from analysis.llm import completions, request_body
from analysis.llm.retrying import NotNow, Patience, retry_after
from analysis.llm.waiting import wait_for
from analysis.pipeline import values
from analysis.pipeline.llm_refinement.chunks import estimated_tokens
from analysis.pipeline.progress import Progress

logger = logging.getLogger(__name__)

#: Seconds to connect, at most.
_CONNECT_SECONDS = 10.0
#: A whole reply may take this many times the silence that is allowed in it.
_WHOLE_REPLY = 10
#: How OpenAI and llama.cpp say that a prompt does not fit.
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})
#: Statuses after which the same request may succeed. 529: overloaded, as some say.
_TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class ChatCompletions:
    """A model behind ``LLM_BASE_URL``."""

    def __init__(self) -> None:
        self.model: str = settings.LLM_MODEL
        self.context_tokens: int = settings.LLM_CONTEXT_TOKENS
        self.reply_tokens: int = min(settings.LLM_REPLY_TOKENS, self.context_tokens // 2)
        self._url = f"{settings.LLM_BASE_URL}/chat/completions"
        #: What this server does not take: see ``bodies.refusal``.
        self._refused: set[str] = set()
        #: What tries that broke off in the middle of a reply are estimated to have taken.
        self._wasted = values.Usage()

    def complete(self, prompt: values.Prompt, *, progress: Progress) -> values.Completion:
        """Return the reply; what is not answered, or breaks off, is asked for again."""
        self._wasted = values.Usage()
        written = 0

        def grow(piece: str) -> None:
            nonlocal written
            written += estimated_tokens(piece)

        return wait_for(
            self._patiently(prompt, grow),
            lambda: progress.update(min(written, prompt.reply_tokens), prompt.reply_tokens),
        )

    async def _patiently(self, prompt: values.Prompt, grow: Callable[[str], None]) -> values.Completion:
        patience = Patience()
        timeout = httpx2.Timeout(settings.LLM_TIMEOUT, connect=min(_CONNECT_SECONDS, settings.LLM_TIMEOUT))
        key = settings.LLM_API_KEY
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(timeout=timeout, headers=headers) as client:
            while True:
                try:
                    return await self._send(client, prompt, grow)
                except NotNow as trouble:
                    seconds = patience.wait_seconds(trouble)
                    logger.warning("language model %s: %s; next try in %s s", self.model, trouble, seconds)
                    if seconds is None:
                        raise self._failure(f"The language model does not answer ({trouble}).") from trouble
                    await asyncio.sleep(seconds)
                except httpx2.InvalidURL as error:
                    raise self._failure("The language model's address cannot be used: see LLM_BASE_URL.") from error

    async def _send(
        self, client: httpx2.AsyncClient, prompt: values.Prompt, grow: Callable[[str], None]
    ) -> values.Completion:
        body = request_body.body(self.model, prompt, settings.LLM_RESPONSE_FORMAT, self._refused)
        answer = completions.Answer(grow)
        try:
            async with (
                asyncio.timeout(_WHOLE_REPLY * settings.LLM_TIMEOUT),
                client.stream("POST", self._url, json=body) as response,
            ):
                if response.is_success:
                    await answer.receive(response)
                    return self._completion(prompt, answer)
                refusal = completions.parsed(await completions.bounded(response))
        except (httpx2.TransportError, httpx2.DecodingError, completions.Malformed, TimeoutError) as error:
            if answer.text:
                self._wasted += _estimate(prompt, answer.text)
            raise NotNow.because_of(error) from error
        if response.status_code == 400 and (refused := request_body.refusal(_error(refusal), self._refused)):
            self._refused.add(refused)
            return await self._send(client, prompt, grow)
        raise self._refusal(response, _error(refusal))

    def _completion(self, prompt: values.Prompt, answer: completions.Answer) -> values.Completion:
        usage = answer.usage or _estimate(prompt, answer.text)
        is_whole = answer.finish_reason != "length"
        return values.Completion(answer.text, usage + self._wasted, is_whole, answer.is_refused)

    def _refusal(self, response: httpx2.Response, error: Mapping[str, Any]) -> Exception:
        status = response.status_code
        if status in _TRANSIENT and error.get("code") != "insufficient_quota":
            return NotNow(f"HTTP {status}", retry_after=retry_after(response.headers))
        # The server's own words may tell of the account behind the key: they are for the operator's log alone.
        logger.error("language model %s: HTTP %d: %.500s", self.model, status, error)
        if status in {401, 403}:
            return self._failure("The language model's server does not accept this service's key.")
        if _TOO_LONG & {error.get("code"), error.get("type")}:
            return self._failure("A request is longer than the language model's context: see LLM_CONTEXT_TOKENS.")
        return self._failure(f"The language model's server refuses the request (HTTP {status}).")

    def _failure(self, message: str) -> LanguageModelError:
        return LanguageModelError(
            message, prompt_tokens=self._wasted.prompt_tokens, completion_tokens=self._wasted.completion_tokens
        )


def _error(refusal: Any) -> Mapping[str, Any]:
    error = refusal.get("error") if isinstance(refusal, Mapping) else None
    return error if isinstance(error, Mapping) else {}


def _estimate(prompt: values.Prompt, reply: str) -> values.Usage:
    asked = sum(estimated_tokens(text) for _, text in prompt.messages)
    return values.Usage(asked, estimated_tokens(reply), is_estimated=True)
