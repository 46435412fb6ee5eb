"""``manage.py`` whose output is read to the end or not."""

import os
import sys

import pytest

from manage import quiet_without_reader


@pytest.mark.parametrize("text", ["a line", "a line\n" * 10_000])
def test_a_command_ends_quietly_where_its_reader_has_stopped(monkeypatch, text):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        with pytest.raises(SystemExit) as ended, quiet_without_reader():
            output.write(text)
    assert ended.value.code == 141


def test_a_broken_connection_is_no_reader_that_has_stopped(monkeypatch, tmp_path):
    with (tmp_path / "output").open("w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        with pytest.raises(BrokenPipeError), quiet_without_reader():
            raise BrokenPipeError
