"""Hostile and broken uploads: each is refused with a code, and nothing of it is kept."""

import errno
import gc
import io
import json
import stat
import struct
import zipfile

import pytest
from rest_framework.test import APIClient

from analysis.models import Upload
from analysis.pipeline import large_json
from analysis.sources.upload import folder_of_uploads
from analysis.uploads import budget, receiving, storing
from tests.support import uploads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
INFO = json.dumps(uploads.INFO)


def refusal(files, **headers):
    """Return status and code of the answer to ``{name: content}``, after which nothing is kept."""
    sent = [uploads.sent(name, content) for name, content in files.items()]
    answer = APIClient().post("/api/v1/uploads/", {"file": sent}, format="multipart", headers=headers)
    assert answer["Content-Type"] == "application/problem+json", answer.content
    assert not Upload.objects.exists()
    folder = folder_of_uploads()
    assert not folder.exists() or list(folder.iterdir()) == []
    return answer.status_code, answer.json()["code"]


def archive(*members):
    """Return a zip of members, each a ZipInfo and its content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for member, content in members:
            made.writestr(member, content)
    return packed.getvalue()


def link():
    member = zipfile.ZipInfo("x.info.json")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive((member, "/etc/passwd"))


def encrypted():
    content = bytearray(uploads.zipped({"x.info.json": INFO}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    return bytes(content)


def with_directory(count=None, size=None):
    content = bytearray(uploads.zipped({"x.info.json": INFO}))
    end = content.rindex(b"PK\x05\x06")
    if count is not None:
        content[end + 8 : end + 12] = struct.pack("<HH", count, count)
    if size is not None:
        content[end + 12 : end + 16] = struct.pack("<L", size)
    return bytes(content)


def with_list_behind_its_end():
    content = uploads.zipped({"x.info.json": INFO})
    return content[:-6] + struct.pack("<L", 0x7FFFFFF0) + content[-2:]


def broken_checksum():
    content = bytearray(uploads.zipped({"x.info.json": INFO}, zipfile.ZIP_STORED))
    place = content.index(b"The harbour")
    content[place] ^= 1
    return bytes(content)


ZIPS = {
    "a path upwards": (archive(("../x.info.json", INFO)), "UPLOAD_UNSAFE_ARCHIVE"),
    "a path upwards inside": (archive(("a/../../x.info.json", INFO)), "UPLOAD_UNSAFE_ARCHIVE"),
    "an absolute path": (archive(("/etc/x.info.json", INFO)), "UPLOAD_UNSAFE_ARCHIVE"),
    "a path of Windows": (archive(("..\\x.info.json", INFO)), "UPLOAD_UNSAFE_ARCHIVE"),
    "a drive": (archive(("C:\\x.info.json", INFO)), "UPLOAD_UNSAFE_ARCHIVE"),
    "a link": (link(), "UPLOAD_UNSAFE_ARCHIVE"),
    "a password": (encrypted(), "UPLOAD_ENCRYPTED"),
    "a zip": (uploads.zipped({"x.zip": uploads.zipped({"x.info.json": INFO})}), "UPLOAD_NESTED_ARCHIVE"),
    "a gzip": (uploads.zipped({"x.gz": b"\x1f\x8b\x08"}), "UPLOAD_NESTED_ARCHIVE"),
    "nothing": (uploads.zipped({}), "UPLOAD_EMPTY"),
    "nothing that is read": (uploads.zipped({"x.webp": b"\x00\x01", "x.description": "[a talk] on tides"}), "UPLOAD_UNRECOGNISED"),
    "an end that is missing": (uploads.zipped({"x.info.json": INFO})[:-30], "UPLOAD_DAMAGED"),
    "a wrong checksum": (broken_checksum(), "UPLOAD_DAMAGED"),
    "a stated crowd": (with_directory(count=60_000), "UPLOAD_TOO_MANY_FILES"),
    "a stated list of gigabytes": (with_directory(size=0x7FFFFFFF), "UPLOAD_TOO_MANY_FILES"),
    "a list behind its end": (with_list_behind_its_end(), "UPLOAD_DAMAGED"),
    "broken JSON": (uploads.zipped({"x.info.json": INFO[:-1]}), "UPLOAD_DAMAGED"),
    "another method": (uploads.zipped({"x.info.json": INFO}, zipfile.ZIP_BZIP2), "UPLOAD_DAMAGED"),
    "two videos": (uploads.zipped({"a": INFO, "b": json.dumps(uploads.INFO | {"id": "bbbbbbbbbbb"})}), "UPLOAD_SEVERAL_VIDEOS"),
}  # fmt: skip


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_with(name):
    content, code = ZIPS[name]
    assert refusal({"x.zip": content}) == (422, code)


FILES = {
    "an empty file": (b"", "UPLOAD_EMPTY"),
    "bytes": (b"\x00\x01\x02nothing", "UPLOAD_UNRECOGNISED"),
    "a text": ("Just words.\n", "UPLOAD_UNRECOGNISED"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "UPLOAD_UNRECOGNISED"),
    "a tar": (b"\0" * 257 + b"ustar\x00", "UPLOAD_UNRECOGNISED"),
    "JSON that is cut": (INFO[:-1], "UPLOAD_DAMAGED"),
    "JSON nested without end": ('{"a":' * 100_000, "UPLOAD_DAMAGED"),
    "a broken line": (uploads.lines(uploads.COMMENTS) + '{"id": \n', "UPLOAD_DAMAGED"),
    "JSON of something else": ('{"a": 1}', "UPLOAD_UNRECOGNISED"),
    "a list of numbers": ("[1, 2, 3]", "UPLOAD_UNRECOGNISED"),
    "NULs in JSON": ('{"id": "abcdefghijk", "title": "a\0b"}', "UPLOAD_DAMAGED"),
    "NULs in captions": (uploads.VTT + "\0", "UPLOAD_DAMAGED"),
    "a playlist": (json.dumps({"_type": "playlist", "id": "PL1", "title": "x"}), "UPLOAD_SEVERAL_VIDEOS"),
    "another site": (json.dumps(uploads.INFO | {"extractor_key": "Vimeo"}), "UPLOAD_UNRECOGNISED"),
    "a site that cannot be written": (
        json.dumps(uploads.INFO | {"extractor_key": "\ud800\0\n"}),
        "UPLOAD_UNRECOGNISED",
    ),
    "a surrogate for an id": (json.dumps(uploads.INFO | {"id": "\ud800"}), "UPLOAD_UNRECOGNISED"),
    "an id that cannot be": (json.dumps(uploads.INFO | {"id": "../../../etc"}), "UPLOAD_UNRECOGNISED"),
    "an error of the Data API": (json.dumps({"error": {"code": 403, "message": "quota"}}), "UPLOAD_UNRECOGNISED"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is(name):
    content, code = FILES[name]
    assert refusal({"x.json": content}) == (422, code)


def test_files_of_two_videos_are_refused():
    other = json.dumps(uploads.INFO | {"id": "bbbbbbbbbbb"})
    assert refusal({"a.json": INFO, "b.json": other}) == (422, "UPLOAD_SEVERAL_VIDEOS")


def test_a_bomb_is_stopped_by_what_comes_out_of_it(settings):
    settings.MAX_UPLOAD_UNPACKED_BYTES = 100_000
    bomb = uploads.zipped({"x.info.json": b" " * 10_000_000})
    assert len(bomb) < 20_000
    assert refusal({"x.zip": bomb}) == (413, "UPLOAD_TOO_LARGE")


def test_a_zip_of_too_many_files_is_refused(settings):
    settings.MAX_UPLOAD_FILES = 3
    assert refusal({"x.zip": uploads.zipped(dict.fromkeys("abcd", INFO))}) == (422, "UPLOAD_TOO_MANY_FILES")


def test_a_request_of_too_many_files_is_refused(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    assert refusal(dict.fromkeys("abcd", INFO)) == (422, "UPLOAD_TOO_MANY_FILES")


def test_a_request_that_is_too_large_is_refused_before_it_is_read(settings, monkeypatch):
    settings.MAX_UPLOAD_BYTES = 10
    monkeypatch.setattr(receiving, "folder", lambda: pytest.fail("the body was read"))
    assert refusal({"x.json": INFO}) == (413, "UPLOAD_TOO_LARGE")


def test_a_text_that_is_too_large_or_has_too_many_values_is_not_parsed(monkeypatch):
    monkeypatch.setattr(budget, "MAX_JSON_VALUES", 10)
    assert refusal({"x.json": json.dumps({"id": "abcdefghijk", "title": "x", "tags": [1] * 20})}) == (
        413,
        "UPLOAD_TOO_LARGE",
    )
    monkeypatch.setattr(budget, "MAX_JSON_BYTES", 10)
    assert refusal({"x.json": INFO}) == (413, "UPLOAD_TOO_LARGE")


def test_a_number_that_is_too_long_and_an_object_of_too_many_keys_are_refused(monkeypatch):
    assert refusal({"x.json": '{"id": ' + "9" * 101 + "}"}) == (413, "UPLOAD_TOO_LARGE")
    monkeypatch.setattr(large_json, "MAX_C_VALUES", 3)
    monkeypatch.setattr(large_json, "MAX_KEYS", 3)
    assert refusal({"x.json": '{"a": 1, "b": 2, "c": 3, "d": 4}'}) == (413, "UPLOAD_TOO_LARGE")


def test_many_short_objects_are_not_parsed(monkeypatch):
    monkeypatch.setattr(budget, "MAX_JSON_OBJECTS", 3)
    assert refusal({"c.jsonl": '{"cid":"a"}\n' * 4}) == (413, "UPLOAD_TOO_LARGE")


def test_the_comments_of_all_files_together_are_bounded(monkeypatch):
    monkeypatch.setattr(budget, "MAX_COMMENTS", 5)
    files = {f"c{number}.jsonl": '{"cid":"a"}\n' * 3 for number in range(2)}
    for sent in (files, {"c.zip": uploads.zipped(files)}):
        assert refusal(sent) == (413, "UPLOAD_TOO_LARGE")


@pytest.mark.parametrize(("limit", "most"), [("VALUES", 50), ("OBJECTS", 40), ("BYTES", 60)])
def test_the_json_of_all_files_together_is_bounded(monkeypatch, limit, most):
    """A zip of 29 KB held five such files, which took 672 MB."""
    monkeypatch.setattr(budget, f"MAX_JSON_{limit}", most)
    files = {f"c{number}.json": json.dumps({"cid": "a", "x": [{}] * 8}) for number in range(5)}
    assert refusal({"c.zip": uploads.zipped(files)}) == (413, "UPLOAD_TOO_LARGE")


def test_the_memory_of_json_is_bounded(monkeypatch):
    monkeypatch.setattr(budget, "MAX_JSON_MEMORY", 10_000)
    for text in ("x" * 2_900 + "\U0001f600", [1] * 60):
        sent = json.dumps(uploads.INFO | {"x": text}, ensure_ascii=False)
        assert refusal({"x.json": sent}) == (413, "UPLOAD_TOO_LARGE")


def test_uploads_are_read_one_at_a_time(monkeypatch):
    monkeypatch.setattr(receiving, "WAIT_SECONDS", 0.0)
    with receiving.one_at_a_time():
        assert refusal({"x.json": INFO}) == (503, "SERVICE_UNAVAILABLE")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_507_while_the_request_is_read_and_while_it_is_stored(monkeypatch, number):
    def fail(*args):
        raise OSError(number, "full")

    monkeypatch.setattr(storing, "store", fail)
    assert refusal({"x.json": INFO}) == (507, "STORAGE_FULL")
    monkeypatch.setattr(receiving, "folder", fail)
    assert refusal({"x.json": INFO}) == (507, "STORAGE_FULL")


@pytest.mark.parametrize(
    ("body", "type_", "status", "code"),
    [
        (b"{}", "application/json", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"no parts", "multipart/form-data; boundary=x", 422, "UPLOAD_EMPTY"),
        (b"no boundary", "multipart/form-data", 400, "MALFORMED_REQUEST"),
    ],
)
def test_a_body_that_holds_no_files(client, body, type_, status, code):
    answer = client.post("/api/v1/uploads/", body, content_type=type_)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["/api/v1/uploads/", "/submit/"])
@pytest.mark.parametrize("step", ["receive_data_chunk", "file_complete"])
def test_a_file_that_cannot_be_received_is_deleted_before_the_answer(monkeypatch, path, step):
    """Django leaves it to the garbage collection, which may run hours later."""

    def fail(*args):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(receiving.DiskHandler, step, fail)
    gc.disable()
    try:
        client = APIClient(raise_request_exception=False)
        assert client.post(path, {"file": uploads.sent("x.json", INFO)}, format="multipart").status_code == 507
        assert list(folder_of_uploads().iterdir()) == []
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["../../etc/passwd.json", "a\\b.json", "x" * 300 + ".json", "\u202e.json", "é.json"])
def test_no_name_becomes_a_path(name):
    answer = APIClient().post("/api/v1/uploads/", {"file": uploads.sent(name, INFO)}, format="multipart")
    assert answer.status_code == 201
    (folder,) = folder_of_uploads().iterdir()
    assert [path.name for path in folder.iterdir()] == ["video.info.json"]
