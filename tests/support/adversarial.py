"""Adversarial texts, and values of any type that are made of such a text: comments, segments, a whole result."""

import collections.abc
import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np

from analysis.options import MAX_CUSTOM_PROMPTS
from analysis.pipeline import ports, values
from analysis.pipeline.llm_refinement import Question, Session, citations, prompts, replies
from analysis.pipeline.nlp import feedback
from analysis.pipeline.nlp.feedback import concern_model, meaning_model, patterns
from analysis.pipeline.nlp.sentences import sentences
from analysis.pipeline.nlp.words import tokens
from analysis.pipeline.progress import Progress
from analysis.sources.info_fields import Losses
from tests.support import fakes
from tests.support.language_models import FakeModel, honest
from tests.support.refinements import session_with

#: What a text repeats, and the language that it claims to be in.
PIECES: dict[str, tuple[str, str]] = {
    "one letter": ("a", "en"),
    "one capital": ("A", "en"),
    "digits": ("1", "en"),
    "dots": (".", "en"),
    "spaces": (" ", "en"),
    "newlines": ("\n", "en"),
    "brackets": ("[", "en"),
    "closed brackets": ("(a)", "en"),
    "quotes": ("\"'", "fr"),
    "hyphens": ("a-", "en"),
    "apostrophes": ("a'", "it"),
    "times": ("1:1", "en"),
    "a url": ("https://www.youtube.com/watch?v=", "en"),
    "urls": ("https://youtu.be/aaaaaaaaaaa?t=1 ", "en"),
    "hosts": ("a.", "en"),
    "mails": ("a@a.", "en"),
    "combining marks": ("e\u0301", "fr"),
    "joined emoji": ("\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d", "en"),
    "flags": ("\U0001f1e6", "en"),
    "arabic": ("\u0645\u0631\u062d\u0628\u0627 ", "ar"),
    "arabic marks": ("\u0628\u064b", "ar"),
    "hindi": ("\u0915\u094d\u092f\u093e ", "hi"),
    "korean": ("\uc548\ub155\uc785\ub2c8\ub2e4 ", "ko"),
    "chinese": ("\u6211\u4eec\u5b66\u4e60\u673a\u5668", "zh"),
    "one chinese letter": ("\u54c8", "zh"),
    "japanese": ("\u30c6\u30b9\u30c8\u306e\u65e5\u672c\u8a9e", "ja"),
    "thai": ("\u0e44\u0e17\u0e22", "th"),
    "nested tags": ("<p>", "en"),
    "entities": ("&#", "en"),
    "nested json": ('{"a":[', "en"),
    "nested marks": ("**_`", "en"),
    "one word": ("word ", "en"),
    "one name": ("Marie Curie ", "en"),
    "initials": ("J. R. ", "en"),
    "no full stop": ("so we take the great big machine of the north and learn what it does when it runs ", "en"),
    "sentences": ("The tide rises because the moon pulls. Who knows why? I love it! ", "en"),
    "german": ("Wir lernen die Maschine von Anna Schmidt in Berlin kennen ", "de"),
    "russian": ("\u043f\u043e\u0447\u0435\u043c\u0443 \u043c\u0430\u0448\u0438\u043d\u0430 ", "ru"),
}  # fmt: skip


