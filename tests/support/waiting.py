"""Waiting for what other tasks, threads and processes do, with a deadline."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any

#: Seconds after which what is waited for will not come any more: many times what a busy machine needs.
DEADLINE_SECONDS = 60.0


def until(true: Callable[[], Any], seconds: float = DEADLINE_SECONDS, *, pause_seconds: float = 0.02) -> None:
    """Return once ``true()`` is; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        time.sleep(pause_seconds)


async def until_async(
    true: Callable[[], Any], seconds: float = DEADLINE_SECONDS, *, pause_seconds: float = 0.01
) -> None:
    """Do the same without holding up the event loop."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
        await asyncio.sleep(pause_seconds)


def connections_of(listener: socket.socket) -> int:
    """Return how many connections wait at a server that answers none, and close them: how often it was waited for."""
    listener.setblocking(False)
    count = 0
    try:
        while True:
            listener.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count
