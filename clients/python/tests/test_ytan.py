"""The command, against a server made of a function."""

import errno
import json
import os
import stat
import sys

import httpx2
import pytest
from test_client import TASK, Server, problem
from youtube_analyzer_client import Client, synchronous
from youtube_analyzer_client.cli import base, settings
from youtube_analyzer_client.cli.main import run


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("YTAN_SERVER", raising=False)
    monkeypatch.delenv("YTAN_TOKEN", raising=False)


@pytest.fixture
def serve(monkeypatch):
    """Have the command's client talk to a function."""

    def start(*answers):
        server = Server(*answers)
        transport = httpx2.MockTransport(server)
        real = httpx2.Client
        monkeypatch.setattr(httpx2, "Client", lambda **given: real(**given | {"transport": transport}))
        return server

    return start


def test_a_list_is_one_json_object_a_line_where_no_person_reads_it(serve, capsys):
    serve(httpx2.Response(200, json={"next": None, "previous": None, "results": [TASK, TASK]}))
    assert run(["list"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [TASK, TASK]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (problem(400, "VIDEO_PRIVATE"), base.ANALYSIS_ENDED_WITHOUT_RESULT),
        (problem(409, "TASK_CANCELLED"), base.ANALYSIS_ENDED_WITHOUT_RESULT),
        (problem(404, "TASK_NOT_FOUND"), base.REFUSED),
        (httpx2.Response(202, json={"detail": "Wait", "progress": 1, "task_status": "pending"}), base.NOT_READY),
        (httpx2.Response(200, text="<html>"), base.UNREACHABLE),
    ],
)
def test_the_exit_code_says_why_there_is_no_result(serve, capsys, answer, code):
    serve(answer)
    assert run(["result", "x"]) == code
    assert capsys.readouterr().err.startswith("ytan: ")


