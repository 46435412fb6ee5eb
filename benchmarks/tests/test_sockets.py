"""The client of the sockets' benchmark, and its cases."""

from datetime import UTC, datetime

from benchmarks.sockets import __main__ as sockets
from benchmarks.sockets import client, fan_out

TEXT = b'{"type":"progress_update","seq":7,"timestamp":"2026-11-29T02:00:00.000Z"}'


def test_whole_frames_are_taken_and_the_rest_stays():
    short, long = bytes([0x81, 3]) + b"abc", bytes([0x81, 126, 1, 0]) + b"x" * 256
    data = bytearray(short + long + b"\x89\x00" + long[:100])

    assert client.take_frames(data) == [(1, b"abc"), (1, b"x" * 256), (9, b"")]
    assert data == long[:100]


def test_a_frame_of_more_than_64_kib_is_taken():
    data = bytearray(bytes([0x81, 127]) + (70_000).to_bytes(8, "big") + b"x" * 70_000)

    assert client.take_frames(data) == [(1, b"x" * 70_000)]


def test_seq_and_age_of_a_frame(monkeypatch):
    monkeypatch.setattr(client.time, "time", lambda: datetime(2026, 11, 29, 2, 0, 1, tzinfo=UTC).timestamp())

    assert client.seq_of(TEXT) == 7
    assert client.seq_of(b'{"type":"pong"}') == -1
    assert client.age_seconds(TEXT) == 1.0


def test_the_cases_share_the_sockets():
    one, many = sockets.cases(1_000)

    assert (one.name, one.frames) == ("300 sockets, 1 task", 30_000)
    assert (many.name, many.frames) == ("1,000 sockets, 1,000 tasks", 1_000)


def test_the_ratio_is_the_median_of_the_turns():
    assert fan_out.ratio([1.0, 2.0, 9.0], [2.0, 8.0, 18.0]) == 0.5
    row = fan_out.Row(sockets.cases(10)[0], ours=[30.0], connect_ms=[1.0, 2.0], latencies_ms=[3.0, 4.0])
    assert sockets.cells(row)[:6] == ("3 sockets, 1 task", "30", "not measured", "", "not measured", "")
