"""What is asked of a language model, what comes back, and what it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Prompt:
    """One request. ``messages`` are ``(role, text)``; ``schema`` is the JSON Schema that the reply must fit."""

    messages: tuple[tuple[str, str], ...]
    schema_name: str
    schema: Mapping[str, Any]
    #: The longest reply, tokens.
    reply_tokens: int


@dataclass(frozen=True)
class Usage:
    """What requests took. ``is_estimated`` where the server did not count tokens itself."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    is_estimated: bool = False

    @property
    def tokens(self) -> int:
        """Return tokens of both kinds."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.is_estimated or other.is_estimated,
        )


@dataclass(frozen=True)
class Completion:
    """The reply to a prompt; ``usage`` counts tries that broke off, too."""

    text: str
    usage: Usage
    #: False where the reply was cut off at its longest.
    is_whole: bool = True
    #: True where the model or its server declined to answer.
    is_refused: bool = False


@dataclass(frozen=True)
class ModelUse:
    """What one step asked of a language model."""

    model: str
    calls: int = 0
    usage: Usage = Usage()
    #: Quotes that do not stand where the model said they do.
    dropped_citations: int = 0
    #: Parts of the finding that the model wrote: ``summary`` ``section_titles`` ``theme_names`` ``insights``
    #: ``custom_answers``.
    parts: tuple[str, ...] = ()
