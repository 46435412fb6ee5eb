"""Django under ASGI with a fixed number of threads.

Django's own handler starts a thread for every request, and changes between it and the event loop for each signal and
each middleware: docs/decisions/0022-threads-and-queries.md has the measurements.
"""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.urls import set_script_prefix


class ThreadedHandler(ASGIHandler):
    """Serves a request from its first signal to its last in one of ``threads`` threads.

    More requests wait for their turn. A request whose client leaves is finished all the same.
    """

    def __init__(self, threads: int) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._executor = ThreadPoolExecutor(threads, "django")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        run_in_thread = asyncio.get_running_loop().run_in_executor
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        response = await run_in_thread(self._executor, self._respond, scope, body, time.monotonic())
        await self.send_response(response, send)
        if response.streaming:
            await run_in_thread(self._executor, response.close)

    async def read_body(self, receive: Any) -> BytesIO:
        """Return the body, which BodyLimit bounds.

        Raises:
            RequestAborted: the client left before it had sent it all.
        """
        body = BytesIO()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise RequestAborted
            body.write(message.get("body", b""))
            if not message.get("more_body", False):
                body.seek(0)
                return body

    def _respond(self, scope: Any, body: BytesIO, arrived: float) -> Any:
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        waited = {"waited_seconds": time.monotonic() - arrived}
        request, refusal = self.create_request(scope | waited, body)
        response: Any = refusal if request is None else self.get_response(request)
        if not response.streaming:
            response.close()  # also gives the connection to the database back
        return response
