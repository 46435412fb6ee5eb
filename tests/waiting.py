"""Waiting for what other processes and threads do, with an end to patience."""

import time
from collections.abc import Callable


def until(true: Callable[[], bool], seconds: float) -> None:
    """Return once ``true()`` is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
