"""A patch for redis-py 8: an answer has a longest length and a longest time.

redis-py reads an answer to its end. A server that is no Redis may send one that has none, and the process would read it
until its memory is used up: at an address that was mistaken, or from a proxy that stands in for a broken server.
"""

import time
from typing import Any

from redis._parsers.base import _AsyncRESPBase
from redis._parsers.socket import SocketBuffer
from redis.exceptions import ConnectionError, TimeoutError

#: Bytes of the longest answer; the longest that the service asks for has some kilobytes.
MAX_ANSWER_BYTES = 16 * 1024**2
#: Seconds from the first byte of an answer to its last.
MAX_ANSWER_SECONDS = 5.0

#: redis-py's own functions; the first returns, without a length, what one call of the socket reads.
READ_ONCE = SocketBuffer._read_from_socket
READ_TEXT = _AsyncRESPBase._read


def read_from_socket(self: Any, length: int | None = None, **options: Any) -> bool:
    """Read at least ``length`` bytes, without it at least one, as redis-py's function of this name does.

    Raises:
        ConnectionError: the answer is too long.
        TimeoutError: the answer takes too long.
    """
    start = size = self._buffer.getbuffer().nbytes
    while size < start + (length or 1):
        began_at = getattr(self, "answer_began_at", None) if size else None
        if size and began_at is None:
            began_at = time.monotonic()
        self.answer_began_at = began_at
        if began_at is not None and time.monotonic() - began_at > MAX_ANSWER_SECONDS:
            raise TimeoutError(f"an answer took longer than {MAX_ANSWER_SECONDS:.0f} s")
        if max(size, length or 0) > MAX_ANSWER_BYTES:
            raise ConnectionError(f"an answer is longer than {MAX_ANSWER_BYTES} bytes")
        if not READ_ONCE(self, **options):
            return False
        size = self._buffer.getbuffer().nbytes
    return True


async def read_text(self: Any, length: int) -> bytes:
    """Read a text as redis-py's asynchronous clients do. Their lines and times are bounded by asyncio and by callers.

    Raises:
        ConnectionError: the text is too long.
    """
    if length > MAX_ANSWER_BYTES:
        raise ConnectionError(f"an answer is longer than {MAX_ANSWER_BYTES} bytes")
    return await READ_TEXT(self, length)


def patch_redis() -> None:
    """Replace the reading of answers."""
    # The ignores: assigning to a method is intended, and the function has the method's arguments as options.
    _AsyncRESPBase._read = read_text  # type: ignore[method-assign]
    SocketBuffer._read_from_socket = read_from_socket  # type: ignore[method-assign, assignment]
