"""Event loops for threads that send one request and must not wait longer than they say."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class _Loop(asyncio.SelectorEventLoop):
    """A loop that looks up names in threads of its own, and does not wait for them when it is closed.

    asyncio uses an executor, for which ``asyncio.run`` waits at its end, and the interpreter at its exit: a name server
    that does not answer held a request for 35 s whose deadline was 15 s.
    """

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        """Return what ``socket.getaddrinfo`` does."""
        found = self.create_future()

        def set_if_awaited(setter: Callable[[Any], None], value: object) -> None:
            if not found.done():
                setter(value)

        def look_up() -> None:
            setter: Callable[[Any], None] = found.set_result
            try:
                value: object = socket.getaddrinfo(host, port, **options)
            except Exception as error:  # passed on, whatever it is
                setter, value = found.set_exception, error
            with suppress(RuntimeError):  # The loop is closed.
                self.call_soon_threadsafe(set_if_awaited, setter, value)

        threading.Thread(target=look_up, name="resolver", daemon=True).start()
        return await found


def run(work: Coroutine[Any, Any, T]) -> T:
    """Return the result of ``work``, as ``asyncio.run`` does, without waiting for name servers afterwards."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)
