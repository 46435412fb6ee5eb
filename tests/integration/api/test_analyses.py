"""The REST API, as clients use it."""

import dataclasses
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from analysis import services
from analysis.access import permissions
from analysis.exceptions import InternalError
from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask, TaskEvent
from analysis.queries import tasks, wire
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db
BASE = "/api/v1/analysis"


@pytest.fixture
def api():
    return APIClient()


def test_the_first_versions_example_makes_a_pending_task(api):
    response = api.post(
        "/api/v1/analysis/", {"youtube_url": "https://youtube.com/watch?v=test", "options": {}}, format="json"
    )
    assert response.status_code == 200
    data = response.json()
    assert "id" in data
    assert data["status"] == "pending"
    assert response["Location"] == data["links"]["self"]


def test_the_first_versions_health_check_is_healthy(api):
    response = api.get("/health")
    assert response.status_code == 200
    assert response.json()["status"] == "healthy"
    assert response.json()["version"] == "1.0.0"


@pytest.mark.parametrize(
    "path", ["/api/v1/analysis", "/api/v1/analysis/", "/health/", "/livez", "/readyz/", "/api/schema"]
)
def test_paths_are_taken_with_and_without_a_slash(api, path):
    assert api.get(path).status_code == 200


def test_defaults_are_filled_in(api):
    data = api.post(f"{BASE}/", {"youtube_url": "https://youtu.be/sample_talk"}, format="json").json()
    assert data["options"]["max_comments"] == 1000
    assert data["options"]["analysis_type"] == "comprehensive"
    assert [step["name"] for step in data["steps"]] == [
        "extraction", "transcription", "content_analysis", "comment_analysis", "synthesis",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "given_options",
    [
        {"unknown": 1},
        {"max_comments": -1},
        {"max_comments": 10_001},
        {"max_comments": "5"},
        {"max_comments": True},
        {"analysis_type": "everything"},
        {"language": "english please"},
        {"include_comments": "yes"},
        {"custom_prompts": [{"id": "1"}]},
        {"custom_prompts": [{"id": "1", "name": "n", "prompt": "p", "promt": "p"}]},
        {"summary_language": "german please"},
        {"summary_language": 1},
        {"summary_style": "poem"},
        {"summary_style": []},
        [],
        "text",
    ],
)
def test_invalid_options_are_refused_and_nothing_is_made(api, given_options):
    response = api.post(
        f"{BASE}/", {"youtube_url": "https://youtu.be/sample_talk", "options": given_options}, format="json"
    )
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "INVALID_PARAMETERS"
    assert response.json()["errors"]
    assert not AnalysisTask.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/watch?v=sample_talk",
        "javascript:alert(1)",
        "https://youtube.com@evil.example/watch?v=sample_talk",
        "https://youtu.be/sample_talk?x=\0",
        "x" * 3000,
    ],
)
def test_addresses_of_other_places_are_refused(api, url):
    response = api.post(f"{BASE}/", {"youtube_url": url}, format="json")
    assert response.status_code == 422
    assert response.json()["code"] == "INVALID_URL"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 413),
        (b"[" * 60_000, 400),
        (b'{"youtube_url": NaN}', 400),
        (b"\xff\xfe", 400),
        (b'"text"', 422),
        (b'{"youtube_url": "https://youtu.be/a\\u0000b"}', 422),
        (b'{"youtube_url": "\\ud800"}', 422),
        (b'{"youtube_url": "' + b"x" * 70_000 + b'"}', 413),
        (b"null", 422),
    ],
)
def test_hostile_bodies_get_an_answer_that_blames_the_sender(api, body, status):
    response = api.post(f"{BASE}/", body, content_type="application/json")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["request_id"] == response["X-Request-ID"]


def test_another_content_type_is_415_and_another_method_405(api):
    assert api.post(f"{BASE}/", b"a=b", content_type="application/x-www-form-urlencoded").status_code == 415
    packed = api.post(f"{BASE}/", b"{}", content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert (packed.status_code, packed["Accept-Encoding"]) == (415, "identity")
    assert api.put(f"{BASE}/", {}, format="json").status_code == 405


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["youtube_url", "options", "language", "max_comments"]) | st.text(), inner, max_size=4
            )
        ),
        max_leaves=8,
    )
)
def test_no_body_of_any_kind_gives_a_500(api, body):
    response = api.post(f"{BASE}/", json.dumps(body), content_type="application/json")
    assert response.status_code in {200, 400, 413, 422}


