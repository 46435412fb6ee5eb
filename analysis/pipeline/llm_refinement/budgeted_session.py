"""A language model asked within a budget: replies checked and kept, the account, and what could not be written."""

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

#: Tokens of room below which cutting material into windows makes no sense.
_LEAST_ROOM = 300
#: Tokens that marks and roles of the messages take.
_MESSAGE_OVERHEAD = 30

Kept = Mapping[str, values.Completion]


def _keep_nothing(replies: Kept) -> None:
    """Leave the replies to be asked for again."""


class Session:
    """One step's talk with a language model."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        budget_tokens: int,
        kept: Kept | None = None,
        keep: Callable[[Kept], None] = _keep_nothing,
    ) -> None:
        """Ask ``model`` for at most ``budget_tokens`` of both kinds.

        ``kept`` are the replies of an earlier attempt at this step, which are paid for; ``keep`` is given all replies
        after each new one.
        """
        self._model = model
        self._budget = budget_tokens
        self._replies = dict(kept or {})
        self._keep = keep
        self._calls = 0
        self._usage = values.Usage()
        self._dropped = 0
        self._parts: list[str] = []
        self._failures: dict[str, tuple[str, list[str]]] = {}
        self._broken: LanguageModelError | None = None

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self._model.model

    def use(self) -> values.ModelUse:
        """Return the account so far."""
        return values.ModelUse(self.model, self._calls, self._usage, self._dropped, tuple(self._parts))

    def warnings(self) -> list[tuple[str, str]]:
        """Return (code, message) of what the model could not write, one a cause."""
        return [
            (code, f"{message} Not written by it: {', '.join(parts)}.")
            for code, (message, parts) in self._failures.items()
        ]

    def drop_citation(self) -> None:
        """Count a quote that does not stand where the model said."""
        self._dropped += 1

    def write(self, part: str, make: Callable[[], T], fallback: T) -> T:
        """Return what ``make`` makes of the model's replies, ``fallback`` where the model fails it."""
        try:
            made = make()
        except LanguageModelError as error:
            self.miss(part.replace("_", " "), error)
            return fallback
        self._parts.append(part)
        return made

    def miss(self, what: str, error: LanguageModelError) -> None:
        """Note that ``what`` is not written by the model."""
        parts = self._failures.setdefault(error.code, (error.message, []))[1]
        if what not in parts:
            parts.append(what)

    def room(self, task: prompts.Task[Any], questions: list[dict[str, Any]] | None = None) -> int:
        """Return the tokens of material that fit into one request.

        Raises:
            LanguageModelError: none to speak of.
        """
        overhead = _size(prompts.messages(task, [], questions or [])) + prompts.REPAIR_TOKENS
        room = self._model.context_tokens - self._model.reply_tokens - overhead
        if room < _LEAST_ROOM:
            raise LanguageModelError("The language model's context is too small for this: see LLM_CONTEXT_TOKENS.")
        return room

    def cost_of(self, room_tokens: int) -> int:
        """Return the most tokens that a request with this much material takes."""
        return room_tokens + self._model.reply_tokens

    def ask(
        self,
        task: prompts.Task[T],
        material: Any,
        *,
        progress: Progress,
        questions: list[dict[str, Any]] | None = None,
        spare_tokens: int = 0,
    ) -> T:
        """Return the reply to ``task``; one that does not fit is asked for once more.

        ``spare_tokens`` of the budget are left for what must follow.

        Raises:
            LanguageModelError: the model fails, the budget is used up, or both replies are unusable.
        """
        asked = prompts.messages(task, material, questions or [])
        completion = self._complete(task, asked, progress, spare_tokens)
        try:
            return _read(completion, task)
        except LanguageModelReplyRejected as trouble:
            if completion.is_refused:
                raise
            again = prompts.repair(asked, completion.text, trouble.message)
        return _read(self._complete(task, again, progress, spare_tokens), task)

    def _complete(
        self, task: prompts.Task[T], asked: tuple[tuple[str, str], ...], progress: Progress, spare_tokens: int
    ) -> values.Completion:
        progress.update(0, None)
        key = hashlib.sha256(json.dumps([self.model, asked]).encode()).hexdigest()
        if key not in self._replies:
            self._replies[key] = self._pay(task, asked, progress, spare_tokens)
            self._count(self._replies[key].usage)
            self._keep(self._replies)
        else:
            self._count(self._replies[key].usage)
        return self._replies[key]

    def _pay(
        self, task: prompts.Task[T], asked: tuple[tuple[str, str], ...], progress: Progress, spare_tokens: int
    ) -> values.Completion:
        if self._broken:
            raise self._broken
        expected = _size(asked) + self._model.reply_tokens
        if expected > self._model.context_tokens:
            raise LanguageModelReplyRejected("A request is longer than the model's context: see LLM_CONTEXT_TOKENS.")
        if self._usage.tokens + expected + spare_tokens > self._budget:
            raise LanguageModelBudgetExceeded
        prompt = values.Prompt(asked, task.name, replies.schema(task.reply), self._model.reply_tokens)
        try:
            return self._model.complete(prompt, progress=progress)
        except LanguageModelError as error:
            # What does not answer now will not answer the next request either; each would wait for its own tries.
            self._broken = error
            self._count(values.Usage(error.prompt_tokens, error.completion_tokens, is_estimated=True))
            raise

    def _count(self, usage: values.Usage) -> None:
        self._calls += 1
        self._usage += usage


def _read(completion: values.Completion, task: prompts.Task[T]) -> T:
    if completion.is_refused:
        raise LanguageModelReplyRejected("The language model declined to answer.")
    if not completion.is_whole:
        raise LanguageModelReplyRejected("The language model's reply was cut off at its longest: see LLM_REPLY_TOKENS.")
    return replies.read(completion.text, task.reply)


def _size(asked: tuple[tuple[str, str], ...]) -> int:
    return sum(chunks.estimated_tokens(text) + _MESSAGE_OVERHEAD for _, text in asked)