def test_a_search_without_hits_says_what_was_not_searched(serve, capsys):
    page = {"next": None, "previous": None, "results": [], "warnings": [{"code": "X", "message": "Not searched: 2."}]}
    serve(*[httpx2.Response(200, json=page)] * 2)
    assert run(["search", "tide"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "Not searched: 2.\n")


def test_wrong_usage_is_2(capsys):
    assert run(["submit"]) == 2
    assert run(["submit", "u", "--options", "[1]"]) == 2
    assert run(["nonsense"]) == 2
    assert run(["batch"]) == 2
    assert run(["batch", "u", "--source", "p"]) == 2


def test_what_is_wrong_with_the_server_is_said_with_what_to_do(serve, monkeypatch, capsys):
    assert run(["--server", "server", "list"]) == 2
    assert "http://" in capsys.readouterr().err
    monkeypatch.setattr("time.sleep", lambda _: None)
    serve(httpx2.ConnectTimeout(""))
    assert run(["--server", "http://server", "list"]) == base.UNREACHABLE
    refused = capsys.readouterr().err
    assert "No answer from http://server: ConnectTimeout" in refused
    assert "--server" in refused


def test_without_a_valid_token_it_says_how_to_get_one(serve, capsys):
    serve(problem(401, "AUTHENTICATION_REQUIRED"))
    assert run(["list"]) == base.REFUSED
    assert "ytan login" in capsys.readouterr().err


def test_a_reader_that_stops_is_no_failure(serve, monkeypatch, capfd):
    reader, writer = os.pipe()
    os.close(reader)
    serve(httpx2.Response(200, json={"next": None, "previous": None, "results": [TASK]}))
    with os.fdopen(writer, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert run(["list"]) == base.NOT_READ
    assert capfd.readouterr().err == ""


def test_a_broken_connection_is_no_reader_that_stops(monkeypatch, tmp_path):
    def broken(*_):
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(base.settings, "load", broken)
    with (tmp_path / "output").open("w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert run(["list"]) == base.UNREACHABLE


def test_options_reach_the_server(serve):
    server = serve(httpx2.Response(200, json=TASK))
    arguments = ["--depth", "basic", "--max-comments", "5", "--no-comments", "--options", '{"reuse_results": true}']
    assert run(["submit", "a", "b", "--no-follow", *arguments]) == 0
    bodies = [json.loads(request.content) for request in server.requests]
    assert [body["youtube_url"] for body in bodies] == ["a", "b"]
    assert bodies[0]["options"] == {
        "analysis_depth": "basic", "max_comments": 5, "include_comments": False, "reuse_results": True,
    }  # fmt: skip


def test_a_login_is_stored_for_its_owner_only(serve, monkeypatch, capsys):
    answer = {"user": {"id": 1, "username": "ada", "is_staff": False}, "token": "t0", "token_id": "x"}
    server = serve(httpx2.Response(200, json=answer))
    monkeypatch.setattr("click.prompt", lambda *_, **__: "secret")
    assert run(["--server", "http://server/", "login", "-u", "ada"]) == 0
    assert stat.S_IMODE(settings.path().stat().st_mode) == 0o600
    assert settings.load(None) == settings.Settings("http://server", "t0")
    assert "t0" not in capsys.readouterr().err
    assert json.loads(server.requests[0].content)["expires_in_days"] == 90


def test_a_login_asks_for_the_code_of_the_second_factor_where_there_is_one(serve, monkeypatch):
    problem = {"status": 401, "code": "SECOND_FACTOR_REQUIRED", "detail": "send the code"}
    answer = {"user": {"id": 1, "username": "ada", "is_staff": False}, "token": "t0", "token_id": "x"}
    server = serve(httpx2.Response(401, json=problem), httpx2.Response(200, json=answer))
    monkeypatch.setattr("click.prompt", lambda text, **_: {"Password": "secret", "Code": "123456"}[text])
    assert run(["--server", "http://server/", "login", "-u", "ada"]) == 0
    assert [json.loads(each.content).get("code") for each in server.requests] == [None, "123456"]


def test_the_stored_token_is_not_sent_to_another_server(monkeypatch):
    settings.save(settings.Settings("http://server", "t0"))
    assert settings.load("http://other").token is None
    monkeypatch.setenv("YTAN_SERVER", "http://other")
    assert settings.load(None).token is None
    monkeypatch.setenv("YTAN_TOKEN", "t1")
    assert settings.load(None) == settings.Settings("http://other", "t1")


def test_a_file_that_others_can_read_is_refused(capsys):
    settings.save(settings.Settings("http://server", "t0")).chmod(0o644)
    assert run(["list"]) == 2
    assert "chmod 600" in capsys.readouterr().err


def test_both_clients_have_the_same_calls():
    assert synchronous.client.Client is Client
    from youtube_analyzer_client import AsyncClient

    def calls(kind):
        return {name for name in dir(kind) if not name.startswith("_")} - {"aclose", "close"}

    assert calls(Client) == calls(AsyncClient)


def test_what_the_server_says_does_not_command_the_terminal(serve, capsys):
    serve(
        httpx2.Response(409, json={"code": "X", "detail": "a\x1b[2Jb", "errors": [{"attr": "c", "detail": "d\x9b2J"}]})
    )
    assert run(["follows", "pause", "f1"]) != 0
    written = capsys.readouterr().err
    assert "a�[2Jb" in written
    assert written.replace("\n", "").isprintable()


def test_a_channel_is_followed_and_paused(serve, capsys):
    followed = {
        "id": "f1", "name": "", "source_url": "https://www.youtube.com/@x", "enabled": False, "message": "New",
        "newest": 1, "max_per_day": 3, "interval_hours": 24, "options": TASK["options"], "reuse_results": True,
        "checking": False,
        "last_checked_at": None, "next_check_at": None, "error": None, "failures": 0, "warnings": [],
        "counts": {"seen": 0, "taken": 0, "waiting": 0}, "last_batch_id": None,
        "created_at": "2026-01-02T00:00:00.000Z",
        "updated_at": "2026-01-02T00:00:00.000Z", "links": {"self": "/", "batches": "/", "check": "/", "page": "/"},
    }  # fmt: skip
    server = serve(httpx2.Response(201, json=followed), httpx2.Response(200, json=followed))
    assert run(["follows", "add", "https://www.youtube.com/@x", "--max-per-day", "3"]) == 0
    assert run(["follows", "pause", "f1"]) == 0
    first, second = server.requests
    assert json.loads(first.content) == {"source_url": "https://www.youtube.com/@x", "max_per_day": 3}
    assert (second.method, json.loads(second.content)) == ("PATCH", {"enabled": False})
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["f1", "f1"]
