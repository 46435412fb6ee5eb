"""No answer exceeds 5 MB with the largest analysis that the limits allow, whichever way a client reads it."""

import json
from collections.abc import AsyncIterator, Callable

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.testing import HttpCommunicator, WebsocketCommunicator
from django.test import Client
from django.urls import reverse

from analysis.exports.charts import charts
from analysis.models import AnalysisTask, Comment, Video
from tests.support import largest, permission_table
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import finished
from youtube_analyzer.asgi import application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

MAX_BYTES = 5_000_000
#: Seconds until an answer must have come on a busy machine.
TIMEOUT = 120
#: The queries that make the answer of an address of a task large. Files that are as long as their content are left
#: out, and so are exports.
QUERIES = {
    "api/v1/analysis/<str:task_id>": ("",),
    "api/v1/analysis/<str:task_id>/result": ("",),
    "api/v1/analysis/<str:task_id>/events": ("", "?after=300", "?after=499&wait=20"),
    "api/v1/analysis/<str:task_id>/transcript": ("?page_size=1000", "?page_size=1000&search=word"),
    "api/v1/analysis/<str:task_id>/comments": ("?page_size=500",),
    "api/v1/analysis/<str:task_id>/compare/<str:other>": ("",),
    "analyses/<uuid:task_id>/": ("",),
    "analyses/<uuid:task_id>/compare/<uuid:other>/": ("",),
    "analyses/<uuid:task_id>/comments/": ("",),
    "analyses/<uuid:task_id>/charts/<slug:name>.svg": ("",),
}


def addresses(task: AnalysisTask) -> list[str]:
    """Return every address at which something of ``task`` is read, pages of staff too."""
    found = [
        permission_table.path_of(route, task_id=task.pk, other=task.pk, name=name) + query
        for route, queries in QUERIES.items()
        for query in queries
        for name in (charts(task.result_data) if "charts" in route else ("",))
    ]
    rows = {"analysistask": task, "video": task.video, "transcript": task.transcript, "comment": task.comments.first()}
    found += [reverse(f"admin:analysis_{name}_change", args=[row.pk]) for name, row in rows.items()]
    found += [reverse(f"admin:analysis_{name}_changelist") for name in rows]
    return [*found, reverse("admin:analysis_analysistask_log", args=[task.pk])]


def sizes(client: Client, paths: list[str]) -> dict[str, int]:
    """Return the length of the answer of each address."""
    answers = {path: client.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != 200} == {}
    return {path: len(answer.content) for path, answer in answers.items()}


async def pieces_of(path: str) -> AsyncIterator[bytes]:
    """Yield the answer in pieces: the events of a stream, else the whole."""
    client = HttpCommunicator(application, "GET", path, headers=[(b"host", b"localhost")])
    answer = await client.get_response(timeout=TIMEOUT)
    await client.wait(TIMEOUT)
    for piece in answer["body"].split(b"\n\n"):
        yield piece


async def frames(path: str) -> AsyncIterator[bytes]:
    client = WebsocketCommunicator(application, path)
    await client.connect(timeout=TIMEOUT)
    while (message := await client.receive_output(timeout=TIMEOUT))["type"] != "websocket.close":
        yield message["text"].encode()


async def largest_of(pieces: AsyncIterator[bytes]) -> int:
    return max([len(piece) async for piece in pieces])


@pytest.mark.long
@pytest.mark.parametrize("char", [largest.WIDE, largest.QUOTE], ids=["four bytes", "six bytes in HTML"])
async def test_the_largest_analysis_is_read_in_answers_and_frames_under_the_limit(char, record_property):
    task = await database_sync_to_async(largest.save)(char)
    staff = Client()
    await sync_to_async(staff.force_login)(await database_sync_to_async(UserFactory)(is_staff=True, is_superuser=True))
    found = await database_sync_to_async(lambda: sizes(staff, addresses(task)))()
    api = f"/api/v1/analysis/{task.pk}"
    # Through the ASGI application a long poll is held before the API answers it.
    found["long poll"] = await largest_of(pieces_of(f"{api}/events?after=499&wait=20"))
    found["event of the stream"] = await largest_of(pieces_of(f"{api}/stream"))
    found["frame of the socket"] = await largest_of(frames(f"/ws/{task.pk}?after=0"))
    found["snapshot and last frame"] = await largest_of(frames(f"/ws/{task.pk}"))
    for way, size in found.items():  # pytest --junit-xml shows them
        record_property(way.replace(str(task.pk), "ID"), size)
    assert max(found["event of the stream"], found["frame of the socket"]) > 3_000_000  # they hold the result
    assert {way: size for way, size in found.items() if size >= MAX_BYTES} == {}


def test_every_address_of_an_analysis_that_is_read_is_asked():
    read = {
        route
        for route, endpoints in permission_table.TASK_ENDPOINTS.items()
        if any(endpoint.method == "GET" for endpoint in endpoints)
    }
    assert read - {"api/v1/analysis/<str:task_id>/export"} == QUERIES.keys()


# Lists


def read_all(path: str, name: Callable[[dict], str]) -> tuple[list[str], list[str | None]]:
    """Return the names of all rows from page to page, and the addresses of the pages before; each page is small."""
    found, previous, address = [], [], path
    while address:
        answer = Client().get(address)
        assert len(answer.content) < MAX_BYTES
        page = json.loads(answer.content)
        found += [name(row) for row in page["results"]]
        previous.append(page["previous"])
        address = page["next"]
    return found, previous


def test_a_list_of_analyses_with_long_options_is_read_in_shorter_pages():
    tasks = [TaskFactory(options=largest.largest_options("x"), youtube_url="x" * 2_048) for _ in range(100)]
    found, _ = read_all(f"{reverse('analysis-list')}?page_size=100", lambda row: row["id"])
    assert found == [str(task.pk) for task in reversed(tasks)]


def test_pages_of_the_longest_comments_are_shorter_and_leave_none_out():
    task = finished()
    Comment.objects.filter(task=task).delete()
    rows = (Comment(task=task, position=n, comment_id=f"c{n}", text=largest.WIDE * 10_000) for n in range(250))
    Comment.objects.bulk_create(rows)
    found, previous = read_all(f"{reverse('analysis-comments', args=[task.pk])}?page_size=500", lambda row: row["id"])
    assert found == [f"c{n}" for n in range(250)]
    back = json.loads(Client().get(previous[-1]).content)["results"]
    assert [row["id"] for row in back] == found[-len(back) - len(found) % len(back) : -(len(found) % len(back))]


def test_pages_of_the_longest_transcript_are_shorter_and_leave_nothing_out():
    task = finished()
    segments = [[n, n + 1, largest.WIDE * 2_000, None] for n in range(750)]
    type(task.transcript).objects.update(segments=segments)
    path = reverse("analysis-transcript", args=[task.pk])
    found, previous = read_all(f"{path}?page_size=1000", lambda row: row["start"])
    assert found == list(range(750))
    assert (previous[0], len(previous)) == (None, 2)
    assert json.loads(Client().get(f"{path}?page_size=1000&page=999999").content)["results"] == []


def test_staff_see_the_beginning_of_long_facts_and_how_long_they_are(admin_client):
    video = Video.objects.create(task=TaskFactory(), youtube_id="x", facts={"tracks": ["&" * 1_000] * 3_000})
    page = admin_client.get(reverse("admin:analysis_video_change", args=[video.pk])).content.decode()
    assert len(page) < MAX_BYTES
    assert "These are the first 500,000 of 3,0" in page