@pytest.mark.parametrize(
    "name", ["", "/result", "/events?after=x", "/transcript?format=x", "/comments?format=x", "/export?format=x"]
)
@pytest.mark.parametrize("task_id", ["00000000-0000-4000-8000-000000000000", "test-task-id", "%00", "1"])
def test_a_task_that_does_not_exist_is_404_whatever_its_id(api, task_id, name):
    response = api.get(f"{BASE}/{task_id}{name}")
    assert response.status_code == 404
    assert response.json()["detail"] == "Task not found"


def test_a_strangers_task_does_not_exist(api):
    task = TaskFactory(owner=UserFactory())
    api.force_login(UserFactory())
    assert api.get(f"{BASE}/{task.pk}").json()["code"] == "TASK_NOT_FOUND"
    assert api.get(f"{BASE}/").json()["results"] == []
    assert api.delete(f"{BASE}/{task.pk}").status_code == 404
    api.force_login(task.owner)
    assert api.get(f"{BASE}/{task.pk}").status_code == 200


def test_the_described_fields_are_the_ones_that_are_sent(api):
    task = TaskFactory()
    sent = api.get(f"{BASE}/{task.pk}").json()
    parts = {wire.Task: sent, wire.Links: sent["links"], wire.Step: sent["steps"][0]}
    for shape, part in parts.items():
        assert list(part) == [field.name for field in dataclasses.fields(shape)]


def test_a_task_can_be_cancelled_once_and_retried(api):
    task = TaskFactory()
    assert api.post(f"{BASE}/{task.pk}/cancel").json()["status"] == "cancelled"
    response = api.post(f"{BASE}/{task.pk}/cancel")
    assert (response.status_code, response.json()["code"]) == (409, "TASK_NOT_CANCELLABLE")
    assert api.post(f"{BASE}/{task.pk}/retry").json()["status"] == "pending"
    assert api.post(f"{BASE}/{task.pk}/retry").status_code == 409


def test_deleting_takes_everything_along(api):
    task = TaskFactory()
    lifecycle.fail_task(leases.claim_task(task.pk), InternalError(), "extraction")
    assert api.delete(f"{BASE}/{task.pk}").status_code == 204
    assert not AnalysisTask.objects.exists()
    assert not TaskEvent.objects.exists()


def test_the_list_is_paged_filtered_and_costs_the_same_whatever_its_length(api, django_assert_max_num_queries):
    tasks = [TaskFactory() for _ in range(5)]
    lifecycle.cancel_task(tasks[0].pk, "enough")
    with django_assert_max_num_queries(3):
        page = api.get(f"{BASE}/?page_size=2").json()
    assert [item["id"] for item in page["results"]] == [str(tasks[4].pk), str(tasks[3].pk)]
    assert [item["id"] for item in api.get(page["next"]).json()["results"]] == [str(tasks[2].pk), str(tasks[1].pk)]
    assert [item["id"] for item in api.get(f"{BASE}/?status=cancelled").json()["results"]] == [str(tasks[0].pk)]
    assert api.get(f"{BASE}/?ordering=created_at").json()["results"][0]["id"] == str(tasks[0].pk)
    assert len(api.get(f"{BASE}/?analysis_type=comprehensive&video_id=sample_talk").json()["results"]) == 5
    assert api.get(f"{BASE}/?search=nothing").json()["results"] == []
    assert api.get(f"{BASE}/?status=sleeping").status_code == 422
    assert api.get(f"{BASE}/?created_after=yesterday").status_code == 422


