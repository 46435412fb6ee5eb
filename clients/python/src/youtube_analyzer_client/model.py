"""Typed values made of what the server answers."""

import dataclasses
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from youtube_analyzer_client.errors import UnexpectedAnswer

JSON = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Model:
    """A JSON object of the server. Fields that this version does not know stay readable in ``raw``."""

    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def build(type_: type[T], value: Any) -> T:
    """Return ``value``, decoded JSON, as ``type_``; fields that are not known are passed over.

    Raises:
        UnexpectedAnswer: a field is missing, or an object, list or time is something else.
    """
    built: T = _build(type_, value, type_.__name__)
    return built


def _build(type_: Any, value: Any, place: str) -> Any:
    if isinstance(type_, type) and issubclass(type_, Model):
        return _build_model(type_, value, place)
    if type_ is datetime:
        return _build_time(value, place)
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        inner = [each for each in arguments if each is not types.NoneType]
        # A union of several types is one of scalars, which are as JSON has them.
        return _build(inner[0], value, place) if value is not None and len(inner) == 1 else value
    if origin is list:
        items = _checked(list, value, place)
        return [_build(arguments[0], item, f"{place}[{index}]") for index, item in enumerate(items)]
    if origin is dict:
        return {key: _build(arguments[1], item, f"{place}.{key}") for key, item in _checked(dict, value, place).items()}
    return value


def _build_model(type_: Any, value: Any, place: str) -> Any:
    hints = _hints(type_)
    given = _checked(dict, value, place)
    known = {name: _build(hints[name], given[name], f"{place}.{name}") for name in hints if name in given}
    known["raw"] = given
    try:
        return type_(**known)
    except TypeError as error:
        raise UnexpectedAnswer(f"{place}: {error}") from error


def _build_time(value: Any, place: str) -> datetime:
    try:
        return datetime.fromisoformat(_checked(str, value, place))
    except ValueError as error:
        raise UnexpectedAnswer(f"{place} is not a time") from error


def _checked(type_: type[T], value: Any, place: str) -> T:
    if not isinstance(value, type_):
        raise UnexpectedAnswer(f"{place} should be a {type_.__name__}, but is a {type(value).__name__}")
    return value


@cache
def _hints(type_: Any) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {each.name: hints[each.name] for each in dataclasses.fields(type_) if each.name != "raw"}
