"""The replies that a language model must give, as types: what JSON Schema is sent, and what is made of the text."""

import dataclasses
import json
import math
import re
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.errors import BaseValidationError

from analysis.exceptions import LanguageModelReplyRejected

T = TypeVar("T")


@dataclass(frozen=True)
class Quoted:
    """Words of the material, and the number that stands before the line that they are in."""

    quote: str
    place: float


@dataclass(frozen=True)
class Note:
    """Something that the material says."""

    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True)
class Notes:
    """What one part of the material says."""

    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Find:
    """Something in the material that helps to answer a question."""

    question: int
    text: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True)
class Finds:
    """What one part of the material has to say to all questions."""

    finds: tuple[Find, ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence made of notes, by their numbers."""

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
    """A claim and the names of the figures that it rests on."""

    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Insights:
    """Claims about a finding."""

    insights: tuple[Insight, ...]


_SCALARS: dict[type, str] = {str: "string", int: "integer", float: "number"}
#: Servers that write by a grammar keep a small model by these from repeating itself until its reply is cut off.
_LONGEST_TEXT = 400
_MOST_ITEMS = 40


def schema(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a reply; nothing in it is optional, as strict structured output wants it.

    Source: https://platform.openai.com/docs/guides/structured-outputs
    """
    if kind is str:
        return {"type": "string", "maxLength": _LONGEST_TEXT}
    if kind in _SCALARS:
        return {"type": _SCALARS[kind]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema(get_args(kind)[0]), "maxItems": _MOST_ITEMS}
    fields = {field.name: schema(field.type) for field in dataclasses.fields(kind)}
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _exactly(value: Any, kind: type) -> Any:
    # cattrs would make "3" of 3 and True of "no".
    if isinstance(value, bool) or not isinstance(value, kind):
        raise ValueError(f"{value!r:.40} is not of the type {_SCALARS[kind]}")
    return value


def _number(value: Any, _: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r:.40} is not a number")
    return float(value)


_converter = Converter(detailed_validation=False)
_converter.register_structure_hook(str, _exactly)
_converter.register_structure_hook(int, _exactly)
_converter.register_structure_hook(float, _number)

#: What reasoning models think aloud before they answer.
_THOUGHTS = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)


def read(text: str, kind: type[T]) -> T:
    """Return the reply in ``text``; words and fences around the JSON object are passed over.

    Raises:
        LanguageModelReplyRejected: there is no such object, or it does not fit ``kind``.
    """
    text = _THOUGHTS.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise LanguageModelReplyRejected("The language model's reply holds no JSON object.")
    try:
        return _converter.structure(json.loads(text[start : end + 1]), kind)
    # The types that cattrs and json raise on what does not fit, and on what is nested too deep.
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
        OverflowError,
        BaseValidationError,
    ) as error:
        raise LanguageModelReplyRejected(
            f"The language model's reply does not fit what was asked for ({type(error).__name__})."
        ) from error
