"""Errors of the API: one shape, whoever notices them, and never a 500 for what a client sends."""

import gzip
import io
import json
import logging
import re
from urllib.parse import urlencode

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from analysis import services
from analysis.api.analyses.viewsets import TaskViewSet
from analysis.api.http import exception_handling
from analysis.models import AnalysisTask
from analysis.uploads.errors import RequestTooLarge
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/analysis/"
MEMBERS = {"type", "title", "status", "detail", "code", "errors", "request_id"}


@pytest.fixture
def quiet():
    """A client that gets the answer to a crash instead of the crash, as a browser does."""
    return Client(raise_request_exception=False)


def assert_problem(response, status, code):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == MEMBERS
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    assert problem["request_id"] == response["X-Request-ID"]
    return problem


def test_an_invalid_value_is_named_with_its_path(client):
    body = {"youtube_url": "https://youtu.be/sample_talk", "options": {"max_comments": -5}}
    problem = assert_problem(client.post(LIST, body, content_type="application/json"), 422, "INVALID_PARAMETERS")
    assert problem["title"] == "Unprocessable Content"
    assert [(error["attr"], error["code"]) for error in problem["errors"]] == [("options.max_comments", "min_value")]
    assert problem["detail"].startswith("options.max_comments: ")


def test_an_unknown_option_is_named_also_when_its_name_cannot_be_printed(client):
    body = '{"youtube_url": "https://youtu.be/sample_talk", "options": {"\\ud800max": 1, "x": 1}}'
    problem = assert_problem(client.post(LIST, body, content_type="application/json"), 422, "INVALID_PARAMETERS")
    assert {error["attr"] for error in problem["errors"]} == {"options.\\ud800max", "options.x"}


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ("[]", None),
        ('{"youtube_url": "https://youtu.be/sample_talk", "options": []}', "options"),
        (
            '{"youtube_url": "https://youtu.be/sample_talk", "options": {"custom_prompts": [1]}}',
            "options.custom_prompts.0",
        ),
    ],
)
def test_a_value_of_another_type_is_named_by_its_own_path(client, body, attr):
    problem = assert_problem(client.post(LIST, body, content_type="application/json"), 422, "INVALID_PARAMETERS")
    assert [error["attr"] for error in problem["errors"]] == [attr]


def test_members_that_are_not_described_are_ignored(client):
    body = {"youtube_url": "https://youtu.be/sample_talk", "callback": "x", "options": None}
    assert client.post(LIST, body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "options", [{"custom_prompts": [PROMPT, PROMPT]} for PROMPT in [{"id": "a", "name": "n", "prompt": "p"}]]
)
def test_two_prompts_of_one_id_are_refused(client, options):
    body = {"youtube_url": "https://youtu.be/sample_talk", "options": options}
    assert_problem(client.post(LIST, body, content_type="application/json"), 422, "INVALID_PARAMETERS")


def test_a_missing_address_is_told(client):
    problem = assert_problem(client.post(LIST, "{}", content_type="application/json"), 422, "INVALID_PARAMETERS")
    assert problem["errors"] == [{"attr": "youtube_url", "code": "required", "detail": "This field is required."}]


def test_an_address_of_another_place_has_its_own_code(client):
    body = {"youtube_url": "https://youtube.com.evil.example/watch?v=sample_talk"}
    problem = assert_problem(client.post(LIST, body, content_type="application/json"), 422, "INVALID_URL")
    assert problem["errors"][0]["attr"] == "youtube_url"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "NOT_FOUND"),
        ("post", "/api/nothing/at/all/", 404, "NOT_FOUND"),
        ("put", LIST, 405, "METHOD_NOT_ALLOWED"),
        ("get", f"{LIST}not-an-id", 404, "TASK_NOT_FOUND"),
        ("get", f"{LIST}not-an-id/cancel", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_addresses_and_methods_that_do_not_exist(client, method, path, status, code):
    assert_problem(getattr(client, method)(path), status, code)


def test_unknown_addresses_are_problems_while_debugging_too(client, settings):
    settings.DEBUG = True
    assert_problem(client.get("/api/v1/nothing"), 404, "NOT_FOUND")


def test_pages_keep_their_own_errors(client):
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("error", "title"), [(RequestTooLarge(), "too large"), (None, "not valid")])
def test_a_page_says_what_is_wrong_with_a_request(rf, error, title):
    response = exception_handling.bad_request(rf.get("/", headers={"accept": "text/html"}), error)
    heading = re.search("<h1>(.*)</h1>", response.content.decode())[1]
    assert (title in heading, response.status_code) == (True, 413 if error else 400)


