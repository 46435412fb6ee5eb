"""Every function that takes outside text, on adversarial texts ten times as long: its time grows no more than that.

The functions are found by listing the modules. Their arguments are made of the text by type
(``tests/support/adversarial.py``). The few that need other arguments, or get no outside text, have a row below.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

import analysis.pipeline
import analysis.sources
import analysis.support
from analysis import youtube
from analysis.exceptions import AnalysisError
from tests.support import adversarial, growth

#: Characters of the shorter text.
SIZE = 10_000
#: Characters of one item of a sequence: everything in one, a line, a few letters.
ITEM_CHARS = (10 * SIZE, 60, 6)
#: Seconds of processor time after which no longer text is needed.
ENOUGH_SECONDS = 0.3
#: What `make test` measures: the texts that found most, shorter, in the functions that take nothing but a text.
FAST = ("one letter", "combining marks", "no full stop")
FAST_SIZE = 1_000
#: What comes in many items.
ITEM_TEXTS = ("one letter", "dots", "a url", "chinese", "one name", "no full stop")
#: Functions whose text is ours, not from outside.
OWN_TEXT = {
    "pipeline.extraction.extract": "the text is an id, checked before",
    "pipeline.nlp.sentiment.packed_encoder.find_file": "the name of a package",
    "pipeline.nlp.sentiment.features.extract": "called through sentiment.predict, with coefficients of ours",
    "sources.registry.get_source": "the name of a source",
    "sources.audio.fetch": "the text is an id, checked before",
    "sources.ytdlp_session.session_options": "options of ours",
    "support.error_origin.comes_from": "names of packages",
    "support.tracing.span": "names of ours",
    "support.tracing.describe": "names of ours",
}


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield the public functions that take text, and the classes that do more with it than hold it."""
    modules = [youtube.__name__]
    for package in (analysis.pipeline, analysis.sources, analysis.support):
        modules += [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for module in modules:
        for name, value in vars(importlib.import_module(module)).items():
            function = inspect.unwrap(value) if inspect.isfunction(value) or hasattr(value, "__wrapped__") else value
            is_ours = getattr(function, "__module__", "") == module and not name.startswith("_")
            if is_ours and _takes_text(function):
                yield f"{module}.{name}".removeprefix("analysis."), function


def _takes_text(function: Any) -> bool:
    if inspect.isclass(function):
        if dataclasses.is_dataclass(function) or issubclass(function, Exception) or "__init__" not in vars(function):
            return False
        function = function.__init__
    if not inspect.isfunction(function):
        return False
    hints = typing.get_type_hints(function)
    return any(
        adversarial.takes_text(hint)
        for name, hint in hints.items()
        if name != "return" and name not in adversarial.NAMES
    )


def takes_items(function: Callable[..., Any]) -> bool:
    """Return whether the text can come in items: otherwise their length makes no difference."""
    target = function.__init__ if inspect.isclass(function) else function
    return not all(hint is str or not adversarial.takes_text(hint) for hint in typing.get_type_hints(target).values())


FOUND = dict(functions())
MEASURED = {name: function for name, function in FOUND.items() if name not in OWN_TEXT}


def measure(function: Callable[..., Any], text: str, item_chars: int, size: int = SIZE) -> None:
    """Fail if the time of ``function`` grows faster than its text.

    A text of a tenth comes first. If that takes long enough to tell, the longer one, which would take minutes, is left
    out.
    """
    language = adversarial.PIECES[text][1]

    @cache
    def arguments(length: int) -> dict[str, Any]:
        return adversarial.Builder(adversarial.text(text, length), language, item_chars).arguments(function)

    def call(length: int) -> None:
        try:
            result = function(**arguments(length))
            if isinstance(result, Iterator):
                for _ in result:
                    pass
        except AnalysisError:
            pass  # a refusal is an answer too

    for length in (size // growth.TIMES, size):
        arguments(growth.TIMES * length)
        call(length)  # what is loaded or remembered at first use, and the arguments, are no growth
        seconds = growth.assert_linear(call, length, note=f"on “{text}” in items of {item_chars}")
        if seconds > ENOUGH_SECONDS:
            break


@pytest.mark.parametrize("name", [name for name, function in MEASURED.items() if not takes_items(function)])
def test_the_time_of_a_text_function_grows_as_its_text_does(name):
    for text in FAST:
        measure(MEASURED[name], text, ITEM_CHARS[0], FAST_SIZE)


@pytest.mark.nightly
@pytest.mark.parametrize("name", MEASURED)
def test_the_time_of_a_function_grows_as_any_text_does(name):
    for text in adversarial.PIECES:
        measure(MEASURED[name], text, ITEM_CHARS[0])
    for text in ITEM_TEXTS if takes_items(MEASURED[name]) else ():
        for item_chars in ITEM_CHARS[1:]:
            measure(MEASURED[name], text, item_chars)


def test_each_function_that_is_left_out_exists():
    assert OWN_TEXT.keys() <= FOUND.keys()


def test_the_functions_of_every_package_are_found():
    parts = {name.rsplit(".", 2)[0] for name in MEASURED}
    assert {
        "youtube.parse",
        "pipeline.comment_analysis.analyse_comments",
        "support.redaction.redact",
    } <= MEASURED.keys()
    assert {"pipeline.nlp.words", "pipeline.nlp.spam", "pipeline.captions", "pipeline.comments"} <= parts


def _quadratic(text: str) -> list[str]:
    return re.findall(r"(?:[a-z0-9-]+\.){0,3}com/", text)


def _compares_all(texts: list[str]) -> int:
    return sum(one > other for one in texts for other in texts)


@pytest.mark.parametrize(
    ("careless", "item_chars", "size"), [(_quadratic, 10 * SIZE, 3_000), (_compares_all, 6, 3_000)]
)
def test_work_that_grows_with_the_square_is_noticed(careless, item_chars, size):
    with pytest.raises(AssertionError, match="times the work"):
        measure(careless, "one letter", item_chars, size)
