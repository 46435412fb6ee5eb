"""The three ways to receive the events of an analysis or batch. Each yields frames until the connection ends."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Iterator

import httpx2
import websockets.asyncio.client
from websockets.exceptions import ConnectionClosed, WebSocketException

from youtube_analyzer_client import errors, requests
from youtube_analyzer_client.answers import ENDED
from youtube_analyzer_client.asynchronous.connection import AsyncConnection
from youtube_analyzer_client.following import Transport
from youtube_analyzer_client.model import JSON

#: Bytes of one frame. A result has at most 4 MB, the libraries' own limit is 1 MB.
_MAX_FRAME_BYTES = 64 * 1024 * 1024
#: Seconds of silence after which a stream is lost; the server sends something every 15.
_SILENCE_SECONDS = 45.0


#: Seconds between two requests for a batch, of which a request cannot wait for news.
_BATCH_POLL_SECONDS = 2.0


def open_frames(connection: AsyncConnection, way: Transport, path: str, after: int) -> AsyncGenerator[JSON, None]:
    """Return the frames of ``path``, such as ``batches/ID``, that come by ``way`` after number ``after``."""
    polling = _by_reading if path.startswith("batches/") else _by_polling
    return {"websocket": _by_websocket, "sse": _by_sse, "poll": polling}[way](connection, path, after)


async def _by_websocket(connection: AsyncConnection, path: str, after: int) -> AsyncGenerator[JSON, None]:
    address = connection.server.replace("http", "ws", 1) + f"{requests.socket_path(path)}?after={after}"
    with _as_our_errors(connection.server):
        async with websockets.asyncio.client.connect(
            address, additional_headers=connection.headers(), max_size=_MAX_FRAME_BYTES, open_timeout=10
        ) as socket:
            async for text in socket:
                yield json.loads(text)


async def _by_sse(connection: AsyncConnection, path: str, after: int) -> AsyncGenerator[JSON, None]:
    request = requests.get(f"{path}/stream", after=after)
    async with connection.stream(request, timeout=_SILENCE_SECONDS, again=False) as response:
        async for event in httpx2.EventSource(response, max_event_size=_MAX_FRAME_BYTES):
            yield json.loads(event.data)


async def _by_polling(connection: AsyncConnection, path: str, after: int) -> AsyncGenerator[JSON, None]:
    is_ended = False
    while not is_ended:
        wait = requests.LONG_POLL_SECONDS
        request = requests.get(f"{path}/events", after=after, wait=wait)
        answer = await connection.send(request, timeout=wait + connection.timeout)
        for frame in answer["events"]:
            yield frame
        after, is_ended = answer["last_seq"], answer["terminal"]


async def _by_reading(connection: AsyncConnection, path: str, after: int) -> AsyncGenerator[JSON, None]:
    """Yield a frame whenever the batch has changed; its events are not read one by one."""
    is_ended = False
    while not is_ended:
        batch = await connection.send(requests.get(path))
        is_ended = batch["status"] in ENDED
        yield {"type": "batch_progress", "batch_id": batch["id"], "seq": batch["last_seq"], "terminal": is_ended}
        if not is_ended:
            await asyncio.sleep(_BATCH_POLL_SECONDS)


@contextlib.contextmanager
def _as_our_errors(server: str) -> Iterator[None]:
    """Turn the errors of a socket into ours."""
    try:
        yield
    except ConnectionClosed as error:
        raise errors.of_close_code(error.rcvd.code if error.rcvd else 1006) from error
    except (WebSocketException, OSError, ValueError) as error:
        raise errors.no_answer(server, error) from error
