"""Log lines as they are written, for tests to read."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from youtube_analyzer import logs


class Lines:
    """What has been logged since."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    def text(self) -> str:
        """Return the lines as they stand in a file."""
        return self._stream.getvalue()

    def all(self, **fields: Any) -> list[dict[str, Any]]:
        """Return the lines with these fields; a line that is not JSON fails the test."""
        lines = [json.loads(line) for line in self.text().splitlines()]
        return [line for line in lines if fields.items() <= line.items()]

    def one(self, **fields: Any) -> dict[str, Any]:
        """Return the only line with these fields."""
        (line,) = self.all(**fields)
        return line


@contextmanager
def written(format: str = "json") -> Iterator[Lines]:
    """Give the lines that are written while the block runs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(format=format))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield Lines(stream)
    finally:
        root.removeHandler(handler)
