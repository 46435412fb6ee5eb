"""What a hostile client may send to the port of a WebSocket server, made from a seed."""

import os
import random
import struct

KEY = "dGhlIHNhbXBsZSBub25jZQ=="

#: Query strings of a socket's address.
QUERIES = [
    "after=", "after=-1", "after=1e9", "after=%00", "after=" + "9" * 400, "after=1&after=x", "after[]=1", "%ff=%fe",
    "after=%D9%A1", "&&&;;==", "a" * 6000, "after=0x10", "after= 1", "after=1%0d%0aX-Evil:1", "token=secret", "=",
]  # fmt: skip
#: Ids in a socket's address.
IDS = [
    "test-task-id", "%00", "%2e%2e%2f", "..%2f..%2fetc", "%ff%fe", "a" * 5000, "%F0%9F%8C%8A", "{task_id}", "'%20OR%201=1",
    "c0ffee00-0000-4000-8000-000000000000", "C0FFEE00000040008000000000000000", "%E2%80%AE", "null", "-1", "urn:uuid:0",
]  # fmt: skip
#: Handshakes that are not quite one.
ODD_HANDSHAKES = [
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    b"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 12\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    b"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: \xff\xfe\r\n"
    b"Sec-WebSocket-Version: \xb2\r\n\r\n",
    b"GET /ws/x HTTP/1.0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    b"POST /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    b"dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nContent-Length: 4\r\n\r\nabcd",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://[::1\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://h:99999\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: "
    b"permessage-deflate; client_max_window_bits=99; x=\"\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ,,;\r\n"
    b"Cookie: sessionid=\xff; ;;=;\r\nAuthorization: Bearer \xff\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAM\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET  HTTP/1.1\r\n\r\n",
    b"GET /ws/\x00 HTTP/1.1\r\nHost: h\r\n\r\n",
    b"GET /ws/x HTTP/9.9\r\nHost: h\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzzz\r\n",
    b"GET /ws/x HTTP/1.1\r\n" + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    b"GET /ws/x HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(2000)) + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]  # fmt: skip
_LIST = b"/api/v1/analysis/"
#: Requests for whatever serves HTTP; ``{id}`` stands for that of a task.
ODD_REQUESTS = [
    *(
        b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        for target in (
            b"/%", b"/%zz", b"/%00", b"/%ff%fe", b"/\xff\xfe", b"/" + b"a" * 20_000, b"/" + b"%2e%2e/" * 500 + b"etc/passwd",
            b"//evil.example/%2f..", b"/analyses/%00/", b"/admin/login/?next=//evil.example", b"/?page=%00", b"/?page=" + b"9" * 5000,
            _LIST + b"?search=%00", _LIST + b"?search=%ff%fe", _LIST + b"?cursor=%ff", _LIST + b"?page_size=1e400",
            _LIST + b"?" + b"a=b&" * 3000, _LIST + b"?created_after=%D9%A1", _LIST + b"{id}/events?after=%00", _LIST + b"%ff/result",
            _LIST + b"{id}/transcript?page=99999999999999999999", _LIST + b"{id}/comments?min_likes=%EF%BC%91", b"*", b"http://evil.example/",
            _LIST + b"{id}/stream?after=%ff", _LIST + b"{id};/result", _LIST + b"{id}%2Fresult", _LIST + b"{id}/result%0d%0aX: y",
        )
    ),
    *(
        method + b" " + _LIST + b"{id} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        for method in (b"TRACE", b"CONNECT", b"PATCH", b"PROPFIND", b"get", b"G\x00T", b"\xff", b"A" * 3000)
    ),
    *(
        b"GET " + _LIST + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + b"\r\n\r\n"
        for header in (
            b"Accept: " + b"a/b;q=0.1," * 2000, b"Accept: ;;;", b"Accept: text/html;q=NaN", b"Cookie: sessionid=\xff\xfe", b"Cookie: " + b"a=b; " * 1500,
            b"If-None-Match: " + b'"x",' * 2000, b"If-Modified-Since: Thu, 99 Foo 99999 99:99:99 GMT", b"Range: bytes=-1-,9-2", b"X-Request-ID: \xff\r\n\tfolded",
            b"Authorization: Bearer \xff\xff", b"Authorization: Bearer " + b"x" * 20_000, b"Authorization: Basic ====", b"X-Forwarded-For: ::::%zz,\xff",
            b"X-Forwarded-Proto: javascript", b"Host: evil.example", b"Origin: null", b"Accept-Encoding: gzip;q=bad", b"Accept-Language: " + b"x-" * 3000,
            b"Idempotency-Key: \xff", b"Last-Event-ID: \xff", b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Length: 1_0",
            b"Transfer-Encoding: gzip, chunked", b"Expect: 100-continue", b"Upgrade: h2c",
        )
    ),
    *(
        b"POST " + _LIST + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + kind
        + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        for kind, body in (
            (b"application/json", b"[" * 60_000), (b"application/json", b'{"a":' * 12_000), (b"application/json", b"1" * 60_000),
            (b"application/json", b'{"youtube_url": NaN}'), (b"application/json", b'{"youtube_url": -Infinity, "options": 1e400}'),
            (b"application/json", b'{"youtube_url": "x", "youtube_url": {"options": [-0, 1E+99999]}}'), (b"application/json", b"\xff\xfe{\x00}\x00"),
            (b"application/json; charset=hex", b"{}"), (b"application/json; charset=\xff", b"{}"), (b"a" * 5000, b"{}"), (b";", b"{}"),
            (b"multipart/form-data; boundary=" + b"x" * 500, b"--x"), (b"multipart/form-data", b""), (b"text/html", b"<a>"),
            (b"application/x-www-form-urlencoded; charset=utf-7", b"youtube_url=+ADw-"),
        )
    ),
    b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\n--x\r\n\r\n0\r\n\r\n",
    b"GET /api/v1/analysis/ HTTP/1.0\r\n\r\n",
    b"GET /livez\r\n",
]  # fmt: skip
#: Texts that a parser of JSON may stumble over.
TEXTS = [
    b"", b"{", b"[" * 60_000, b'{"type":' * 5000, b'{"type":"\\ud800"}', b'{"type":1e400}', b'{"type":NaN}',
    b'{"type":{"type":"ping"}}', b'{"type":["ping"]}', b'{"type":"ping","type":"auth"}', b"1" * 5000, b"\xef\xbb\xbf{}",
    b'{"type":"auth"}', b'{"type":"auth","token":null}', b'{"type":"auth","token":["x"]}', b'{"type":"ping"}',
    b'{"type":"auth","token":"\\u0000"}', b'{"type":"auth","token":"' + b"x" * 60_000 + b'"}', "‮🌊\u0000".encode(),
    b'{"type":"auth","token":"\\ud800"}', b'"ping"', b"null", b"-0", b"test message",
]  # fmt: skip


def handshake(address: str) -> bytes:
    """Return a request that opens a socket at ``address``."""
    return (
        f"GET {address} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode("latin-1")


def frame(
    opcode: int, payload: bytes, *, final: bool = True, reserved: int = 0, masked: bool = True, length: int = -1
) -> bytes:
    """Return a frame; ``length`` is what it claims to be long. Source: RFC 6455, section 5.2."""
    length = len(payload) if length < 0 else length
    first, mask_bit = final << 7 | reserved << 4 | opcode, masked << 7
    if length < 126:
        head = struct.pack("!BB", first, mask_bit | length)
    elif length < 65536:
        head = struct.pack("!BBH", first, mask_bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, length)
    if not masked:
        return head + payload
    mask = b"\x01\x02\x03\x04"
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


def random_frame(dice: random.Random) -> bytes:
    """Return a frame of any kind, most of them against the rules."""
    payload = dice.randbytes(dice.choice([0, 1, 2, 3, 125, 126, 127, 1000, 65_535, 65_537]))
    return frame(
        dice.randrange(16),
        payload,
        final=dice.random() < 0.7,
        reserved=dice.choice([0, 0, 0, 1, 4, 7]),
        masked=dice.random() < 0.9,
        length=dice.choice([-1, -1, -1, len(payload) // 2, 2**31, 2**62, 2**63 - 1]),
    )


def conversations(dice: random.Random) -> list[bytes]:
    """Return what may follow a good handshake, one of each kind."""
    texts = dice.sample(TEXTS, 6)
    wave = "🌊".encode()
    return [
        b"".join(frame(1, text) for text in texts),
        b"".join(random_frame(dice) for _ in range(dice.randrange(1, 6))),
        frame(1, b"\xff\xfe\xfd"),
        frame(1, b"\xed\xa0\x80"),
        frame(1, wave[:2], final=False) + frame(0, wave[2:]),
        frame(1, wave[:2], final=False) + frame(9, b"between") + frame(0, b"x"),
        b"".join(frame(1 if not place else 0, b"x", final=False) for place in range(3000)),
        frame(0, b"nothing goes on"),
        frame(1, b"a", final=False) + frame(1, b"b"),
        frame(9, b"p" * 125) * 300,
        frame(9, b"p" * 126),
        frame(10, b"nobody asked"),
        frame(9, b"", final=False),
        frame(8, b"") + frame(1, b"after the end"),
        frame(8, b"\x03"),
        *(frame(8, struct.pack("!H", code) + b"why") for code in (0, 999, 1004, 1005, 1006, 1016, 2999, 4404, 65535)),
        frame(8, struct.pack("!H", 1000) + b"\xff\xff"),
        frame(2, dice.randbytes(300_000)),
        frame(1, b"x" * 65_537),
        frame(1, b"", length=2**63 - 1),
        frame(1, b"unmasked", masked=False),
        frame(1, b"x", reserved=4),
        dice.randbytes(dice.randrange(1, 3000)),
        os.linesep.encode() * 1000,
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ]