def test_a_request_id_is_taken_or_made_and_kept_with_the_task(api):
    response = api.post(
        f"{BASE}/", {"youtube_url": "https://youtu.be/sample_talk"}, format="json", headers={"X-Request-ID": "abc-1"}
    )
    assert response["X-Request-ID"] == "abc-1"
    assert AnalysisTask.objects.get().request_id == "abc-1"
    assert api.get("/livez", headers={"X-Request-ID": "bad\tid"})["X-Request-ID"] != "bad\tid"


def test_the_documents_and_their_viewers_are_served(api):
    document = api.get("/api/schema/?format=json")
    assert b"/api/v1/analysis/" in document.content
    for path in ("/api/docs/", "/api/redoc/"):
        response = api.get(path)
        assert response.status_code == 200
        assert b"https://cdn" not in response.content


def test_visible_tasks_of_staff_are_all():
    TaskFactory(owner=UserFactory())
    assert permissions.tasks_visible(UserFactory(is_staff=True)).count() == 1
    assert permissions.tasks_visible(UserFactory()).count() == 0


def test_a_missing_page_of_the_api_is_a_problem_too(api):
    response = api.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_an_unchanged_task_is_answered_304_until_it_changes(api):
    task = TaskFactory()
    etag = api.get(f"{BASE}/{task.pk}")["ETag"]
    assert api.get(f"{BASE}/{task.pk}", headers={"If-None-Match": etag}).status_code == 304
    lifecycle.cancel_task(task.pk, "enough")
    assert api.get(f"{BASE}/{task.pk}", headers={"If-None-Match": etag}).status_code == 200


def test_the_id_of_a_request_that_made_a_task_is_in_the_answer_and_on_the_row(api):
    response = api.post(f"{BASE}/", {"youtube_url": "https://youtu.be/sample_talk"}, format="json")
    assert AnalysisTask.objects.get().request_id == response["X-Request-ID"]


def test_a_task_belongs_to_whoever_is_logged_in(api):
    owner = UserFactory()
    api.force_login(owner)
    api.post(f"{BASE}/", {"youtube_url": "https://youtu.be/sample_talk"}, format="json")
    assert AnalysisTask.objects.get().owner == owner


def test_origins_that_are_configured_may_read_and_others_not(api, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://friend.example"]
    allowed = api.get(f"{BASE}/", headers={"Origin": "https://friend.example"})
    assert allowed["Access-Control-Allow-Origin"] == "https://friend.example"
    assert "Access-Control-Allow-Origin" not in api.get(f"{BASE}/", headers={"Origin": "https://evil.example"})


def test_active_tasks_are_cancelled_before_they_are_deleted(api):
    assert api.delete(f"{BASE}/{TaskFactory().pk}/").status_code == 204
    assert not AnalysisTask.objects.exists()


@pytest.mark.parametrize("path", ["/cancel/", "/retry/", "/result/", "/events/", "/transcript/", "/comments/"])
def test_every_part_is_taken_with_a_slash_too(api, path):
    method = api.post if path in {"/cancel/", "/retry/"} else api.get
    assert method(f"{BASE}/not-an-id{path}").json()["detail"] == "Task not found"


def test_deleting_locks_the_task_first_as_every_other_change_does():
    task = TaskFactory(failed=True)
    with CaptureQueriesContext(connection) as queries:
        services.task_delete(task=task)
    statements = [query["sql"] for query in queries if query["sql"].startswith(("SELECT", "DELETE", "UPDATE"))]
    assert statements[0].endswith("FOR UPDATE")
    assert any(statement.startswith("DELETE") for statement in statements[1:])


@pytest.mark.parametrize("body", [{"youtube_url": None}, {"upload_id": False}, {"upload_id": 7}])
def test_a_submission_needs_a_video_or_an_upload(api, body):
    answer = api.post("/api/v1/analysis/", body, format="json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] in body.keys() | {"youtube_url"}


def test_a_result_that_comes_while_it_is_requested_is_the_answer(api, monkeypatch):
    task = TaskFactory(completed=True)
    read = tasks.task_head
    earlier = [read(task.pk, AnonymousUser())._replace(status="processing")]
    monkeypatch.setattr(tasks, "task_head", lambda *given: earlier.pop() if earlier else read(*given))
    assert api.get(f"{BASE}/{task.pk}/result").status_code == 200
