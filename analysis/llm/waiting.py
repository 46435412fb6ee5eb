"""Waiting for an answer from outside without losing sight of the progress, by which a step learns that it must stop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

#: Seconds between two looks.
LOOK_SECONDS = 0.25


def wait_for(work: Coroutine[Any, Any, T], look: Callable[[], None]) -> T:
    """Return what ``work`` returns; ``look`` is called until then, and what it raises ends the work at once.

    The loop stands still while ``look`` is called: progress is stored, and Django's ORM refuses to work inside a loop.
    """
    with asyncio.Runner() as runner:
        task = runner.get_loop().create_task(work)
        while not task.done():
            runner.run(_for_a_moment(task))
            look()
        return task.result()


async def _for_a_moment(task: "asyncio.Task[Any]") -> None:
    await asyncio.wait({task}, timeout=LOOK_SECONDS)
