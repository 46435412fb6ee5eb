"""A client that says too much is read at its pace, and costs nobody else anything."""

import asyncio

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect

from realtime import protocol
from tests.support import uvicorn_server, waiting

#: Bytes of a ping with nothing in it, and of a text of one letter, as a client sends them.
PING = b"\x89\x80\0\0\0\0"
TEXT = b"\x81\x81\0\0\0\0x"
#: Seconds for which is flooded.
FLOOD_SECONDS = 0.5


async def echo(scope, receive, send):
    """Answer each message with itself."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


async def tell(scope, receive, send):
    """Say more than fits into any buffer."""
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        await send({"type": "websocket.send", "text": "x" * 100_000})


def serving(application, ws=protocol.BackpressureWebSocketProtocol, **more):
    """Serve ``application`` and give the server and its port."""
    return uvicorn_server.serving(application, ws=ws, ws_per_message_deflate=False, **more)


async def opened(port):
    """Return the streams of a new socket, past its handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def answered(ws, frame):
    """Return how many bytes a client that sends ``frame`` all the time is answered with."""
    async with serving(echo, ws) as (_, port):
        reader, writer = await opened(port)
        count, end = 0, asyncio.get_running_loop().time() + FLOOD_SECONDS
        while asyncio.get_running_loop().time() < end:
            writer.write(frame * 1000)
            await asyncio.sleep(0)
            try:
                async with asyncio.timeout(0.01):
                    count += len(await reader.read(2**20))
            except TimeoutError:
                continue
        writer.transport.abort()
        return count


@pytest.mark.parametrize("frame", [PING, TEXT])
async def test_a_flood_is_answered_at_the_pace_of_a_client_that_has_something_to_say(frame):
    # A pong has two bytes, an answer three; one part may be overdrawn.
    assert await answered(protocol.BackpressureWebSocketProtocol, frame) < 3 * (
        protocol.MAX_BURST_FRAMES + protocol.PART_BYTES / 6 + 100
    )


async def test_control_uvicorn_itself_answers_every_ping():
    assert await answered(WebSocketsSansIOProtocol, PING) > 10_000


async def test_messages_sent_at_once_are_answered_in_order_and_none_is_lost():
    count = round(protocol.MAX_BURST_FRAMES) + 20
    async with serving(echo) as (_, port), connect(f"ws://127.0.0.1:{port}") as client:
        for number in range(count):
            await client.send(str(number))
        assert [await client.recv() for _ in range(count)] == [str(number) for number in range(count)]


async def test_a_long_message_in_many_parts_comes_whole():
    text = "0123456789" * 6000
    async with serving(echo, ws_max_size=65536) as (_, port), connect(f"ws://127.0.0.1:{port}") as client:
        await client.send([text[:20_000], text[20_000:40_000], text[40_000:]])
        assert await client.recv() == text


async def test_a_client_that_waits_can_still_leave():
    async with serving(echo) as (server, port):
        _, writer = await opened(port)
        writer.write(TEXT * 5000)
        writer.transport.abort()
        await waiting.until_async(lambda: not server.server_state.connections)


async def test_a_client_that_answers_no_ping_and_reads_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(protocol, "FLUSH_SECONDS", 0.1)
    async with serving(tell, ws_ping_interval=0.1, ws_ping_timeout=0.1) as (server, port):
        _, writer = await opened(port)
        writer.transport.pause_reading()
        await waiting.until_async(lambda: not server.server_state.connections)
        writer.transport.abort()
