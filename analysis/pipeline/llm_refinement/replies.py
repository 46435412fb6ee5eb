"""The replies that a language model must give, as dataclasses, and the parser of its text."""

import json
import math
import re
from dataclasses import dataclass
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.errors import BaseValidationError

from analysis.exceptions import LanguageModelReplyRejected

T = TypeVar("T")


@dataclass(frozen=True)
class Quoted:
    """A quote from the material, and the number of its line."""

    quote: str
    place: float


@dataclass(frozen=True)
class Note:
    """A statement of the material."""

    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True)
class Notes:
    """The notes on one part of the material."""

    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Find:
    """A statement of the material that helps to answer a question."""

    question: int
    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True)
class Finds:
    """The statements of one part of the material for all questions."""

    finds: tuple[Find, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the numbers of the notes that it is made of."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True)
class Sentences:
    """A text, sentence by sentence."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Name:
    """The name of the entry of this number."""

    number: int
    name: str


@dataclass(frozen=True)
class Names:
    """Names for entries of a list."""

    names: tuple[Name, ...]


@dataclass(frozen=True)
class Insight:
    """A claim, and the names of the figures that support it."""

    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Insights:
    """Claims about the figures of a result."""

    insights: tuple[Insight, ...]


def _require_type(value: Any, type_: type) -> Any:
    # cattrs converts by itself: 3 to "3", and "no" to True.
    if isinstance(value, bool) or not isinstance(value, type_):
        raise ValueError(f"{value!r:.40} is not of the type {type_.__name__}")
    return value


def _require_number(value: Any, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r:.40} is not a number")
    return float(value)


_converter = Converter(detailed_validation=False)
_converter.register_structure_hook(str, _require_type)
_converter.register_structure_hook(int, _require_type)
_converter.register_structure_hook(float, _require_number)

#: The reasoning that some models write before their answer.
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


#: What cattrs and json raise for a reply that does not fit or is nested too deeply.
_MISFITS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, BaseValidationError)


def parse_reply(text: str, reply_type: type[T]) -> T:
    """Return the reply in ``text``; text and fences around the JSON object are ignored.

    Raises:
        LanguageModelReplyRejected: there is no JSON object, or it does not fit ``reply_type``.
    """
    text = _THOUGHTS.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise LanguageModelReplyRejected("The language model's reply holds no JSON object.")
    try:
        return _converter.structure(json.loads(text[start : end + 1]), reply_type)
    except _MISFITS as error:
        raise LanguageModelReplyRejected("The language model's reply does not fit the schema.") from error
