"""Bounds how many coroutines of an event loop do something at the same time."""

import asyncio
from weakref import WeakKeyDictionary


class Turns:
    """``at_once`` turns in each event loop: ``async with turns.of_this_loop():`` waits for one, in order."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        #: A semaphore belongs to one event loop.
        self._semaphores: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    def of_this_loop(self) -> asyncio.Semaphore:
        """Return the semaphore of the running event loop."""
        return self._semaphores.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self.at_once))
