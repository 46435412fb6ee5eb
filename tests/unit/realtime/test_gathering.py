"""Messages that arrive together are read together, and reading pauses between."""

import asyncio
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime import gathering


def encode(messages: list[tuple[bytes, bytes]], mark: bytes = b">") -> bytes:
    """Return messages as the server sends them; RESP2 marks each with ``*``, RESP3 with ``>``."""
    return b"".join(
        b"%b3\r\n$7\r\nmessage\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n" % (mark, len(channel), channel, len(data), data)
        for channel, data in messages
    )


@given(
    st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=20) | st.just(b"\r\n$1\r\n"))),
    st.sampled_from([b"*", b">"]),
    st.integers(0, 200),
)
def test_whole_messages_are_taken_and_the_rest_stays(messages, mark, cut):
    sent = encode(messages, mark)
    buffer = bytearray(sent[:cut])
    taken = [(each["channel"], each["data"]) for each in gathering.take_messages(buffer)]
    assert taken == messages[: len(taken)]
    assert encode(taken, mark) + buffer == sent[:cut]
    buffer += sent[cut:]
    taken += [(each["channel"], each["data"]) for each in gathering.take_messages(buffer)]
    assert (taken, buffer) == (messages, b"")


@pytest.mark.parametrize(
    "other", [b">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n", b"+PONG\r\n", b"-ERR\r\n", b"*-1\r\n"]
)
def test_what_is_no_message_is_left_to_redis_py(other):
    buffer = bytearray(encode([(b"a", b"1")]) + other + encode([(b"a", b"2")]))
    assert gathering.take_messages(buffer) == [{"channel": b"a", "data": b"1"}]
    assert buffer.startswith(other)


class Transport:
    """A transport that notes whether it reads."""

    def __init__(self) -> None:
        self.reads, self.closed = True, False

    def is_reading(self) -> bool:
        return self.reads

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        assert not self.closed
        self.reads = True


def receive(transport: Transport, message: dict | None, buffered: bytes = b"") -> list[bytes]:
    """Return the data that a channel gets where redis-py has read ``message`` and more is buffered."""
    connection = SimpleNamespace(
        is_connected=True,
        _reader=SimpleNamespace(_buffer=bytearray(buffered)),
        _writer=SimpleNamespace(transport=transport),
    )
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    layer = SimpleNamespace(channels={"a": queue}, groups={})
    shard = gathering.GatheringConnection({}, layer)
    shard._pubsub = SimpleNamespace(connection=connection)
    shard._receive_message(message)
    return [queue.get_nowait() for _ in range(queue.qsize())]


async def test_a_message_brings_all_that_arrived_with_it_and_pauses_reading(monkeypatch):
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 0.001)
    transport = Transport()
    received = receive(transport, {"channel": b"a", "data": b"1"}, encode([(b"a", b"2"), (b"a", b"3")]))
    assert (received, transport.reads) == ([b"1", b"2", b"3"], False)
    await asyncio.sleep(0.01)
    assert transport.reads


async def test_without_a_message_reading_goes_on():
    transport = Transport()
    assert (receive(transport, None, encode([(b"a", b"2")])), transport.reads) == ([], True)


async def test_a_connection_that_was_closed_meanwhile_is_left_alone(monkeypatch):
    monkeypatch.setattr(gathering, "GATHER_SECONDS", 0.001)
    transport = Transport()
    receive(transport, {"channel": b"a", "data": b"1"})
    transport.closed = True
    await asyncio.sleep(0.01)
    assert not transport.reads
