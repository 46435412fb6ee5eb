"""Folders of dumps as an enemy would leave them: analysed or refused in words, and nobody outside is asked."""

import json
import os
from pathlib import Path

import pytest
from django.test import Client

from analysis import events
from analysis.choices import TaskStatus
from analysis.execution import runner
from analysis.models import AnalysisTask
from analysis.queries import history
from tests.hostile import canary
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ID = "hostile_vid"
#: NUL, half a character, a turn of direction, four bytes, a joined family, an accent apart, and what pages mind.
NASTY = "a\x00b \ud800 ‮evil‬ 🌊 👨‍👩‍👧 e\u0301 \x1b[31m\r\n</script><script>alert(1)</script>=1+1{{7*7}}"


def hostile_dump(place: str) -> str:
    """Return a dump of which every value is meant badly; its addresses lead to ``place``."""
    address = f"http://{place}/"
    comments = [
        {"id": f"c{number}", "text": NASTY + "x" * number, "author": NASTY * 10, "like_count": like, "timestamp": time}
        for number, (like, time) in enumerate(
            [
                (10**30, 10**20),
                (-5, -(10**18)),
                (float("nan"), float("inf")),
                ("many", "yesterday"),
                (True, None),
                (1.5, 0),
            ]
        )
    ]
    comments += [
        {"id": "c0", "text": "the same id again"},
        {"id": "p" * 5000, "text": "a long id", "parent": "q" * 5000},
        {"id": NASTY, "text": NASTY, "parent": "self"},
        {"id": "self", "text": "", "parent": "self"},
        {"text": "no id"},
        None,
        7,
        {"id": ["list"], "text": {"a": "dict"}},
        *({"id": f"w{number}", "text": f"{'wave' * 500} tide {number} {'sea' * 900} again"} for number in range(40)),
        {"id": "huge", "text": "word " * 50_000, "author_id": "U" * 3000, "author_thumbnail": address},
    ]
    info = {
        "id": ID,
        "extractor": "youtube",
        "title": NASTY,
        "description": NASTY * 50 + address,
        "duration": 60,
        "view_count": 10**40,
        "like_count": -1,
        "channel": NASTY,
        "channel_id": NASTY,
        "upload_date": "99999999",
        "timestamp": 10**19,
        "tags": [NASTY, None, 5, {"x": 1}],
        "thumbnail": address,
        "thumbnails": [{"url": address}],
        "webpage_url": address,
        "original_url": f"http://{place}/watch?v={ID}",
        "url": address,
        "formats": [{"url": address, "acodec": "mp4a"}],
        "chapters": [{"title": NASTY, "start_time": -5, "end_time": float("inf")}, 3, None],
        "subtitles": {"en": [{"url": address, "ext": "vtt"}], NASTY: [{"url": address}]},
        "automatic_captions": {"en": [{"url": address}]},
        "language": "x" * 500,
        "comments": comments,
    }
    return json.dumps(info)


@pytest.fixture
def archive(tmp_path, settings):
    """An archive in which the video has a folder of its own."""
    settings.ARCHIVE_DIRS = [tmp_path]
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    (tmp_path / ID).mkdir()
    return tmp_path / ID


def analysed() -> AnalysisTask:
    """Run an analysis of the video to its end and return its row; what it told clients can be told as JSON."""
    task = TaskFactory(youtube_url=f"https://youtu.be/{ID}", video_id=ID)
    runner.run(str(task.pk))
    task.refresh_from_db()
    for frame in history.task_frames(task.pk, after=0):
        events.encode(frame).encode()
    return task


def write_all(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_a_dump_that_is_meant_badly_throughout_is_analysed_and_nobody_is_asked(archive):
    with canary.listening() as bird:
        (archive / f"{ID}.info.json").write_text(hostile_dump(bird.place))
        captions = f"WEBVTT\n\n00:00.000 --> 00:05.000\n{NASTY}\n\n99:99:99.999 --> -1\nx\n\n00:05.000 --> 00:09.000\nThe tide.\n"
        (archive / f"{ID}.en.vtt").write_bytes(captions.encode("utf-8", "surrogatepass"))
        task = analysed()
        assert (task.status, task.error_code) == (TaskStatus.COMPLETED, "")
        client = Client()
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        for part in (
            "",
            "/result",
            "/transcript",
            "/transcript?format=srt",
            "/comments",
            "/comments?format=csv",
            "/events",
        ):
            assert client.get(f"/api/v1/analysis/{task.pk}{part}").status_code == 200, part
        for page in (f"/analyses/{task.pk}/", "/", f"/admin/analysis/analysistask/{task.pk}/change/"):
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert b"<script>alert" not in answer.content
    assert bird.hits == []


@pytest.mark.parametrize(
    "files",
    [
        {f"{ID}.info.json": b'{"id": "hostile_vid", "title": "cut sho'},
        {f"{ID}.info.json": b"[" * 200_000},
        {f"{ID}.info.json": b"\xff\xfe\x00\x00"},
        {f"{ID}.info.json": b'{"id": "hostile_vid", "duration": ' + b"9" * 5000 + b"}"},
        {f"{ID}.info.json": b""},
        {f"{ID}.info.json": b'{"id": "../../../etc/passwd", "title": "x"}'},
        {f"{ID}.en.vtt": b"WEBVTT\n\n" + b"00:00.000 --> 00:01.000\n" * 30_000},
        {f"{ID}.en.srv3": b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]>" + b"&a;" * 1000},
        {f"{ID}.en.ttml": b"<p begin='0s' end='1s'>" * 20_000},
        {f"{ID}.en.json3": b'{"events":' + b"[" * 200_000},
    ],
    ids=["cut", "deep", "utf16", "digits", "empty", "other id", "no lines", "entities", "nested xml", "deep json3"],
)
def test_a_folder_that_cannot_be_read_ends_in_words(archive, files):
    write_all(archive, files)
    task = analysed()
    assert task.status in TaskStatus.ended()
    assert task.error_code != "INTERNAL_ERROR"


def test_names_that_are_no_text_are_told_without_harm(archive):
    folder = os.fsencode(archive)
    for name in (b"\xff\xfe.info.json", b"hostile_vid.\xff.vtt", b"x\nALERT.info.json"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"{")
    task = analysed()
    assert task.status == TaskStatus.FAILED
    assert task.error_code == "EXTRACTION_FAILED"
    answer = Client().get(f"/api/v1/analysis/{task.pk}")
    assert answer.status_code == 200
