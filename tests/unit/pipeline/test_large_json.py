"""JSON is parsed alike in both ways, and what holds the interpreter's lock for long is refused."""

import json

import pytest

from analysis.pipeline import large_json

TEXTS = ['{"a": [1, -2.5e3, true, null, "\\u00e9\\n\U0001f600", {}], "a": "last"}', " [ ] ", '"x"', "NaN", "-Infinity"]


@pytest.mark.parametrize("most", [0, 1_000])
@pytest.mark.parametrize("text", TEXTS)
def test_it_returns_what_the_standard_library_does(monkeypatch, most, text):
    monkeypatch.setattr(large_json, "MAX_C_VALUES", most)
    assert repr(large_json.loads(text)) == repr(json.loads(text))


@pytest.mark.parametrize("most", [0, 1_000_000])
@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1,}', "[1] 2", '{"a" 1}', "[" + "1" * 101 + "]", '["\n"]', "\ufeff[]"]
)
def test_what_is_no_json_or_too_large_a_number_is_a_value_error(monkeypatch, most, text):
    monkeypatch.setattr(large_json, "MAX_C_VALUES", most)
    with pytest.raises(ValueError):  # noqa: PT011  # the messages are the library's
        large_json.loads(text)


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_deep_nesting_is_a_recursion_error(monkeypatch, most):
    monkeypatch.setattr(large_json, "MAX_C_VALUES", most)
    with pytest.raises(RecursionError):
        large_json.loads("[" * 100_000)


def test_many_values_are_parsed_without_the_parser_that_holds_the_lock(monkeypatch):
    monkeypatch.setattr(large_json, "MAX_C_VALUES", 3)
    monkeypatch.setattr(large_json, "_C_DECODER", None)
    assert large_json.loads('[{"a": 1}, [2]]') == [{"a": 1}, [2]]


def test_an_object_of_very_many_keys_is_refused(monkeypatch):
    monkeypatch.setattr(large_json, "MAX_C_VALUES", 3)
    monkeypatch.setattr(large_json, "MAX_KEYS", 3)
    with pytest.raises(large_json.TooLarge, match="over 3 keys"):
        large_json.loads('{"a": 1, "b": 1, "c": 1, "d": 1}')