def test_a_host_that_is_not_ours_is_a_problem(client, caplog):
    caplog.set_level(logging.CRITICAL)
    assert_problem(client.get(LIST, headers={"Host": "evil.example"}), 400, "MALFORMED_REQUEST")


def test_a_crash_tells_nothing_of_the_inside(quiet, monkeypatch, caplog):
    def crash(**given):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(services, "task_create", crash)
    body = {"youtube_url": "https://youtu.be/sample_talk"}
    response = quiet.post(LIST, body, content_type="application/json")
    assert_problem(response, 500, "INTERNAL_ERROR")
    assert b"secret" not in response.content
    assert "secret" in caplog.text


def test_a_crash_outside_the_views_is_a_problem_too(quiet, monkeypatch, caplog):
    def crash(*given):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("django.contrib.auth.middleware.AuthenticationMiddleware.process_request", crash)
    assert_problem(quiet.get(LIST), 500, "INTERNAL_ERROR")


@pytest.mark.parametrize("path", [LIST, f"{LIST}c0ffee00-0000-4000-8000-000000000000/result"])
def test_a_database_that_is_away_is_503_and_says_when_to_come_back(quiet, monkeypatch, path):
    def away(*given, **named):
        raise OperationalError("connection refused")

    monkeypatch.setattr(CursorWrapper, "execute", away)
    response = quiet.get(path)
    problem = assert_problem(response, 503, "SERVICE_UNAVAILABLE")
    assert response["Retry-After"] == "5"
    assert "refused" not in problem["detail"]


def test_a_logged_in_browser_needs_the_csrf_token():
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(UserFactory())
    body = {"youtube_url": "https://youtu.be/sample_talk"}
    assert_problem(client.post(LIST, body, format="json"), 403, "PERMISSION_DENIED")
    assert not AnalysisTask.objects.exists()


def test_problems_survive_compression(client):
    body = {"youtube_url": "x", "options": {f"option{n}": 1 for n in range(50)}}
    response = client.post(LIST, body, content_type="application/json", headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(gzip.decompress(response.content))["code"] == "INVALID_URL"


@pytest.mark.parametrize("accept", ["application/problem+json", "text/html", "application/xml", "nonsense"])
def test_a_client_that_asks_for_another_form_gets_json(client, accept):
    response = client.get(LIST, headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def post_over_asgi(body, content_type=b"application/json", **headers):
    """Post what the test client would set right."""
    given = [(b"content-type", content_type), *((name.encode(), value) for name, value in headers.items())]
    scope = {"type": "http", "method": "POST", "path": LIST, "query_string": b"x=%ff", "headers": given}
    return TaskViewSet.as_view({"post": "create"})(ASGIRequest(scope, io.BytesIO(body)))


SUBMISSION = b'{"youtube_url": "https://youtu.be/sample_talk"}'


@pytest.mark.parametrize("charset", [b"hex", b"rot13", b"utf-16", b"undefined", b"nonsense"])
def test_an_odd_charset_does_no_harm(charset):
    length = str(len(SUBMISSION)).encode()
    response = post_over_asgi(SUBMISSION, b"application/json; charset=" + charset, **{"content-length": length})
    assert response.status_code == 200


@pytest.mark.parametrize(("body", "status"), [(SUBMISSION, 200), (b" " * 70_000, 413)])
def test_a_body_of_unknown_length_is_read_and_bounded(body, status):
    assert post_over_asgi(body, **{"transfer-encoding": b"chunked"}).status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "status=sleeping",
        "analysis_type=x",
        "created_after=yesterday",
        "created_before=2026-13-01T00:00:00Z",
        "ordering=owner",
        "page_size=0",
        "page_size=101",
        "page_size=x",
        "cursor=x",
        "cursor=cD1hYmM=",
        "cursor=cD0lMDA=",
        "cursor=%00",
        "search=%00",
        "video_id=" + "x" * 65,
        "search=" + "x" * 201,
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(client, query):
    TaskFactory()
    assert_problem(client.get(f"{LIST}?{query}"), 422, "INVALID_PARAMETERS")


@pytest.mark.parametrize(
    "query",
    [
        "sentiment=angry",
        "is_spam=maybe",
        "is_author=1",
        "min_likes=-1",
        "min_likes=NaN",
        "min_likes=99999999999999999999",
        "page_size=501",
        "cursor=cD1hYmM=",
        "format=xml",
    ],
)
def test_a_filter_of_comments_that_makes_no_sense_is_refused(client, query):
    task = TaskFactory(failed=True)
    assert_problem(client.get(f"{LIST}{task.pk}/comments?{query}"), 422, "INVALID_PARAMETERS")


NAMES = ["status", "video_id", "analysis_type", "created_after", "created_before", "search", "ordering", "page_size"]
NAMES += ["cursor", "after", "format", "page", "sentiment", "theme", "is_spam", "language", "min_likes"]
VALUES = st.text(max_size=20) | st.integers().map(str) | st.datetimes().map(str) | st.floats().map(str)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=3),
    st.sampled_from(["", "/comments", "/transcript", "/events"]),
)
def test_no_query_gives_a_500(client, query, part):
    task = AnalysisTask.objects.first() or TaskFactory(failed=True)
    path = f"{LIST}{task.pk}{part}" if part else LIST
    assert client.get(path, {name: value.encode(errors="replace") for name, value in query.items()}).status_code in {
        200,
        404,
        422,
    }


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_of_a_body_give_a_500(client, body):
    assert client.post(LIST, body, content_type="application/json").status_code in {400, 422}


