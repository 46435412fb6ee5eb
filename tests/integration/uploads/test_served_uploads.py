"""Uploads through the ASGI application and uvicorn's protocol, as `make run` serves them."""

import asyncio
import errno
import json

import pytest

from analysis.sources.upload import folder_of_uploads
from analysis.uploads import receiving
from tests.support import uploads, uvicorn_server, waiting
from youtube_analyzer import asgi, http_protocol, threaded_handler

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
#: More than a request may have elsewhere, and than is kept in memory.
COMMENTS = [{"id": f"c{number}", "text": "x" * 900} for number in range(2500)]
DUMP = json.dumps(uploads.INFO | {"comments": COMMENTS}).encode()
PARTS = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n' + DUMP + b"\r\n--b--\r\n"
HEAD = b"POST /api/v1/uploads/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"


async def answer_to(sent):
    """Return the status and the body of the answer to a request as it is sent."""
    async with uvicorn_server.serving(asgi.application, http=http_protocol.BoundedHttpProtocol) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        async with asyncio.timeout(waiting.DEADLINE_SECONDS):
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            _, stated, length = head.partition(b"\r\ncontent-length: ")
            # An answer from before Django's middleware states no length.
            body = await (reader.readexactly(int(length.split()[0])) if stated else reader.readuntil(b"0\r\n\r\n"))
        writer.transport.abort()
        return int(head.split()[1]), json.loads(body[body.index(b"{") : body.rindex(b"}") + 1])


def with_length(body, length=None):
    return HEAD + b"Content-Length: %d\r\n\r\n" % (length or len(body)) + body


async def test_an_upload_of_megabytes_is_stored():
    assert len(PARTS) > max(http_protocol.MAX_REQUEST_BYTES, 2 * threaded_handler.PART_BYTES)
    status, body = await answer_to(with_length(PARTS))
    assert (status, body["files"][0]["bytes"]) == (201, len(DUMP))


async def test_an_upload_in_chunks_is_stored():
    chunks = b"%x\r\n" % len(PARTS) + PARTS + b"\r\n0\r\n\r\n"
    status, _ = await answer_to(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert status == 201


async def test_one_that_states_too_many_bytes_is_refused_without_them(settings):
    settings.MAX_UPLOAD_BYTES = 100_000
    # Of 5 GB only 200 kB are ever sent.
    status, body = await answer_to(with_length(PARTS[:200_000], 5_000_000_000))
    assert (status, body["code"]) == (413, "UPLOAD_TOO_LARGE")


async def test_one_in_chunks_is_cut_at_the_limit(settings):
    settings.MAX_UPLOAD_BYTES = 100_000
    chunks = b"%x\r\n" % len(PARTS) + PARTS
    status, body = await answer_to(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
    assert (status, body["code"]) == (413, "UPLOAD_TOO_LARGE")
    assert not folder_of_uploads().exists() or not list(folder_of_uploads().iterdir())


async def test_a_disk_that_fills_up_meanwhile_is_507(monkeypatch):
    def fail():
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(receiving, "open_spool", fail)
    status, body = await answer_to(with_length(PARTS))
    assert (status, body["code"]) == (507, "STORAGE_FULL")
