"""Requests, answers, retries and pages, against a server made of a function."""

import json

import httpx2
import pytest
import youtube_analyzer_client as ytan
from youtube_analyzer_client import errors, requests, shapes
from youtube_analyzer_client.model import build

TASK = {
    "id": "7d0e3c52-1f63-4f0a-9f0e-0d5f6f0a9b11", "youtube_url": "https://youtu.be/sample_talk", "status": "pending",
    "current_step": None, "progress": 0, "created_at": "2026-03-01T12:00:00.000Z", "estimated_completion": None,
    "queue_position": 1, "video_id": "sample_talk", "title": None, "message": "Waiting", "warnings": [], "error": None,
    "options": {"analysis_type": "content", "include_comments": True, "max_comments": 1000, "comment_sort": "top",
                "language": None, "enable_transcription": True, "analysis_depth": "detailed", "custom_prompts": []},
    "steps": [], "last_seq": 0, "updated_at": "2026-03-01T12:00:00.000Z", "started_at": None, "completed_at": None,
    "upload_id": None, "made_tomorrow": {"a": 1},
    "links": dict.fromkeys(("self", "result", "events", "stream", "websocket", "page", "transcript", "comments",
                            "export", "cancel", "retry"), "/x"),
}  # fmt: skip
QUICK = ytan.RetryPolicy(attempts=3, first_pause=0.0)


