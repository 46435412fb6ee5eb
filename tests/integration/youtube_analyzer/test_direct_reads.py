"""A task and its result are answered as Django answers them, with a shorter path for the usual request."""

import gzip
import time
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import signals
from django.db import close_old_connections, connection

from analysis.queries import tasks
from tests.support import broken_database
from tests.support.factories import TaskFactory, UserFactory, token_of
from tests.support.log_lines import written
from youtube_analyzer import direct_reads
from youtube_analyzer.direct_reads import Answer
from youtube_analyzer.env import Rate
from youtube_analyzer.threaded_handler import ThreadedHandler

LARGE = {"video": {"title": "é".join(map(str, range(400)))}}
pytestmark = pytest.mark.django_db


@pytest.fixture
def handler(monkeypatch):
    """A handler that leaves the connection of the test open, as Django's test client does."""
    monkeypatch.setattr(direct_reads, "close_old_connections", lambda: None)
    ended = (signals.request_started, signals.request_finished)
    for signal in ended:
        signal.disconnect(close_old_connections)
    handler = ThreadedHandler(1)
    yield handler
    handler._executor.shutdown()
    for signal in ended:
        signal.connect(close_old_connections)


def scope_of(path, *, method="GET", query="", **headers):
    """Return the ASGI scope of a request; a header with the value None is not sent."""
    sent = {"host": "localhost", "x-request-id": "mine-1"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return {
        "type": "http",
        "scheme": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items() if value is not None],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "waited_seconds": 0.0,
    }


def revealed(answer):
    """Return status, headers and body, but for what differs in any two answers."""
    if isinstance(answer, Answer):
        headers, body = {name.decode(): value.decode() for name, value in answer.headers}, answer.body
    else:
        headers, body = dict(answer.items()), answer.content
    headers = {name.lower(): value for name, value in headers.items() if name != "X-Request-ID"}
    if headers.get("content-encoding") == "gzip":
        del headers["content-length"]  # random bytes belong to it
        body = gzip.decompress(body)
    return int(getattr(answer, "status", 0) or answer.status_code), headers, body


def ask(handler, path, **request):
    """Return the answer to the second of two equal requests: the first is Django's."""
    for _ in range(2):
        answer = handler._respond(scope_of(path, **request), BytesIO(), time.monotonic())
    return answer


def assert_as_django(handler, path, *, is_direct, **request):
    answer = ask(handler, path, **request)
    assert isinstance(answer, Answer) == is_direct
    assert revealed(answer) == revealed(handler._respond_with_django(scope_of(path, **request), BytesIO()))


def path_of(task, end=""):
    return f"/api/v1/analysis/{task.pk}{end}"


@pytest.mark.parametrize("end", ["", "/", "/result", "/result/"])
def test_whole_answers_are_those_of_django(handler, end):
    task = TaskFactory(completed=True, result_data=LARGE)
    for encoding in ("gzip, br", "br", None):
        assert_as_django(handler, path_of(task, end), is_direct=True, accept_encoding=encoding)


@pytest.mark.parametrize("end", ["", "/result"])
def test_conditional_answers_are_those_of_django(handler, end):
    task = TaskFactory(completed=True, result_data=LARGE)
    tag = f'"{tasks.version(tasks.task_head(task.pk, UserFactory()))}"'
    for given in ("{}", "W/{}", '"x", W/{}', "*", '"other"', "no tag"):
        assert_as_django(handler, path_of(task, end), is_direct=True, if_none_match=given.format(tag))


@pytest.mark.parametrize("end", ["", "/result"])
def test_a_caller_with_a_token_sees_what_django_shows(handler, end, settings):
    settings.AUTH_REQUIRED = True
    user, stranger = UserFactory(), UserFactory()
    task = TaskFactory(completed=True, result_data=LARGE, owner=user)
    for caller, is_direct in ((user, True), (stranger, False)):
        token = token_of(caller)
        for scheme in ("Bearer", "bearer"):
            assert_as_django(handler, path_of(task, end), is_direct=is_direct, authorization=f"{scheme} {token}")


