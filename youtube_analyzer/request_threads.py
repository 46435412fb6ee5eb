"""Threads for requests, of which one runs quick requests at a time.

Only one thread runs Python at a time. Eight that all want to cost each request a tenth more CPU time, for changes
between them: docs/decisions/0022-threads-and-queries.md.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from realtime.turns import Turns

T = TypeVar("T")

#: Seconds after which a request is not quick: it waits for the database or another server, or computes. Then it no
#: longer keeps others from starting.
QUICK_SECONDS = 0.005


class RequestThreads:
    """Runs functions in up to ``threads`` threads; each starts when the one before has ended or taken QUICK_SECONDS."""

    def __init__(self, threads: int) -> None:
        self.executor = ThreadPoolExecutor(threads, "django")
        self._turns = Turns(at_once=1)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Return what the function returns; it is finished also if the caller is cancelled."""
        loop, turns = asyncio.get_running_loop(), self._turns.of_this_loop()
        await turns.acquire()
        is_released = False

        def release() -> None:
            nonlocal is_released
            if not is_released:
                is_released = True
                turns.release()

        timer = loop.call_later(QUICK_SECONDS, release)
        try:
            return await loop.run_in_executor(self.executor, function, *arguments)
        finally:
            timer.cancel()
            release()
