"""A client that says too much is read at its pace, and costs nobody else anything."""

import asyncio
import logging
import random
import struct
from contextlib import suppress

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.asyncio.client import connect

from realtime import protocol
from tests.hostile.attacks import conversations, frame
from tests.support import uvicorn_server, waiting
from youtube_analyzer.asgi import application

#: Bytes of a ping with nothing in it, and of a text of one letter, as a client sends them.
PING = b"\x89\x80\0\0\0\0"
TEXT = b"\x81\x81\0\0\0\0x"
#: Seconds for which is flooded.
FLOOD_SECONDS = 0.5
#: More bytes than a flood may be answered with, and seconds in which a server without a limit sends them on any machine.
MANY_BYTES, MANY_SECONDS = 10_000, 30


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


async def tell_at_once(scope, receive, send):
    """Say more than the client reads, without waiting, then close and say one thing more."""
    await receive()
    write_now = scope["extensions"][protocol.WRITE_NOW]
    assert not write_now("before the handshake")
    await send({"type": "websocket.accept"})
    assert write_now("short") and write_now("é" * 200) and write_now("x" * 70_000)
    while write_now("y" * 100_000):
        pass
    await send({"type": "websocket.send", "text": "waited"})
    await send({"type": "websocket.close"})
    write_now("after the close")


def serving(application, ws=protocol.BackpressureWebSocketProtocol, **more):
    """Serve ``application`` and give the server and its port."""
    return uvicorn_server.serving(application, ws=ws, ws_per_message_deflate=False, **more)


