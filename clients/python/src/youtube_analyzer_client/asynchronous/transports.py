"""The three ways to receive the events of an analysis. Each yields frames after a number, until the connection ends."""

import contextlib
import json
from collections.abc import AsyncGenerator, Iterator

import httpx2
import websockets.asyncio.client
from websockets.exceptions import ConnectionClosed, WebSocketException

from youtube_analyzer_client import errors, requests
from youtube_analyzer_client.asynchronous.connection import AsyncConnection
from youtube_analyzer_client.following import Transport
from youtube_analyzer_client.model import JSON

#: Bytes of one frame. A result has at most 4 MB, the libraries' own limit is 1 MB.
_MAX_FRAME_BYTES = 64 * 1024 * 1024
#: Seconds of silence after which a stream is lost; the server sends something every 15.
_SILENCE_SECONDS = 45.0


def open_frames(connection: AsyncConnection, way: Transport, task_id: str, after: int) -> AsyncGenerator[JSON, None]:
    """Return the frames that come by ``way`` after event number ``after``."""
    return {"websocket": _by_websocket, "sse": _by_sse, "poll": _by_polling}[way](connection, task_id, after)


async def _by_websocket(connection: AsyncConnection, task_id: str, after: int) -> AsyncGenerator[JSON, None]:
    address = connection.server.replace("http", "ws", 1) + f"/ws/{task_id}?after={after}"
    with _as_our_errors():
        async with websockets.asyncio.client.connect(
            address, additional_headers=connection.headers(), max_size=_MAX_FRAME_BYTES, open_timeout=10
        ) as socket:
            async for text in socket:
                yield json.loads(text)


async def _by_sse(connection: AsyncConnection, task_id: str, after: int) -> AsyncGenerator[JSON, None]:
    request = requests.get(f"analysis/{task_id}/stream", after=after)
    async with connection.stream(request, timeout=_SILENCE_SECONDS, again=False) as response:
        async for event in httpx2.EventSource(response, max_event_size=_MAX_FRAME_BYTES):
            yield json.loads(event.data)


async def _by_polling(connection: AsyncConnection, task_id: str, after: int) -> AsyncGenerator[JSON, None]:
    is_ended = False
    while not is_ended:
        wait = requests.LONG_POLL_SECONDS
        request = requests.get(f"analysis/{task_id}/events", after=after, wait=wait)
        answer = await connection.send(request, timeout=wait + connection.timeout)
        for frame in answer["events"]:
            yield frame
        after, is_ended = answer["last_seq"], answer["terminal"]


@contextlib.contextmanager
def _as_our_errors() -> Iterator[None]:
    """Turn the errors of a socket into ours."""
    try:
        yield
    except ConnectionClosed as error:
        raise errors.of_close_code(error.rcvd.code if error.rcvd else 1006) from error
    except (WebSocketException, OSError, ValueError) as error:
        raise errors.ConnectionFailed(f"{type(error).__name__}: {error}") from error