#: Requests that are not usual.
OTHERS = (
    {"authorization": "Bearer wrong"},
    {"authorization": "Bearer"},
    {"authorization": "Basic YTpi"},
    {"cookie": "sessionid=x"},
    {"origin": "https://example.com"},
    {"if_match": '"other"'},
    {"if_modified_since": "Sat, 28 Nov 2026 00:00:00 GMT"},
    {"host": "elsewhere.example"},
    {"x_forwarded_proto": "gopher"},
    {"query": "x=1"},
    {"method": "HEAD"},
    {"method": "OPTIONS"},
)


@pytest.mark.parametrize("end", ["", "/result"])
def test_what_is_not_usual_is_left_to_django(handler, end):
    task = TaskFactory(completed=True, result_data=LARGE)
    ask(handler, path_of(task, end))  # so that the usual answer is known
    for other in OTHERS:
        assert_as_django(handler, path_of(task, end), is_direct=False, **other)


def test_errors_and_what_is_not_ready_are_left_to_django(handler):
    pending, failed = TaskFactory(), TaskFactory(failed=True)
    owned = TaskFactory(completed=True, owner=UserFactory())
    ask(handler, path_of(TaskFactory(completed=True, result_data=LARGE), "/result"))
    for task in (pending, failed, owned):
        assert_as_django(handler, path_of(task, "/result"), is_direct=False)
    for end in ("", "/result"):
        path = f"/api/v1/analysis/{uuid4()}{end}"
        status, _, body = revealed(ask(handler, path))
        assert (status, b"TASK_NOT_FOUND" in body) == (404, True)


def test_a_short_result_does_not_teach_the_headers_of_a_long_one(handler):
    short, long = TaskFactory(completed=True, result_data={}), TaskFactory(completed=True, result_data=LARGE)
    ask(handler, path_of(short, "/result"))
    assert_as_django(handler, path_of(long, "/result"), is_direct=True)
    assert_as_django(handler, path_of(short, "/result"), is_direct=False)


def test_each_read_is_counted_once_and_refused_beyond_the_limit(handler, settings):
    settings.THROTTLE_READ = Rate(3, 60)
    task = TaskFactory()
    left = [revealed(ask(handler, path_of(task)))[1]["x-ratelimit-remaining"]]
    answers = [handler._respond(scope_of(path_of(task)), BytesIO(), time.monotonic()) for _ in range(2)]
    left.append(revealed(answers[0])[1]["x-ratelimit-remaining"])
    assert left == ["1", "0"]
    assert isinstance(answers[0], Answer)
    assert revealed(answers[1])[0] == 429


def test_a_direct_read_is_logged_as_any_request(handler):
    user = UserFactory()
    token = token_of(user)
    task = TaskFactory(owner=user)
    ask(handler, path_of(task), authorization=f"Bearer {token}")
    lines = []
    for respond in (handler._respond, lambda scope, body, _: handler._respond_with_django(scope, body)):
        with written() as log:
            respond(
                scope_of(path_of(task), authorization=f"Bearer {token}"),
                BytesIO(),
                time.monotonic(),
            )
        lines.append({name: value for name, value in log.one().items() if name not in ("ms", "timestamp")})
    assert lines[0] == lines[1]
    assert (lines[0]["user"], lines[0]["task_id"], lines[0]["request_id"]) == (user.pk, str(task.pk), "mine-1")


def test_a_failing_database_is_answered_as_by_django(handler):
    task = TaskFactory()
    ask(handler, path_of(task))
    with connection.execute_wrapper(broken_database.refuse):
        status, headers, body = revealed(ask(handler, path_of(task)))
        as_django = revealed(handler._respond_with_django(scope_of(path_of(task)), BytesIO()))
    assert (status, headers["retry-after"], body) == (503, "5", as_django[2])
