"""Reading the environment."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from youtube_analyzer import env


def test_a_secret_may_be_kept_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("hidden")
    monkeypatch.setenv("THE_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("THE_SECRET") == "hidden"


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("1", True), ("OFF", False), ("", False)])
def test_truth_has_several_spellings(word, value, monkeypatch):
    monkeypatch.setenv("FLAG", word)
    assert env.boolean("FLAG", not value) is value


@pytest.mark.parametrize(
    ("read", "word"),
    [
        (lambda: env.boolean("BAD", True), "perhaps"),
        (lambda: env.integer("BAD", 1), "many"),
        (lambda: env.integer("BAD", 1, minimum=2), "1"),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(read, word, monkeypatch):
    monkeypatch.setenv("BAD", word)
    with pytest.raises(ImproperlyConfigured, match="BAD"):
        read()


def test_lists_and_paths(monkeypatch):
    monkeypatch.setenv("WORDS", "a, b,,c ")
    assert env.words("WORDS", []) == ["a", "b", "c"]
    assert env.path("NO_SUCH", Path("/tmp/x")) == Path("/tmp/x")


def test_a_database_url_keeps_its_socket():
    found = env.database("postgresql://postgres@/postgres?host=/var/run")
    assert found["NAME"] == "postgres"
    assert found["OPTIONS"]["host"] == "/var/run"