def text(name: str, size: int) -> str:
    """Return the text ``name``, ``size`` characters long."""
    piece = PIECES[name][0]
    return (piece * (size // len(piece) + 1))[:size]


class CannotBuild(TypeError):
    """No value of this type can be made of a text: the test needs a row that says how the function is called."""


#: Types that hold no outside text but make their function one that works on it.
TEXTS = (str, values.Transcript, values.Segment, values.Comment, values.CommentSet, values.Video, values.CaptionFile)
#: Parameters of type ``str`` that name something of ours; outside text never gets there.
NAMES = frozenset(
    {"language", "code", "spoken_in", "video_language", "depth", "sort", "format", "key", "source", "ref", "languages"}
)


def takes_text(hint: Any) -> bool:
    """Return whether a value of the type ``hint`` holds outside text, at any depth."""
    if hint in TEXTS:
        return True
    if dataclasses.is_dataclass(hint):
        return any(takes_text(each) for name, each in typing.get_type_hints(hint).items() if name not in NAMES)
    return any(takes_text(each) for each in typing.get_args(hint)) and not _is_callable(hint)


def _is_callable(hint: Any) -> bool:
    return typing.get_origin(hint) is collections.abc.Callable


@cache
def _fields(type_: type) -> list[tuple[str, Any]]:
    """Return the names and types of what a dataclass is made of; reading them takes longer than making one."""
    hints = typing.get_type_hints(type_, include_extras=True)
    return [(each.name, hints[each.name]) for each in dataclasses.fields(type_) if each.init]


@cache
def _parts_of(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the origin and the arguments of a generic type."""
    return typing.get_origin(hint), typing.get_args(hint)


@cache
def _parameters(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the types of the parameters that have no default or hold a text, by name."""
    hints = typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    return {
        name: hints.get(name)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        and (parameter.default is parameter.empty or (name not in NAMES and takes_text(hints[name])))
    }


def _is_array(hint: Any) -> bool:
    return typing.get_origin(hint) is np.ndarray


@dataclass
class Builder:
    """Makes values of a text; a sequence has one item for each ``item_chars`` characters of it.

    Sequences inside items, such as the comment ids of a theme, have ``FEW`` items.
    """

    text: str
    language: str
    item_chars: int
    FEW = 3
    #: Values inside items, by type, name, text and index.
    _made: dict[tuple[Any, str, str, int], Any] = field(default_factory=dict)

    def arguments(self, function: Callable[..., Any]) -> dict[str, Any]:
        """Return a value for each parameter of ``function`` that has no default or holds a text."""
        return {name: self.value(hint, name) for name, hint in _parameters(function).items()}

    def value(self, hint: Any, name: str = "") -> Any:
        """Return a value of the type ``hint`` that is made of the whole text.

        Raises:
            CannotBuild: the type is not known.
        """
        return self._value(hint, name, self.text, 0, 0)

    def _value(self, hint: Any, name: str, text: str, index: int, depth: int) -> Any:
        if depth < 2:
            return self._new_value(hint, name, text, index, depth)
        # Thousands of items hold the same few: making each anew took longer than the functions that are measured.
        key = hint, name, text, index
        if key not in self._made:
            self._made[key] = self._new_value(hint, name, text, index, depth)
        return self._made[key]

    def _new_value(self, hint: Any, name: str, text: str, index: int, depth: int) -> Any:
        origin, inner = _parts_of(hint)
        if origin is typing.Annotated:
            return self._value(inner[0], name, text, index, depth)
        if origin in (typing.Union, types.UnionType):
            if _is_array(inner[0]) or name == "models":  # those that are shipped
                return None
            return self._value(next(each for each in inner if each is not NoneType), name, text, index, depth)
        if name == "wordings":
            return patterns.find(text, text)
        if name == "secrets":
            return ("those of the settings",)
        if name == "meant":
            return {"concern": 0.5}
        if name == "depth":
            return "comprehensive"
        if hint is str and (name in NAMES or name == "sort"):
            return self.language
        if hint is str and name == "feedback":
            return feedback.CLASSES[index % len(feedback.CLASSES)]
        if hint in (str, Any, object):
            return f"{text[:20]}{index}" if name.endswith("id") else text
        if hint in (int, float, bool):
            return hint(index + (name in ("end", "stop", "until", "duration")))
        if hint in _SCALARS:
            return _SCALARS[hint]
        if (origin or hint) in STAND_INS:
            return STAND_INS[origin or hint](self.text)
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return self._dataclass(hint, text, index, depth)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return next(iter(hint))
        if origin in _SEQUENCES:
            texts = self._parts(text, depth)[: MOST.get(inner[0])]
            if origin is tuple and inner[-1] is not Ellipsis:
                return tuple(self._value(each, name, text, index, depth) for each in inner)
            return _SEQUENCES[origin](
                self._value(inner[0], name, part, number, depth + 1) for number, part in enumerate(texts)
            )
        if origin in (dict, collections.abc.Mapping):
            texts = self._parts(text, depth)
            return {
                f"{part[:20]}{number}": self._value(inner[1], "", part, number, depth + 1)
                for number, part in enumerate(texts)
            }
        if _is_callable(hint):
            made = values.Audio(_NO_FILE, 60.0) if name == "load_audio" else None
            return lambda *args: made
        raise CannotBuild(f"{name}: {hint}")

    def _parts(self, text: str, depth: int) -> list[str]:
        """Return the parts of ``text`` that become the items of a sequence."""
        if depth:
            return [text[:40]] * self.FEW
        return [text[at : at + self.item_chars] for at in range(0, len(text), self.item_chars)]

    def _dataclass(self, type_: type, text: str, index: int, depth: int) -> Any:
        made = {name: self._value(hint, name, text, index, depth) for name, hint in _fields(type_)}
        if type_ is sentences.Sentence:
            made |= {"words": tokens.count_words(text), "whole": 1.0}
        return type_(**made)


class _Captioned(fakes.FakeSource):
    """A source whose captions are a text."""

    def __init__(self, captions: str) -> None:
        self.script = fakes.Script(captions=lambda track: values.CaptionFile(track, captions))


#: Items of a sequence at most, where the API allows no more.
MOST = {Question: MAX_CUSTOM_PROMPTS}
#: What fulfils a port or carries out requests, made of the text where it gives one.
STAND_INS: dict[Any, Callable[[str], Any]] = {
    ports.VideoSource: _Captioned,
    ports.Speech: lambda text: fakes.FakeSpeech((text,)),
    Session: lambda text: session_with(budget=10**9),
    citations.CitationSource: lambda text: citations.CommentSource({1: fakes.comment(1, text)}),
    prompts.Task: lambda text: prompts.summary_task("en", 3),
    type: lambda text: replies.Notes,
    concern_model.Model: lambda text: concern_model.load(),
    meaning_model.Model: lambda text: meaning_model.load(),
    ports.LanguageModel: lambda text: FakeModel(honest),
    Losses: lambda text: Losses(),
}
_SEQUENCES: dict[Any, Callable[[Any], Any]] = {
    tuple: tuple,
    list: list,
    frozenset: frozenset,
    set: set,
    collections.abc.Sequence: list,
    collections.abc.Iterable: list,
    collections.abc.Set: frozenset,
    collections.abc.Container: frozenset,
}
#: In a folder that does not exist, so that a function that writes fails instead of leaving a file in the checkout.
_NO_FILE = Path("/nowhere/file")
_SCALARS: dict[Any, Any] = {
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    date: date(2026, 1, 1),
    Progress: Progress(),
    Path: _NO_FILE,
}
