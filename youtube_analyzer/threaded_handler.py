"""Django under ASGI with a fixed number of threads.

Django's own handler starts a thread for every request, and changes between it and the event loop for each signal and
each middleware: docs/decisions/0022-threads-and-queries.md has the measurements.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError, close_old_connections
from django.urls import set_script_prefix

from analysis.exceptions import DownloadInterrupted
from analysis.uploads import receiving
from youtube_analyzer.direct_reads import Answer, DirectReads

logger = logging.getLogger(__name__)

#: Pieces of downloads that are made at a time.
DOWNLOAD_THREADS = 1
#: Bytes of a body that are kept in memory. Only uploads have more.
PART_BYTES = 512 * 1024


class ThreadedHandler(ASGIHandler):
    """Serves a request from its first signal to its last in one of ``threads`` threads.

    More requests wait for their turn. A request whose client leaves is finished all the same.
    """

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._executor = ThreadPoolExecutor(threads, "django")
        self._direct_reads = DirectReads()
        # Many downloads leave the other threads to the other requests.
        self._download_executor = ThreadPoolExecutor(DOWNLOAD_THREADS, "download")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        run_in_thread = asyncio.get_running_loop().run_in_executor
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        except OSError as error:  # the body could not be stored
            scope, body = scope | {"body_error": error}, BytesIO()
        response = await run_in_thread(self._executor, self._respond, scope, body, time.monotonic())
        if isinstance(response, Answer):
            await response.send(send)
            return
        if not response.streaming:
            await self.send_response(response, send)
            return
        # A HEAD request needs no body.
        pieces = iter(()) if scope["method"] == "HEAD" else iter(response)
        response.streaming_content = self._pieces(pieces, receive)
        try:
            await self.send_response(response, send)
        except (DatabaseError, DownloadInterrupted) as error:
            # Without its end, the client knows that the answer is not whole.
            logger.error("response interrupted: %s", type(error).__name__)
        finally:
            await run_in_thread(self._executor, response.close)

    async def _pieces(self, pieces: Iterator[bytes], receive: Any) -> AsyncIterator[bytes]:
        """Yield the pieces of an answer until the client leaves.

        A piece is made when the client has taken most of the one before. Between two of them, neither a thread nor a
        connection to the database is held.
        """
        run_in_thread, executor = asyncio.get_running_loop().run_in_executor, self._download_executor
        left = asyncio.ensure_future(receive())  # the body was read: this can only be the end
        try:
            while not left.done() and (piece := await run_in_thread(executor, _next_piece, pieces)) is not None:
                yield piece
        finally:
            left.cancel()

    async def read_body(self, receive: Any) -> IO[bytes]:
        """Return the body, which BodyLimit bounds; a long one, as of an upload, is on the disk of the uploads.

        Raises:
            RequestAborted: the client left before it had sent it all.
            OSError: the disk is full.
        """
        spool: IO[bytes] | None = None
        part = bytearray()
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise RequestAborted
                part += message.get("body", b"")
                is_last = not message.get("more_body", False)
                if is_last and spool is None:
                    return BytesIO(part)
                if is_last or len(part) > PART_BYTES:
                    # Not in the event loop, which a slow disk would stop.
                    if spool is None:
                        spool = await asyncio.to_thread(receiving.open_spool)
                    await asyncio.to_thread(spool.write, bytes(part))
                    part.clear()
                    if is_last:
                        spool.seek(0)
                        return spool
        except BaseException:
            if spool is not None:
                spool.close()
            raise

    def _respond(self, scope: Any, body: IO[bytes], arrived: float) -> Any:
        scope |= {"waited_seconds": time.monotonic() - arrived}
        if (answer := self._direct_reads.answer(scope)) is not None:
            body.close()
            return answer
        response = self._respond_with_django(scope, body)
        self._direct_reads.learn(scope, response)
        return response

    def _respond_with_django(self, scope: Any, body: IO[bytes]) -> Any:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        with body:
            request, refusal = self.create_request(scope, body)
            response: Any = refusal if request is None else self.get_response(request)
        # Both give the connection to the database back. A download is closed in another thread, and later.
        if response.streaming:
            close_old_connections()
        else:
            response.close()
        return response


def _next_piece(pieces: Iterator[bytes]) -> bytes | None:
    try:
        return next(pieces, None)
    finally:
        close_old_connections()
