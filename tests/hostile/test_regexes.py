"""Every pattern of the code against texts that make careless ones try for ever."""

import importlib
import pkgutil
import re

import pytest

import analysis
import realtime
from tests.support import growth

#: Characters of a text. The longest comments have 10,000; these are enough to tell.
LENGTH = 3_000
#: A pattern whose time grows with the square of the text, and how many times as long others may take: one whose time
#: grows with the cube takes hundreds of times as long, others a part of it.
CONTROL, ALLOWED = re.compile(r"[a-z]+[xy]"), 8
#: The longest text that some patterns ever meet, where their callers see to it.
REACH = {
    "analysis.pipeline.nlp.words.tokens._LAST_WORDS": 40,
    "analysis.pipeline.llm_refinement.sanitizing._ADDRESS": 4000,
    # The names of CLDR, which nobody outside writes.
    "analysis.pipeline.nlp.entities.gazetteer._IN_BRACKETS": 100,
}
_PIECES = [
    *"a1 .,:-_/@#<>&\"'(*\t\n\\=+%[{!~^", "0:", "1:1", "a.", "a-", "a b", " \n", "ab", "é", "漢", "ا", "🌊", "A", "Aa ", "'s ", "--", "..",
    "http://", "www.", "@a", "&#", "<a", "1,", "1.", "::", "a@a.", "i'm ", "\u200d", "\u0301", "e\u0301", "NOT ", "!?",
]  # fmt: skip
TEXTS = [piece * (LENGTH // len(piece)) + end for piece in _PIECES for end in ("", "\x00!")]


def patterns():
    """Yield the name and the patterns of every module, in whatever they are kept."""
    for package in (analysis, realtime):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in found.name or ".management.commands" in found.name:
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                yield from ((f"{found.name}.{name}", pattern) for pattern in _within(value))


def _within(value, depth=0):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, frozenset, set)) and depth < 3:
        for item in value:
            yield from _within(item, depth + 1)
    elif isinstance(value, dict) and depth < 3:
        yield from _within([*value.values(), *(key for key in value if isinstance(key, re.Pattern))], depth + 1)


PATTERNS = {(pattern.pattern, pattern.flags): (name, pattern) for name, pattern in patterns()}


@pytest.mark.long
@pytest.mark.parametrize(("name", "pattern"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_no_text_makes_a_pattern_try_for_ever(name, pattern):
    for text in (text[-REACH.get(name, len(text)) :] for text in TEXTS):
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        taken_seconds = seconds_to_search(pattern, subject)
        if taken_seconds > growth.FLOOR_SECONDS:
            assert taken_seconds < ALLOWED * seconds_to_search(CONTROL, "a" * LENGTH), text[:20]


def seconds_to_search(pattern, subject):
    """Return how long the processor works on all matches."""
    return growth.processor_seconds(lambda: sum(1 for _ in pattern.finditer(subject)))


def test_a_careless_pattern_is_noticed():
    with pytest.raises(AssertionError):
        test_no_text_makes_a_pattern_try_for_ever("careless", re.compile(r"a{1,300}a+c"))


@pytest.mark.parametrize(("name", "pattern"), PATTERNS.values(), ids=[name for name, _ in PATTERNS.values()])
def test_no_group_is_repeated_possessively(name, pattern):
    # Python before 3.11.5 keeps what a failed repetition has consumed: "it" was read as "it.".
    # Source: https://github.com/python/cpython/issues/106052
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    text = re.sub(r"\[(?:\\.|[^\]\\])*\]", "[]", text)  # without the characters of classes
    assert re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+", text) is None
