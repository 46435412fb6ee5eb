"""What a client may send, how much of it and for how long, when no proxy stands in front. Raw sockets only."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.support import uvicorn_server, waiting
from youtube_analyzer import http_protocol

HEAD = b"GET / HTTP/1.1\r\nHost: h\r\n"
POST = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
#: More than the buffers of both kernels hold.
LONG = 20_000_000


async def answer(scope, receive, send):
    """Read the body, then answer with its length, or with the number of bytes that the path names."""
    length, message = 0, {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message["body"])
    body = b"x" * int(scope["path"].strip("/") or 0) or b"read %d" % length
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected(http=http_protocol.BoundedHttpProtocol, application=answer, **options):
    """Serve, and give the server, its port and one connection."""
    async with uvicorn_server.serving(application, http=http, **options) as (server, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        yield server, reader, writer
        writer.transport.abort()


@pytest.fixture
def hurried(monkeypatch):
    """Have the times of the protocol pass 100 times as fast."""
    for name in ("GRACE_SECONDS", "CHECK_SECONDS", "UNREAD_SECONDS", "LINGER_SECONDS"):
        monkeypatch.setattr(http_protocol, name, getattr(http_protocol, name) / 100)
    monkeypatch.setattr(http_protocol, "MIN_BYTES_PER_SECOND", http_protocol.MIN_BYTES_PER_SECOND * 10)


async def answered_to(reader, writer, sent):
    """Send, and return everything until the server closes."""
    writer.write(sent)
    return await asyncio.wait_for(reader.read(), waiting.DEADLINE_SECONDS)


async def dribble(reader, writer, sent, bytes_per_second):
    """Send slowly, and return the answer; give up when the server closes."""
    step = max(1, bytes_per_second // 100)
    reading = asyncio.create_task(reader.read(1000))
    for begin in range(0, len(sent), step):
        if reading.done() or writer.is_closing():
            break
        writer.write(sent[begin : begin + step])
        await asyncio.sleep(step / bytes_per_second)
    return await asyncio.wait_for(reading, waiting.DEADLINE_SECONDS)


# How much


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 100_000,
        HEAD + b"X-Long: " + b"a" * 100_000,
        HEAD + b"a" * 100_000,
        HEAD + b"".join(b"X-%d: %s\r\n" % (number, b"a" * 1000) for number in range(100)),
        HEAD + b"X: y\r\n" * 300 + b"\r\n",
        HEAD + b"X-Long: " + b"a" * 66_000 + b"\r\n\r\n",
    ],
    ids=["request line", "one header", "one name", "many headers", "too many headers", "ends in the part above 64 KiB"],
)
async def test_a_head_that_is_too_large_is_refused(sent):
    async with connected() as (_, reader, writer):
        assert (await answered_to(reader, writer, sent)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    ("path", "languages", "kind", "parts"),
    [
        (b"/", b"X: y\r\n", "text/html; charset=utf-8", ["What you sent is too large", "您发送的内容过大"]),
        (b"/", b"Accept-Language: zh-CN\r\n", "text/html; charset=utf-8", ["您发送的内容过大"]),
        (b"/", b"Accept-Language: zh\r\nCookie: django_language=en\r\n", "text/html; charset=utf-8", ["What you sent"]),
        (b"/api/v1/analysis/", b"Accept-Language: zh-CN\r\n", "application/problem+json", ["HEADERS_TOO_LARGE"]),
    ],
    ids=["no language named", "browser's language", "language of the switch", "program"],
)
async def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(path, languages, kind, parts):
    async with connected() as (_, reader, writer):
        sent = b"GET %s HTTP/1.1\r\n" % path + languages + b"X: y\r\n" * 300 + b"\r\n"
        head, _, body = (await answered_to(reader, writer, sent)).partition(b"\r\n\r\n")
        assert b"content-type: %s\r\n" % kind.encode() in head
        assert b"content-length: %d\r\n" % len(body) in head
        assert all(part in body.decode() for part in parts)
        assert b"/api/" not in path or b"x-request-id: %s\r\n" % json.loads(body)["request_id"].encode() in head
        assert body.count(b"<h1>") == (0 if b"/api/" in path else len(parts))


async def test_a_large_head_is_served():
    async with connected() as (_, reader, writer):
        head = HEAD + b"X-Long: " + b"a" * 45_000 + b"\r\n" + b"X: y\r\n" * 190 + b"Connection: close\r\n\r\n"
        assert (await answered_to(reader, writer, head)).endswith(b"read 0")


async def test_a_body_hidden_in_its_chunks_is_refused():
    async with connected() as (_, reader, writer):
        sent = CHUNKED.replace(b" / ", b" /api/ ") + b"1;" + b"x" * 2_000_000 + b"\r\na\r\n0\r\n\r\n"
        head, _, body = (await answered_to(reader, writer, sent)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413 ")
        assert json.loads(body)["title"] == "Content Too Large"


async def test_headers_after_a_body_are_bounded_like_the_body():
    async with connected() as (_, reader, writer):
        sent = CHUNKED + b"1\r\na\r\n0\r\n" + b"X-More: y\r\n" * 200_000
        assert (await answered_to(reader, writer, sent)).startswith(b"HTTP/1.1 413 ")


async def refuse(scope, receive, send):
    """Answer before the body has arrived."""
    await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


async def test_a_client_that_first_sends_all_and_then_reads_gets_a_refusal():
    def post(port):
        with socket.create_connection(("127.0.0.1", port)) as client:
            head = POST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
            client.sendall(head % LONG + b"x" * LONG)
            return client.recv(1000)

    async with connected(application=refuse) as (_, _, writer):
        answer = await asyncio.to_thread(post, writer.get_extra_info("peername")[1])
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_connection_serves_on_after_a_large_body_that_was_refused():
    async with connected(application=refuse) as (_, reader, writer):
        for _ in range(2):
            writer.write(POST % 2_000_000)
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), waiting.DEADLINE_SECONDS)
            writer.write(b"x" * 2_000_000)
        assert (await answered_to(reader, writer, HEAD + b"Connection: close\r\n\r\n")).startswith(b"HTTP/1.1 413 ")


async def test_requests_sent_in_advance_are_answered_in_order():
    async with connected() as (_, reader, writer):
        sent = b"".join(POST % count + b"x" * count for count in range(5)) + HEAD + b"Connection: close\r\n\r\n"
        found = await answered_to(reader, writer, sent)
        assert [found.count(b"read %d" % count) for count in range(5)] == [2, 1, 1, 1, 1]


async def test_very_many_requests_sent_in_advance_end_the_connection():
    async with connected() as (server, reader, writer):
        writer.write((HEAD + b"\r\n") * 1000)
        await waiting.until_async(lambda: not server.server_state.connections)
        assert (await reader.read()).count(b"HTTP/1.1") <= http_protocol.MAX_PIPELINED


@pytest.mark.parametrize("count", [1, 2, 5])
async def test_a_request_is_told_that_its_client_left_also_if_others_follow_it(count, caplog):
    notified, began = asyncio.Event(), asyncio.Event()

    async def answer_for_ever(scope, receive, send):
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        began.set()
        left = asyncio.ensure_future(receive())
        while not left.done():
            await send({"type": "http.response.body", "body": b"x" * 1000, "more_body": True})
            await asyncio.sleep(0)
        notified.set()

    async with uvicorn_server.serving(answer_for_ever, http=http_protocol.BoundedHttpProtocol) as (_, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write((HEAD + b"\r\n") * count)
        await asyncio.wait_for(began.wait(), waiting.DEADLINE_SECONDS)
        writer.transport.abort()
        await asyncio.wait_for(notified.wait(), waiting.DEADLINE_SECONDS)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


# How long


@pytest.mark.parametrize("sent", [HEAD, POST % 100, POST % 100 + b"half", CHUNKED + b"5\r\nha"])
async def test_half_a_request_is_given_up(hurried, sent):
    async with connected() as (server, reader, writer):
        assert (await answered_to(reader, writer, sent)).startswith(b"HTTP/1.1 408 ")
        await waiting.until_async(lambda: not server.server_state.connections)


async def test_a_silent_connection_is_closed_without_a_word(hurried):
    async with connected() as (_, reader, writer):
        assert await answered_to(reader, writer, b"") == b""


async def test_empty_lines_after_a_request_do_not_keep_a_connection(hurried):
    async with connected() as (_, reader, writer):
        found = await dribble(reader, writer, HEAD + b"\r\n", 100_000)
        assert found.endswith(b"read 0")
        assert (await dribble(reader, writer, b"\r\n" * 500, 1000)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("sent", [HEAD + b"X: " + b"y" * 4000 + b"\r\n\r\n", POST % 4000 + b"y" * 4000])
async def test_a_dribbled_request_is_given_up(hurried, sent):
    async with connected() as (_, reader, writer):
        # A hundredth of the rate that is allowed, and of the one below.
        assert (await dribble(reader, writer, sent, 100)).startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize("sent", [HEAD + b"X: " + b"y" * 9000 + b"\r\n\r\n", POST % 9000 + b"y" * 9000])
async def test_a_slow_client_is_served(hurried, sent):
    async with connected() as (_, reader, writer):
        # As 1 KB a second is to the real times. It takes four times the grace.
        assert (await dribble(reader, writer, sent, 10_000)).startswith(b"HTTP/1.1 200 ")


async def test_a_client_that_does_not_read_its_answer_is_dropped(hurried):
    async with connected() as (server, _, writer):
        writer.transport.pause_reading()
        writer.write(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % LONG)
        await waiting.until_async(lambda: server.server_state.total_requests)
        await waiting.until_async(lambda: not server.server_state.connections)


async def test_a_client_that_reads_slowly_gets_its_answer(hurried):
    async with connected() as (_, reader, writer):
        writer.write(b"GET /%d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" % LONG)
        length = 0
        while part := await reader.read(500_000):
            length += len(part)
            await asyncio.sleep(0.02)
        assert length > LONG


async def test_control_uvicorn_itself_keeps_them_all(hurried):
    async with connected(HttpToolsProtocol) as (server, reader, writer):
        writer.write(HEAD + b"X-Long: " + b"a" * 1_000_000)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(), 10 * http_protocol.GRACE_SECONDS)
        assert server.server_state.connections


# How many


async def refused_of(port, count):
    """Open ``count`` connections, and return how many are refused at once."""
    clients = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in clients:
        writer.write(HEAD + b"\r\n")
    refused = 0
    for reader, writer in clients:
        try:
            refused += (await asyncio.wait_for(reader.readline(), waiting.DEADLINE_SECONDS)).startswith(
                b"HTTP/1.1 503 "
            )
        except ConnectionResetError:  # it was closed before it sent
            refused += 1
        writer.transport.abort()
    return refused


@pytest.mark.parametrize(("trust_proxy", "refused"), [(True, 2), (False, 7)])
async def test_one_connection_too_many_is_refused(settings, trust_proxy, refused):
    settings.MAX_CONNECTIONS, settings.TRUST_PROXY = 10, trust_proxy
    async with uvicorn_server.serving(answer, http=http_protocol.BoundedHttpProtocol) as (_, port):
        assert await refused_of(port, 12) == refused


async def test_a_closed_connection_makes_room(settings):
    settings.MAX_CONNECTIONS = 10
    async with uvicorn_server.serving(answer, http=http_protocol.BoundedHttpProtocol) as (server, port):
        for _ in range(3):
            assert await refused_of(port, 5) == 0
            await waiting.until_async(lambda: not server.server_state.connections)


async def test_the_bound_stays_below_the_number_of_open_files(settings, monkeypatch):
    settings.TRUST_PROXY = True
    monkeypatch.setattr(http_protocol.resource, "getrlimit", lambda kind: (http_protocol.RESERVED_FILES + 4, 10_000))
    async with uvicorn_server.serving(answer, http=http_protocol.BoundedHttpProtocol) as (_, port):
        assert await refused_of(port, 6) == 2


async def test_another_address_finds_room_beside_one_that_takes_all_it_can(settings):
    settings.MAX_CONNECTIONS = 10
    async with uvicorn_server.serving(answer, http=http_protocol.BoundedHttpProtocol) as (_, port):
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(9)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.2", 0))
        assert b"200" in await dribble(reader, writer, HEAD + b"\r\n", 100_000)
        for _, each in [*held, (reader, writer)]:
            each.transport.abort()
