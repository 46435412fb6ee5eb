"""An answer of Redis that does not end costs neither all memory nor all time."""

import pytest
import redis.asyncio
from redis._parsers.socket import SocketBuffer
from redis.exceptions import ConnectionError, TimeoutError

from tests.support.broken_servers import broken_server
from youtube_analyzer.celery_support import redis_patch

#: Bytes at which the control has seen enough.
FAR_BEYOND = 2 * redis_patch.MAX_ANSWER_BYTES


class Endless:
    """A socket from which ``piece`` comes again and again, each time after ``seconds`` on the clock."""

    def __init__(self, piece, seconds, clock):
        self.piece, self.seconds, self.clock, self.sent = piece, seconds, clock, 0

    def recv(self, size):
        self.clock[0] += self.seconds
        self.sent += len(self.piece)
        if self.sent > FAR_BEYOND:
            raise MemoryError
        return self.piece

    def settimeout(self, seconds):
        """Accept what redis-py sets."""


@pytest.fixture
def clock(monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(redis_patch.time, "monotonic", lambda: moment[0])
    return moment


def buffer(piece, seconds, clock):
    return SocketBuffer(Endless(piece, seconds, clock), 65536, 3.0)


def test_a_line_without_end_is_given_up(clock):
    with pytest.raises(ConnectionError, match="longer than"):
        buffer(b"y\n" * 100_000, 0.0, clock).readline()


def test_a_text_that_is_said_to_be_endless_is_not_begun(clock):
    endless = buffer(b"x", 0.0, clock)
    with pytest.raises(ConnectionError, match="longer than"):
        endless.read(10**12)
    assert endless._sock.sent == 0


@pytest.mark.parametrize("read", [SocketBuffer.readline, lambda one: one.read(1000)])
def test_an_answer_that_drips_is_given_up(clock, read):
    with pytest.raises(TimeoutError, match="longer than"):
        read(buffer(b"x", 1.0, clock))
    assert clock[0] < 2 * redis_patch.MAX_ANSWER_SECONDS


def test_an_answer_in_pieces_is_read(clock):
    one = buffer(b"12345678\r\n", 0.0, clock)
    assert one.readline() == b"12345678"
    assert one.read(28) == b"12345678\r\n12345678\r\n12345678"


def test_a_server_that_says_nothing_for_long_before_an_answer_has_the_whole_time_for_it(clock):
    one = buffer(b"+OK\r\n", 10 * redis_patch.MAX_ANSWER_SECONDS, clock)
    assert one.readline() == b"+OK"


@pytest.mark.parametrize("kind", ["a line without end", "a text without end", "zeros"])
async def test_an_asynchronous_client_gives_an_endless_answer_up(kind):
    with broken_server(kind) as port:
        client = redis.asyncio.Redis(port=port, socket_timeout=None, retry=None)
        with pytest.raises((ConnectionError, ValueError)):
            await client.get("name")
        await client.aclose()


def test_control_redis_pys_own_reading_has_no_end(clock, monkeypatch):
    monkeypatch.setattr(SocketBuffer, "_read_from_socket", redis_patch.READ_ONCE)
    with pytest.raises(MemoryError):
        buffer(b"y\n" * 100_000, 0.0, clock).readline()
