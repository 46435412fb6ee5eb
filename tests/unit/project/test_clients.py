"""The client of clients/python follows the server."""

import importlib.util

import pytest

from tests.support.paths import ROOT


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "clients" / "python" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def stale():
    """Names of the generated files that are not what the program writes."""
    generate = generator()
    return [path.name for path, text in generate.written() if path.read_text() != generate.formatted(path, text)]


def test_the_generated_files_are_those_that_the_program_writes(stale):
    assert stale == [], "run `python clients/python/generate.py`"
