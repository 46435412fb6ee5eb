"""Requests to a language model within a token budget: replies are checked, stored and counted."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from analysis.exceptions import LanguageModelBudgetExceeded, LanguageModelError, LanguageModelReplyRejected
from analysis.pipeline import values
from analysis.pipeline.llm_refinement import chunks, prompts, replies
from analysis.pipeline.ports import LanguageModel
from analysis.pipeline.progress import Progress

T = TypeVar("T")

#: With fewer tokens of room for material, splitting it into windows makes no sense.
_MIN_MATERIAL_TOKENS = 300
#: Tokens for the role and the delimiters of a message.
_MESSAGE_OVERHEAD = 30

_Messages = tuple[tuple[str, str], ...]
#: Replies by the hash of their request.
StoredReplies = Mapping[str, values.Completion]


class Session:
    """The requests of one step to a language model."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        budget_tokens: int,
        stored_replies: StoredReplies | None = None,
        store_replies: Callable[[StoredReplies], None] = lambda replies: None,
    ) -> None:
        """Spend at most ``budget_tokens``, prompts and completions together.

        ``stored_replies`` are those of an earlier attempt at this step; they are not paid for again.
        ``store_replies`` is called with all replies after each new one.
        """
        self._model = model
        self._budget = budget_tokens
        self._replies = dict(stored_replies or {})
        self._store_replies = store_replies
        self._calls = 0
        self._usage = values.Usage()
        self._dropped_citations = 0
        self._parts: list[str] = []
        #: By error code: the message, and the parts that the model did not write because of it.
        self._failures: dict[str, tuple[str, list[str]]] = {}
        self._model_error: LanguageModelError | None = None

    @property
    def model(self) -> str:
        return self._model.model

    def use(self) -> values.ModelUse:
        return values.ModelUse(self.model, self._calls, self._usage, self._dropped_citations, tuple(self._parts))

    def warnings(self) -> list[tuple[str, str]]:
        """Return (code, message) for each reason why the model did not write a part."""
        return [
            (code, f"{message} Not written by it: {', '.join(parts)}.")
            for code, (message, parts) in self._failures.items()
        ]

    def drop_citation(self) -> None:
        """Count a quote that is not at the place that the model names."""
        self._dropped_citations += 1

    def write(self, part: str, make: Callable[[], T], fallback: T) -> T:
        """Return the result of ``make``, which sends requests; return ``fallback`` if the model fails."""
        try:
            made = make()
        except LanguageModelError as error:
            self.record_failure(part.replace("_", " "), error)
            return fallback
        self._parts.append(part)
        return made

    def record_failure(self, part: str, error: LanguageModelError) -> None:
        """Record that the model did not write ``part``."""
        parts = self._failures.setdefault(error.code, (error.message, []))[1]
        if part not in parts:
            parts.append(part)

    def available_tokens(self, task: prompts.Task[Any], questions: list[dict[str, Any]] | None = None) -> int:
        """Return the tokens of material that fit into one request.

        Raises:
            LanguageModelError: the model's context is too small.
        """
        overhead = _estimate_size(self._build_messages(task, [], questions)) + prompts.REPAIR_TOKENS
        available = self._model.context_tokens - self._model.reply_tokens - overhead
        if available < _MIN_MATERIAL_TOKENS:
            raise LanguageModelError("The language model's context is too small for this: see LLM_CONTEXT_TOKENS.")
        return available

    def request_tokens(self, material_tokens: int) -> int:
        """Return the most tokens that a request with this much material takes."""
        return material_tokens + self._model.reply_tokens

    def request(
        self,
        task: prompts.Task[T],
        material: Any,
        *,
        progress: Progress,
        questions: list[dict[str, Any]] | None = None,
        spare_tokens: int = 0,
    ) -> T:
        """Return the reply to ``task``. If the first reply cannot be used, ask once more.

        ``spare_tokens`` of the budget are left for later requests.

        Raises:
            LanguageModelError: the model fails, the budget is spent, or neither reply can be used.
        """
        messages = self._build_messages(task, material, questions)
        completion = self._complete(task, messages, progress, spare_tokens)
        try:
            return _parse(completion, task)
        except LanguageModelReplyRejected as error:
            if completion.is_refused:
                raise
            repair = prompts.build_repair_messages(messages, completion.text, error.message)
        return _parse(self._complete(task, repair, progress, spare_tokens), task)

    def _build_messages(
        self, task: prompts.Task[Any], material: Any, questions: list[dict[str, Any]] | None
    ) -> _Messages:
        return prompts.build_messages(task, self._model.reply_schema(task.reply), material, questions or [])

    def _complete(
        self, task: prompts.Task[Any], messages: _Messages, progress: Progress, spare_tokens: int
    ) -> values.Completion:
        """Return the stored reply to ``messages``, or send them and store the reply."""
        progress.update(0, None)
        key = hashlib.sha256(json.dumps([self.model, messages]).encode()).hexdigest()
        if key in self._replies:
            self._count(self._replies[key].usage)
            return self._replies[key]
        if self._model_error:
            raise self._model_error
        expected = _estimate_size(messages) + self._model.reply_tokens
        if expected > self._model.context_tokens:
            raise LanguageModelReplyRejected("A request is longer than the model's context: see LLM_CONTEXT_TOKENS.")
        if self._usage.tokens + expected + spare_tokens > self._budget:
            raise LanguageModelBudgetExceeded
        schema = self._model.reply_schema(task.reply)
        prompt = values.Prompt(messages, task.name, schema, self._model.reply_tokens)
        try:
            completion = self._model.complete(prompt, progress=progress)
        except LanguageModelError as error:
            # Later requests would fail in the same way, each after its own retries.
            self._model_error = error
            self._count(values.Usage(error.prompt_tokens, error.completion_tokens, is_estimated=True))
            raise
        self._replies[key] = completion
        self._count(completion.usage)
        self._store_replies(self._replies)
        return completion

    def _count(self, usage: values.Usage) -> None:
        self._calls += 1
        self._usage += usage


def _parse(completion: values.Completion, task: prompts.Task[T]) -> T:
    if completion.is_refused:
        raise LanguageModelReplyRejected("The language model declined to answer.")
    if not completion.is_whole:
        raise LanguageModelReplyRejected("The language model's reply was cut off at its longest: see LLM_REPLY_TOKENS.")
    return replies.parse_reply(completion.text, task.reply)


def _estimate_size(messages: _Messages) -> int:
    return sum(chunks.estimate_tokens(text) + _MESSAGE_OVERHEAD for _, text in messages)
