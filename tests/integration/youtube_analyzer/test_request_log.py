"""Every request has an id and one line in the log."""

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.testing import ApplicationCommunicator, WebsocketCommunicator
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analysis.access.accounts import access_tokens
from analysis.execution import runner
from analysis.models import AnalysisTask
from tests.support import factories, waiting
from tests.support.log_lines import written
from youtube_analyzer.asgi import application

URL = "https://www.youtube.com/watch?v=sample_talk"
ACCESS = "youtube_analyzer.middleware.request_log"
pytestmark = pytest.mark.django_db


def test_a_request_is_told_once_with_route_status_time_and_id(client):
    task_id = uuid4()
    with written() as lines:
        client.get(f"/api/v1/analysis/{task_id}/", headers={"X-Request-ID": "mine-1"})
    line = lines.one()
    assert line["logger"] == ACCESS
    assert line["event"] == "GET api/v1/analysis/<str:task_id> 404"
    assert (line["route"], line["status"], line["request_id"]) == ("api/v1/analysis/<str:task_id>", 404, "mine-1")
    assert line["task_id"] == str(task_id)
    assert 0 < line["ms"] < 10_000
    assert "user" not in line


def test_the_user_is_named_and_not_looked_up_for_the_log(client, django_assert_num_queries):
    user = User.objects.create_user("ann")
    client.force_login(user)
    with written() as lines, CaptureQueriesContext(connection) as queries:
        client.get("/api/v1/analysis/")
        client.get("/livez")
    assert lines.one()["user"] == user.pk
    assert not [query for query in queries if "auth_user" in query["sql"]][1:]


def test_probes_and_unknown_methods_make_no_noise_and_no_new_names(client):
    with written() as lines:
        for path in ("/livez", "/readyz", "/health/"):
            client.get(path)
        client.generic("PROPFIND", "/api/v1/analysis/")
    assert [line["method"] for line in lines.all(logger=ACCESS)] == ["other"]


def test_a_link_for_a_new_password_is_not_written_to_the_log(client):
    with written() as lines:
        client.get("/account/password/reset/1-secretkey/")
    assert "secretkey" not in str(lines.one())


def test_addresses_that_do_not_exist_share_a_name(client):
    with written() as lines:
        client.get("/api/nothing%0Ahere")
        client.get("/" + "x" * 5000)
    first, second = lines.all(route="unknown", status=404)
    assert first["path"] == "/api/nothing\nhere"
    assert len(second["path"]) == 200


@pytest.mark.parametrize("given", ['a\r\n{"event": "faked"}', "x" * 65, "x" * 100_000, "", "naïve", "a b", "\x00"])
def test_an_id_that_could_do_harm_is_replaced(client, given):
    with written() as lines:
        answer = client.get("/api/v1/analysis/", headers={"X-Request-ID": given})
    (line,) = lines.all()
    assert line["request_id"] == answer["X-Request-ID"] != given
    assert len(line["request_id"]) == 32


def test_djangos_own_lines_have_the_id_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("analysis.queries.tasks.tasks_for_list", lambda caller: 1 / 0)
    with written() as lines:
        client.get("/", headers={"X-Request-ID": "mine-1"})
    line = lines.one(logger="django.request")
    assert line["request_id"] == "mine-1"
    assert line["exception"].endswith("ZeroDivisionError: division by zero")


@pytest.mark.django_db(transaction=True)
def test_the_id_of_the_request_reaches_every_line_of_the_worker_and_its_threads(client, settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    user = User.objects.create_user("ann")
    client.force_login(user)
    with written() as lines:
        answer = client.post(
            "/api/v1/analysis/",
            {"youtube_url": URL, "options": factories.BASIC_OPTIONS},
            "application/json",
            headers={"X-Request-ID": "mine-1"},
        )
        assert lines.one()["task_id"] == answer.json()["id"]
        runner.run(answer.json()["id"])
    told = lines.all(request_id="mine-1", task_id=answer.json()["id"], user=user.pk)
    assert len(told) == len(lines.all())
    done = {line.get("step") for line in told if line["event"] == "step completed"}
    assert done == {"extraction", "transcription", "content_analysis", "comment_analysis", "synthesis"}


async def test_a_socket_is_told_when_it_has_closed(transactional_db, database_thread):
    task_id = uuid4()
    headers = [(b"x-request-id", b"mine-1")]
    with written() as lines:
        socket = WebsocketCommunicator(application, f"/ws/{task_id}", headers)
        await socket.connect()
        await socket.receive_json_from()
        assert (await socket.receive_output(waiting.DEADLINE_SECONDS))["code"] == 4404
        await socket.wait()
    line = lines.one(logger=ACCESS)
    assert line["event"] == "GET ws/<str:task_id> 101"
    assert (line["close_code"], line["request_id"], line["task_id"]) == (4404, "mine-1", str(task_id))


async def test_a_refused_handshake_is_told_too():
    with written() as lines:
        socket = WebsocketCommunicator(application, "/ws/x", [(b"origin", b"https://evil.example")])
        assert (await socket.connect())[0] is False
        await socket.wait()
    assert lines.one(logger=ACCESS)["status"] == 403


async def test_a_stream_is_told_when_it_has_ended(transactional_db, database_thread):
    user = await database_sync_to_async(factories.UserFactory)()
    task = await database_sync_to_async(factories.TaskFactory)(owner=user)
    _, token = await database_sync_to_async(access_tokens.issue)(user=user, name="log")
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/api/v1/analysis/{task.pk}/stream",
        "headers": [(b"x-request-id", b"mine-1"), (b"authorization", f"Bearer {token}".encode())],
        "query_string": b"",
    }
    with written() as lines:
        stream = ApplicationCommunicator(application, scope)
        await stream.send_input({"type": "http.request", "body": b""})
        assert (await stream.receive_output(waiting.DEADLINE_SECONDS))["headers"][-1] == (b"x-request-id", b"mine-1")
        await stream.send_input({"type": "http.disconnect"})
        await stream.wait(waiting.DEADLINE_SECONDS)
    line = lines.one(logger=ACCESS)
    assert (line["route"], line["status"]) == ("api/v1/analysis/<str:task_id>/stream", 200)
    assert (line["request_id"], line["task_id"]) == ("mine-1", str(task.pk))
    assert line["user"] == user.pk


def test_an_analysis_of_a_command_has_no_request(settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    task = factories.TaskFactory()
    AnalysisTask.objects.filter(pk=task.pk).update(status="cancelled", completed_at=task.created_at)
    with written() as lines:
        assert runner.run(str(task.pk)) == "skipped"
    assert lines.one(task_id=str(task.pk))["event"] == "task not claimable, skipping"
