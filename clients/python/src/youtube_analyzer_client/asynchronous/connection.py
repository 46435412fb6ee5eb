"""Sends requests, again where that is safe and may help."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx2

from youtube_analyzer_client import errors, requests
from youtube_analyzer_client.model import build
from youtube_analyzer_client.retries import RetryPolicy

T = TypeVar("T")


class AsyncConnection:
    """A connection to one server. ``timeout`` is in seconds, for connecting and for each pause of an answer."""

    def __init__(
        self,
        server: str = "http://127.0.0.1:8000",
        token: str | None = None,
        *,
        timeout: float = 30.0,
        retries: RetryPolicy | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.server = server.rstrip("/")
        self.token = token
        self.timeout = timeout
        self._retries = retries or RetryPolicy()
        self._http = httpx2.AsyncClient(timeout=timeout, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def headers(self) -> dict[str, str]:
        """Return the headers that prove who the caller is."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def send(self, request: requests.Request, *, timeout: float | None = None) -> Any:
        """Send a request until it is answered, and return the JSON of the answer.

        Raises:
            ApiError: the server refuses it.
            ConnectionFailed: the server cannot be reached.
        """
        async with self.stream(request, timeout=timeout) as response:
            await response.aread()
            return requests.json_of(response)

    async def read(self, type_: type[T], request: requests.Request) -> T:
        """Send a request and return the answer as ``type_``."""
        return build(type_, await self.send(request))

    @contextlib.asynccontextmanager
    async def stream(
        self, request: requests.Request, *, timeout: float | None = None, again: bool = True
    ) -> AsyncIterator[httpx2.Response]:
        """Give the answer to a request while it arrives; ``again`` is False for a single attempt."""
        async with contextlib.AsyncExitStack() as stack:
            for attempt in itertools.count(1):
                try:
                    response = await stack.enter_async_context(self._attempt(request, timeout or self.timeout))
                    break
                except errors.ClientError as error:
                    pause = self._retries.pause(attempt, request, error) if again else None
                    if pause is None:
                        raise
                await asyncio.sleep(pause)
            with _as_connection_failed(self.server):
                yield response

    @contextlib.asynccontextmanager
    async def _attempt(self, request: requests.Request, timeout: float) -> AsyncIterator[httpx2.Response]:
        async with contextlib.AsyncExitStack() as stack:
            with _as_connection_failed(self.server):
                files = [("file", (path.name, stack.enter_context(path.open("rb")))) for path in request.files]
                context = self._http.stream(
                    request.method,
                    request.url(self.server),
                    params=request.params or None,
                    json=request.body,
                    files=files or None,
                    headers=self.headers() | dict(request.headers),
                    timeout=httpx2.Timeout(timeout, connect=min(timeout, 10.0)),
                )
                response = await stack.enter_async_context(context)
                if response.status_code != 200:
                    await response.aread()
                    if (error := requests.error_of(response)) is not None:
                        raise error
            yield response


@contextlib.contextmanager
def _as_connection_failed(server: str) -> Iterator[None]:
    """Turn the errors of httpx2 into ours."""
    try:
        yield
    except httpx2.HTTPError as error:
        raise errors.no_answer(server, error) from error
    except httpx2.InvalidURL as error:
        raise errors.ConnectionFailed(f"The address of the server is not valid: {error}") from error
