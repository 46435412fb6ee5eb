"""Requests to a language model, the replies, and the tokens used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Prompt:
    """A request. ``messages`` are ``(role, text)``; ``schema`` is the JSON Schema of the reply."""

    messages: tuple[tuple[str, str], ...]
    schema_name: str
    schema: Mapping[str, Any]
    #: The most tokens of the reply.
    reply_tokens: int


@dataclass(frozen=True)
class Usage:
    """Tokens used by requests; ``is_estimated`` if the server did not count them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    is_estimated: bool = False

    @property
    def tokens(self) -> int:
        """Return prompt and completion tokens together."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.is_estimated or other.is_estimated,
        )


@dataclass(frozen=True)
class Completion:
    """The reply to a prompt; ``usage`` includes attempts that failed."""

    text: str
    usage: Usage
    #: False if the reply was cut off at the token limit.
    is_whole: bool = True
    #: True if the model or its server declined to answer.
    is_refused: bool = False


@dataclass(frozen=True)
class ModelUse:
    """How one step used a language model."""

    model: str
    calls: int = 0
    usage: Usage = Usage()
    #: Citations dropped because the quote is not where the model said.
    dropped_citations: int = 0
    #: Parts of the result that the model wrote: ``summary`` ``section_titles`` ``theme_names`` ``insights``
    #: ``custom_answers``.
    parts: tuple[str, ...] = ()
