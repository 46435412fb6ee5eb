"""Cookies of strangers are read in time that grows with their length."""

import importlib.util
import itertools
from http import cookies

import pytest
from django.http import parse_cookie

from tests.support.growth import processor_seconds
from youtube_analyzer.cookie_patch import patch_cookies, unquote

#: A third of what the head of a request may be; Python 3.11.7 takes a second for it.
LONG = 20_000


@pytest.fixture(autouse=True)
def patched(monkeypatch):
    monkeypatch.setattr(cookies, "_unquote", cookies._unquote)
    patch_cookies()


@pytest.mark.parametrize("escape", ["\\", '\\"', "\\101", "\\x", "\\9"])
def test_a_long_cookie_takes_no_time(escape):
    header = f'a="{escape * (LONG // len(escape))}"'
    assert processor_seconds(lambda: parse_cookie(header)) < 0.1


def test_it_is_read_as_the_standard_library_does():
    spec = importlib.util.find_spec("http.cookies")
    unchanged = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(unchanged)
    inner = ["".join(letters) for letters in itertools.product('"\\019', repeat=5)]
    for value in ["", '"', "a", 'a"', *(f'"{text}"' for text in inner)]:
        assert unquote(value) == unchanged._unquote(value)