class Server:
    """Answers with what it is given, one after the other, and keeps the requests."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def client_of(server, **arguments):
    return ytan.Client("http://server", retries=QUICK, transport=httpx2.MockTransport(server), **arguments)


def problem(status, code, headers=None, **more):
    body = {"type": "about:blank", "title": "", "status": status, "detail": "Why", "code": code, "errors": [], **more}
    return httpx2.Response(status, json=body, headers=headers)


def test_an_answer_is_typed_and_unknown_fields_stay_readable():
    with client_of(Server(httpx2.Response(200, json=TASK))) as client:
        task = client.task(TASK["id"])
    assert task.created_at.isoformat() == "2026-03-01T12:00:00+00:00"
    assert task.options.max_comments == 1000
    assert task.links.self == "/x"
    assert task.raw["made_tomorrow"] == {"a": 1}


@pytest.mark.parametrize("value", [1.5, "a word", None])
def test_a_value_of_several_types_is_as_the_server_sends_it(value):
    assert build(shapes.Evidence, {"kind": "figure", "ref": "video", "value": value}).value == value


def test_an_answer_without_a_field_that_is_needed_is_no_task():
    with (
        client_of(Server(httpx2.Response(200, json={"id": "x"}))) as client,
        pytest.raises(ytan.UnexpectedAnswer, match="Task"),
    ):
        client.task("x")


def test_a_page_of_another_program_is_no_answer():
    with (
        client_of(Server(httpx2.Response(200, text="<html>"))) as client,
        pytest.raises(ytan.UnexpectedAnswer, match="JSON"),
    ):
        client.task("x")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "MALFORMED_REQUEST", ytan.InvalidRequest),
        (401, "AUTHENTICATION_REQUIRED", ytan.AuthenticationRequired),
        (403, "PERMISSION_DENIED", ytan.PermissionDenied),
        (404, "TASK_NOT_FOUND", ytan.NotFound),
        (409, "TASK_NOT_CANCELLABLE", ytan.Conflict),
        (409, "TASK_CANCELLED", ytan.AnalysisCancelled),
        (413, "BODY_TOO_LARGE", ytan.InvalidRequest),
        (422, "INVALID_URL", ytan.InvalidRequest),
        (500, "INTERNAL_ERROR", ytan.ServerUnavailable),
    ],
)
def test_a_problem_is_an_error_with_its_code(status, code, kind):
    server = Server(problem(status, code, errors=[{"attr": "a", "code": "b", "detail": "c"}], request_id="r1"))
    with client_of(server) as client, pytest.raises(kind) as caught:
        client.cancel("x")
    error = caught.value
    assert (error.status, error.code, error.detail, error.request_id) == (status, code, "Why", "r1")
    assert error.errors == [{"attr": "a", "code": "b", "detail": "c"}]
    assert len(server.requests) == 1


def test_an_error_without_a_problem_has_the_status_as_its_code():
    with (
        client_of(Server(httpx2.Response(404, text="<h1>nginx</h1>"))) as client,
        pytest.raises(ytan.NotFound) as caught,
    ):
        client.task("x")
    assert caught.value.code == "HTTP_404"


def test_a_result_that_is_not_ready_says_how_far_it_is():
    answer = {"detail": "Task still processing", "progress": 40, "task_status": "processing"}
    server = Server(httpx2.Response(202, json=answer, headers={"Retry-After": "3"}))
    with client_of(server) as client, pytest.raises(ytan.NotReady) as caught:
        client.result("x")
    assert (caught.value.progress, caught.value.task_status, caught.value.retry_after) == (40, "processing", 3.0)


def test_the_result_of_a_failed_analysis_is_its_failure():
    with client_of(Server(problem(400, "VIDEO_PRIVATE"))) as client, pytest.raises(ytan.AnalysisFailed) as caught:
        client.result("x")
    assert caught.value.code == "VIDEO_PRIVATE"


@pytest.mark.parametrize(
    "failure",
    [
        problem(429, "RATE_LIMIT_EXCEEDED", {"Retry-After": "0"}),
        problem(503, "SERVICE_UNAVAILABLE", {"Retry-After": "0"}),
        httpx2.Response(502, text="bad gateway"),
        httpx2.ConnectError("refused"),
        httpx2.ReadError("reset"),
        httpx2.ReadTimeout("silent"),
    ],
)
def test_an_analysis_is_created_once_however_often_the_request_is_sent(failure):
    server = Server(failure, failure, httpx2.Response(200, json=TASK))
    with client_of(server) as client:
        assert client.create("https://youtu.be/sample_talk").id == TASK["id"]
    keys = {request.headers["Idempotency-Key"] for request in server.requests}
    assert (len(server.requests), len(keys)) == (3, 1)


def test_two_analyses_have_two_keys():
    server = Server(httpx2.Response(200, json=TASK))
    with client_of(server) as client:
        client.create("a")
        client.create("a")
        client.create("a", idempotency_key="mine")
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 3
    assert server.requests[2].headers["Idempotency-Key"] == "mine"


def test_what_may_have_been_done_is_not_sent_again():
    server = Server(httpx2.ReadError("reset"))
    with client_of(server) as client, pytest.raises(ytan.ConnectionFailed):
        client.create_token("backup")
    assert len(server.requests) == 1


def test_what_never_arrived_is_sent_again():
    server = Server(httpx2.ConnectError("refused"))
    with client_of(server) as client, pytest.raises(ytan.ConnectionFailed):
        client.create_token("backup")
    assert len(server.requests) == 3


def test_a_pause_that_is_too_long_is_left_to_the_caller():
    server = Server(problem(429, "QUOTA_EXCEEDED", {"Retry-After": "3600"}))
    with client_of(server) as client, pytest.raises(ytan.TooManyRequests) as caught:
        client.create("a")
    assert (caught.value.retry_after, len(server.requests)) == (3600.0, 1)


def test_a_list_is_read_page_by_page():
    pages = [{"next": "/api/v1/analysis/?cursor=b", "previous": None, "results": [TASK]}]
    pages.append({"next": None, "previous": None, "results": [TASK, TASK]})
    server = Server(*(httpx2.Response(200, json=page) for page in pages))
    with client_of(server, token="secret") as client:
        assert len(list(client.tasks(status="pending", created_after=None))) == 3
    assert [str(request.url) for request in server.requests] == [
        "http://server/api/v1/analysis/?status=pending",
        "http://server/api/v1/analysis/?cursor=b",
    ]
    assert {request.headers["Authorization"] for request in server.requests} == {"Bearer secret"}


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/", "evil"])
def test_a_page_elsewhere_does_not_get_the_token(link):
    page = {"next": link, "previous": None, "results": []}
    server = Server(httpx2.Response(200, json=page))
    with client_of(server, token="secret") as client, pytest.raises(ytan.ClientError):
        list(zip(range(3), client.tasks(), strict=False))
    assert {request.url.host for request in server.requests} == {"server"}


def test_a_search_is_read_page_by_page():
    page = {"previous": None, "results": [], "ranked": 0, "complete": True, "warnings": [], "facets": {}}
    server = Server(
        *(httpx2.Response(200, json=page | {"next": cursor}) for cursor in ("/api/v1/search?cursor=abc&q=x", None))
    )
    with client_of(server) as client:
        assert list(client.search('"low tide" -winter', kind="transcript", all=True)) == []
    first, second = (request.url for request in server.requests)
    assert dict(first.params) == {"q": '"low tide" -winter', "in": "transcript", "all": "true"}
    assert str(second) == "http://server/api/v1/search?cursor=abc&q=x"


def test_a_login_gives_the_client_its_token():
    user = {"id": 1, "username": "ada", "is_staff": False}
    answer = {
        "user": user,
        "token": "t0",
        "token_id": "x",
        "expires_at": "2026-11-25T02:07:46.227Z",
        "csrf_token": None,
    }
    server = Server(httpx2.Response(200, json=answer))
    with client_of(server) as client:
        client.login("ada", "pass")
        assert client.token == "t0"
    assert json.loads(server.requests[0].content) == {"username": "ada", "password": "pass"}


def test_files_are_sent_from_their_beginning_at_every_attempt(tmp_path):
    (tmp_path / "a.vtt").write_text("WEBVTT")
    upload = {
        "id": "u",
        "video_id": None,
        "files": [],
        "created_at": TASK["created_at"],
        "expires_at": TASK["created_at"],
    }
    server = Server(problem(429, "QUOTA_EXCEEDED", {"Retry-After": "0"}), httpx2.Response(201, json=upload))
    with client_of(server) as client:
        assert client.upload([tmp_path / "a.vtt"]).id == "u"
    assert all(b"WEBVTT" in request.content and b'filename="a.vtt"' in request.content for request in server.requests)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename*=utf-8''%E6%BD%AE%20%5Bx%5D.pdf", "潮 [x].pdf"),
        ('attachment; filename="../../etc/passwd"', "_.._etc_passwd"),
        ("attachment; filename*=utf-8''..%2F.bashrc", "_.bashrc"),
        ("", "download"),
    ],
)
def test_a_download_gets_the_name_that_the_server_gives_within_the_folder(tmp_path, header, name):
    server = Server(httpx2.Response(200, content=b"report", headers={"Content-Disposition": header}))
    with client_of(server) as client:
        path = client.export("x", tmp_path, format="pdf")
        with pytest.raises(FileExistsError):
            client.export("x", tmp_path, format="pdf")
        assert client.export("x", path, format="pdf") == path
    assert (path, path.read_bytes()) == (tmp_path / name, b"report")


def test_a_download_that_breaks_off_leaves_nothing(tmp_path):
    def chunks():
        yield b"half"
        raise httpx2.ReadError("reset")

    server = Server(httpx2.Response(200, content=chunks()))
    with client_of(server) as client, pytest.raises(ytan.ConnectionFailed):
        client.export("x", tmp_path / "report.pdf", format="pdf")
    assert list(tmp_path.iterdir()) == []


async def test_the_asynchronous_client_answers_the_same():
    page = {"next": None, "previous": None, "results": [TASK]}
    server = Server(httpx2.ReadError("reset"), httpx2.Response(200, json=TASK), httpx2.Response(200, json=page))
    async with ytan.AsyncClient("http://server", retries=QUICK, transport=httpx2.MockTransport(server)) as client:
        task = await client.create("https://youtu.be/sample_talk")
        assert [each async for each in client.tasks()] == [task]


@pytest.mark.parametrize(
    "wrong", ["", ".", "..", "../auth/tokens?x=", "a/../../webhooks/w", "a#", "a%2f", "\ud800", "a\n", "é"]
)
def test_an_id_leads_nowhere_else(wrong):
    for request in (requests.get, requests.post, requests.post_once, requests.delete):
        with pytest.raises(errors.NotFound):
            request(f"analysis/{wrong}/ask")
    with pytest.raises(errors.NotFound):
        requests.patch(f"follows/{wrong}x/../y", {})
