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
from typing import Any

import pytest

import analysis.pipeline
import analysis.sources
import analysis.support
from analysis import youtube
from analysis.exceptions import AnalysisError
from tests.support import adversarial, growth

#: Characters of the shorter text, and of the one with which every function is looked at first.
SIZE, LOOK_SIZE = 10_000, 300
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
    "pipeline.comparison.theme_changes.compare_themes": "the texts are ids of comments; a result has few themes",
    "pipeline.extraction.extract": "the text is an id, checked before",
    "pipeline.insights.formatting.say": "codes of ours",
    "pipeline.large_json.loads": "these texts are no JSON, a ValueError; the parsers are the library's",
    "pipeline.nlp.sentiment.packed_encoder.find_file": "the name of a package",
    "pipeline.nlp.sentiment.features.extract": "called through sentiment.predict, with coefficients of ours",
    "pipeline.nlp.themes.clauses.names_of_things": "a clause comes from split; tests/unit has a test of its own",
    "pipeline.nlp.vectors.encoder_network.EncoderNetwork": "the name of a file of a package",
    "pipeline.nlp.words.alternatives.Alternatives": "patterns of ours",
    "sources.ffmpeg.convert": "the names of files of ours",
    "sources.ffmpeg.run": "options of ours",
    "sources.registry.get_source": "the name of a source",
    "sources.audio.fetch": "the text is an id, checked before",
    "sources.ytdlp_session.session_options": "options of ours",
    "support.error_origin.comes_from": "names of packages",
    "support.problem_details.problem_detail": "puts texts into a mapping; it takes only numbers that are an HTTP status",
    "support.private_files.private_opener": "the name of a file of ours",
    "support.private_files.write_private": "writes keys, lists of sums and dumps whose size was checked",
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
    if not inspect.isfunction(function) or not inspect.signature(function).parameters:
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


class Call:
    """Calls ``function`` with as much of a text as is asked for; the arguments of each length are made once."""

    def __init__(self, function: Callable[..., Any], text: str, item_chars: int) -> None:
        self.function, self.text, self.item_chars = function, text, item_chars
        self._arguments: dict[int, dict[str, Any]] = {}

    def prepare(self, length: int) -> None:
        """Make the arguments of ``length`` characters and of the longer text, and fill what the function remembers."""
        for each in (length, growth.TIMES * length):
            part = adversarial.text(self.text, each)
            builder = adversarial.Builder(part, adversarial.PIECES[self.text][1], self.item_chars)
            self._arguments.setdefault(each, builder.arguments(self.function))
        self(length)

    def __call__(self, length: int) -> None:
        try:
            result = self.function(**self._arguments[length])
            if isinstance(result, Iterator):
                for _ in result:
                    pass
        except AnalysisError:
            pass  # a refusal is an answer too


def measure(function: Callable[..., Any], text: str, item_chars: int, size: int = SIZE) -> None:
    """Fail if the time of ``function`` grows faster than its text.

    A text of a tenth comes first. If that takes long enough to tell, the longer one, which would take minutes, is left
    out.
    """
    call = Call(function, text, item_chars)
    for length in (size // growth.TIMES, size):
        call.prepare(length)
        seconds = growth.assert_linear(call, length, note=f"on “{text}” in items of {item_chars}")
        if seconds > ENOUGH_SECONDS:
            break


def look_and_measure(function: Callable[..., Any], text: str, item_chars: int) -> None:
    """Measure ``function`` if its time looks as if it grew faster than its text where both are small."""
    call = Call(function, text, item_chars)
    call.prepare(LOOK_SIZE)
    if not growth.looks_linear(call, LOOK_SIZE):
        measure(function, text, item_chars)


@pytest.mark.parametrize("name", [name for name, function in MEASURED.items() if not takes_items(function)])
def test_the_time_of_a_text_function_grows_as_its_text_does(name):
    for text in FAST:
        measure(MEASURED[name], text, ITEM_CHARS[0], FAST_SIZE)


@pytest.mark.long
@pytest.mark.parametrize("name", MEASURED)
def test_the_time_of_a_function_grows_as_any_text_does(name):
    for text in adversarial.PIECES:
        look_and_measure(MEASURED[name], text, ITEM_CHARS[0])
    for text in ITEM_TEXTS if takes_items(MEASURED[name]) else ():
        for item_chars in ITEM_CHARS[1:]:
            look_and_measure(MEASURED[name], text, item_chars)


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


@pytest.mark.parametrize(("careless", "item_chars"), [(_quadratic, 10 * SIZE), (_compares_all, 6)])
def test_work_that_grows_with_the_square_is_noticed(careless, item_chars):
    with pytest.raises(AssertionError, match="times the work"):
        look_and_measure(careless, "one letter", item_chars)
