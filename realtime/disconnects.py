"""Work for a client that ends when the client leaves."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableSequence
from typing import Any, TypeVar

T = TypeVar("T")


async def run_until_disconnect(
    work: Coroutine[Any, Any, T], receive: Callable[[], Awaitable[Any]], received: MutableSequence[Any]
) -> "asyncio.Task[T]":
    """Run ``work`` until it ends or the client disconnects, and return its task, which was cancelled in that case.

    The messages of the client are appended to ``received`` meanwhile. An exception of ``work`` is in its task.
    """

    async def read() -> None:
        while not received or received[-1]["type"] != "http.disconnect":
            received.append(await receive())

    working, reading = asyncio.create_task(work), asyncio.create_task(read())
    try:
        await asyncio.wait({working, reading}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (working, reading):
            task.cancel()
        await asyncio.wait({working, reading})
    return working