async def opened(port, path="/"):
    """Return the streams of a new socket, past its handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def answered(ws, frame, seconds=FLOOD_SECONDS):
    """Return how many bytes a client that sends ``frame`` for ``seconds`` is answered with; stop when they are many."""
    async with serving(echo, ws) as (_, port):
        reader, writer = await opened(port)
        count, end = 0, asyncio.get_running_loop().time() + seconds
        while count <= MANY_BYTES and asyncio.get_running_loop().time() < end:
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
    assert await answered(WebSocketsSansIOProtocol, PING, MANY_SECONDS) > MANY_BYTES


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


async def test_texts_are_written_at_once_only_while_the_socket_is_open_and_its_client_reads():
    async with serving(tell_at_once) as (_, port), connect(f"ws://127.0.0.1:{port}") as client:
        texts = [text async for text in client]
    assert texts[:3] == ["short", "é" * 200, "x" * 70_000] and texts[-1] == "waited"
    assert set(texts[3:-1]) == {"y" * 100_000}


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


# Errors of a client are no errors of the server

GOOD, BAD_TEXT, END = frame(1, b"x"), frame(1, b"\xff\xfe"), frame(8, struct.pack("!H", 1000))
ERRORS = {
    "text that is not UTF-8": BAD_TEXT,
    "half a character": frame(1, "🌊".encode()[:2], final=False) + frame(0, b"x"),
    "bad text, then good": BAD_TEXT + GOOD,
    "bad text twice": BAD_TEXT * 2,
    "bad text, then the end": BAD_TEXT + END,
    "bad text after the end": END + BAD_TEXT,
    "bad text, then a ping": BAD_TEXT + frame(9, b"p"),
    "bad text, then a bad frame": BAD_TEXT + frame(3, b""),
    "reason that is not UTF-8": frame(8, struct.pack("!H", 1000) + b"\xff\xff"),
    "code that does not exist": frame(8, struct.pack("!H", 1005)),
    "code of one byte": frame(8, b"\x03"),
    "unknown opcode": frame(3, b"x"),
    "unknown control opcode": frame(11, b"x"),
    "reserved bits": frame(1, b"x", reserved=7),
    "no mask": frame(1, b"x", masked=False),
    "too long": frame(1, b"x" * 70_000),
    "length that is too long": frame(1, b"", length=2**63 - 1),
    "ping that is too long": frame(9, b"p" * 126),
    "ping in parts": frame(9, b"", final=False),
    "part of nothing": frame(0, b"x"),
    "message within a message": frame(1, b"a", final=False) + frame(1, b"b"),
    "half a message": frame(1, b"x", final=False),
    "half a frame": frame(1, b"x" * 100)[:20],
    "no frame at all": b"GET / HTTP/1.1\r\n\r\n",
}


async def answer_until_the_end(scope, receive, send):
    """Accept, send a message for each one received, and close when either side ends the connection."""
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": "x"})
    await send({"type": "websocket.close"})


async def converse(port, said, path="/", *, rudely=False):
    """Open a socket, send ``said``, and go, at once or after the server has closed."""
    reader, writer = await opened(port, path)
    writer.write(said)
    await writer.drain()
    if not rudely:
        writer.write_eof()
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(0.2):
                await reader.read()
    writer.transport.abort()


def tracebacks(caplog):
    return [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]


@pytest.mark.parametrize("application", [echo, answer_until_the_end])
async def test_no_error_of_a_client_writes_a_traceback(application, caplog):
    async with serving(application, ws_max_size=65536) as (server, port):
        for kind, said in ERRORS.items():
            for rudely in (False, True):
                await converse(port, GOOD + said, rudely=rudely)
                await converse(port, said, rudely=rudely)
            await waiting.until_async(lambda: not server.server_state.connections)
            assert tracebacks(caplog) == [], kind
    assert tracebacks(caplog) == []


async def test_control_uvicorn_itself_writes_tracebacks(caplog):
    async with serving(answer_until_the_end, WebSocketsSansIOProtocol) as (server, port):
        for kind in ("text that is not UTF-8", "unknown opcode"):
            await converse(port, ERRORS[kind])
        await waiting.until_async(lambda: not server.server_state.connections)
    messages = {each.getMessage().strip() for each in tracebacks(caplog)}
    assert messages == {"Invalid UTF-8 sequence received from client.", "Exception in ASGI application"}


async def test_text_that_is_not_utf_8_closes_with_1007():
    async with serving(echo) as (_, port):
        reader, writer = await opened(port)
        writer.write(BAD_TEXT)
        assert await asyncio.wait_for(reader.read(), waiting.DEADLINE_SECONDS) == b"\x88\x02" + struct.pack("!H", 1007)
        writer.close()


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("POST", "/", "", 405),
        ("GET", "/", "Cookie: " + "a" * 9_000 + "\r\n", 431),
        ("GET", "/", "A: b\r\n" * 150, 431),
        ("GET", "/" + "a" * 9_000, "", 414),
        ("GET", "/", "Content-Length: 5\r\n", 400),
    ],
    ids=["method", "header", "headers", "address", "body"],
)
async def test_a_handshake_that_is_none_is_answered_and_closed(method, path, more, status):
    async with serving(echo) as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"{method} {path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{more}\r\n"
        writer.write(head.encode())
        answer = await asyncio.wait_for(reader.read(), waiting.DEADLINE_SECONDS)
        assert answer.startswith(b"HTTP/1.1 %d " % status)
        writer.close()
        await waiting.until_async(lambda: not server.server_state.connections)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_what_the_service_itself_receives_writes_no_traceback(caplog):
    dice = random.Random(12)
    kinds = [*ERRORS.values(), *conversations(dice)]
    async with serving(application, ws_max_size=65536) as (server, port):
        for path in ("/ws/x?after=-1", "/ws/x?after=-1", "/ws/x"):
            await asyncio.gather(*(race(port, path, said, dice.random() / 100) for said in kinds))
        await waiting.until_async(lambda: not server.server_state.connections)
    assert tracebacks(caplog) == []


async def race(port, path, said, pause):
    """Send pings, and a few milliseconds later something else, amid the end of the socket."""
    _, writer = await opened(port, path)
    writer.write(frame(9, b"p") + frame(1, b'{"type":"ping"}'))
    await asyncio.sleep(pause)
    writer.write(said)
    await asyncio.sleep(pause)
    writer.transport.abort()


async def test_a_server_stops_while_a_client_that_left_has_not_read_all(caplog):
    async with serving(tell) as (_, port):
        _, writer = await opened(port)
        writer.transport.pause_reading()
        writer.write(END)
        await writer.drain()
        await asyncio.sleep(0)
    writer.transport.abort()
    assert tracebacks(caplog) == []