@pytest.mark.parametrize(
    ("moment", "status"),
    [("2026-01-01", 200), ("0001-01-01T00:00:00+23:59", 422), ("9999-12-31T23:59:59-23:59", 422)],
)
def test_times_that_the_database_cannot_compare_with_are_refused(client, moment, status):
    TaskFactory()
    assert client.get(LIST, {"created_after": moment, "created_before": moment}).status_code == status


@pytest.mark.parametrize("number", ["1e400", "-0.0", "1" * 4000, "1" * 5000, "true", "10.0"])
def test_odd_numbers_are_refused(client, number):
    body = f'{{"youtube_url": "https://youtu.be/sample_talk", "options": {{"max_comments": {number}}}}}'
    assert client.post(LIST, body, content_type="application/json").status_code in {400, 422}


@pytest.mark.parametrize("charset", ["hex", "zlib", "rot13", "punycode", "undefined", "utf-16", "nonsense"])
@pytest.mark.parametrize("path", [LIST, "/", "/login/"])
def test_an_odd_charset_does_no_harm_under_wsgi_either(client, path, charset):
    given = {"search": "Größe", "next": "/"}
    response = client.generic("GET", f"{path}?{urlencode(given)}", content_type=f"application/json; charset={charset}")
    assert response.status_code == 200
    assert response.wsgi_request.GET["search"] == "Größe"


@pytest.mark.parametrize("query", ["sentiment=angry", "page_size=0", "cursor=x"])
def test_a_filter_of_comments_that_are_not_there_yet_is_refused_too(client, query):
    assert_problem(client.get(f"{LIST}{TaskFactory().pk}/comments?{query}"), 422, "INVALID_PARAMETERS")


@pytest.mark.parametrize("part", ["", "c0ffee00-0000-4000-8000-000000000000/events"])
def test_more_parameters_than_django_reads_are_refused(client, part):
    TaskFactory(pk="c0ffee00-0000-4000-8000-000000000000")
    query = "&".join(f"p{number}=1" for number in range(1001))
    assert_problem(client.get(f"{LIST}{part}?{query}"), 400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "The body is not JSON: see line 1, column 2."),
        (b'{\n"a": ', "The body is not JSON: see line 2, column 6."),
        (b"\xff", "The body is not UTF-8."),
        (b'{"a": NaN}', "The body is not JSON: it holds NaN, Infinity or a number that is too long."),
        (b'{"a": ' + b"1" * 5000 + b"}", "The body is not JSON: it holds NaN, Infinity or a number that is too long."),
        (b"[" * 30_000, "The body is nested too deeply."),
    ],
)
def test_a_body_that_cannot_be_parsed_is_explained_in_our_own_words(client, body, detail):
    answer = client.post(LIST, body, content_type="application/json")
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
