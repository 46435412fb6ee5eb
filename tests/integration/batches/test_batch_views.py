"""The batch endpoints: what they answer, and to whom."""

import json

import pytest

from analysis.batches import feeding
from analysis.models import AnalysisTask, Batch
from tests.support import batches
from tests.support.batches import PATH, url
from tests.support.factories import BASIC_OPTIONS, TaskFactory, UserFactory

pytestmark = pytest.mark.django_db
BASIC = {"analysis_depth": "basic"}
PLAYLIST = "https://www.youtube.com/playlist?list=PLabcdefghijkl"


def post(client, body, path=PATH, **headers):
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


# Create


def test_a_batch_is_created_with_its_members(client):
    answer = post(client, {"urls": [url(1), url(2)], "options": BASIC, "name": "Harbour"})
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == made["links"]["self"] == f"{PATH}{made['id']}"
    assert (made["name"], made["source_url"], made["status"], made["progress"]) == ("Harbour", None, "pending", 0)
    assert made["options"] == BASIC_OPTIONS
    assert made["counts"] == {
        "total": 2, "pending": 2, "processing": 0, "completed": 0, "failed": 0, "cancelled": 0, "reused": 0,
    }  # fmt: skip
    assert client.get(made["links"]["self"]).json() == made
    assert client.get(PATH).json()["results"] == [made]
    members = client.get(made["links"]["members"]).json()["results"]
    assert [(each["position"], each["video_id"], each["task"]) for each in members] == [
        (1, "video000001", None),
        (2, "video000002", None),
    ]


def test_the_same_video_twice_is_one_member_at_its_first_place(client):
    made = post(client, {"urls": [url(1), url(2), f"https://www.youtube.com/watch?v=video{1:06}&t=9"]}).json()
    members = client.get(made["links"]["members"]).json()["results"]
    assert [(each["position"], each["youtube_url"]) for each in members] == [(1, url(1)), (2, url(2))]


def test_each_bad_url_is_named_by_its_place_and_nothing_is_created(client):
    bad = ["https://example.com/x", url(1), PLAYLIST, "https://youtube.com@evil/watch?v=video000001"]
    answer = post(client, {"urls": bad})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "INVALID_URL"
    assert [error["attr"] for error in problem["errors"]] == ["urls.0", "urls.2", "urls.3"]
    assert {error["code"] for error in problem["errors"]} == {"INVALID_URL"}
    assert "source_url" in problem["errors"][1]["detail"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], "text", {"urls": []}, {"urls": None}, {"urls": "x"}, {"urls": [7]}, {"urls": [[]]}, {"urls": {}}),
        *({"urls": [url(1)], **more} for more in ({"newest": 3}, {"name": "x" * 201}, {"naem": "x"}, {"\ud800": 1})),
        *({"urls": [url(1)], "options": options} for options in ({"x": 1}, [], {"max_comments": "9"}, {"reuse_results": 1})),
        {"urls": [url(1)], "source_url": PLAYLIST},
        {"urls": [url(1)], "reuse_results": True, "options": {"reuse_results": False}},
        {"urls": [url(n) for n in range(501)]},
        *({"source_url": PLAYLIST, "newest": newest} for newest in (0, 501, "9", 1.5, True)),
    ],
    ids=lambda body: repr(body)[:60],
)  # fmt: skip
def test_an_invalid_body_is_refused_with_a_code(client, body):
    answer = post(client, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETERS")
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    "bad", ["https://youtu.be/video000001", "https://example.com/@x", "https://youtube.com/", "x", ""]
)
def test_what_is_no_playlist_or_channel_is_refused(client, bad):
    answer = post(client, {"source_url": bad})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "source_url"


def test_five_hundred_members_are_accepted_in_one_request(client):
    answer = post(client, {"urls": [url(n) for n in range(500)]})
    assert answer.status_code == 201
    assert answer.json()["counts"]["total"] == 500


def test_a_fresh_result_of_the_same_video_and_options_is_taken_and_said_to_be_so(client):
    had = TaskFactory(completed=True, video_id="video000001", youtube_url=url(1))
    TaskFactory(completed=True, video_id="video000002", options=BASIC_OPTIONS | {"max_comments": 7})
    made = post(client, {"urls": [url(1), url(2)], "options": BASIC}).json()
    assert (made["counts"]["completed"], made["counts"]["reused"], made["counts"]["pending"]) == (1, 1, 1)
    first, second = client.get(made["links"]["members"]).json()["results"]
    assert (first["reused"], first["status"], first["task"]["id"]) == (True, "completed", str(had.pk))
    assert (second["reused"], second["status"]) == (False, "pending")


@pytest.mark.parametrize("body", [{"reuse_results": False}, {"options": BASIC | {"reuse_results": False}}], ids=repr)
def test_without_reuse_nothing_is_taken(client, body):
    TaskFactory(completed=True, video_id="video000001")
    made = post(client, {"urls": [url(1)], "options": BASIC} | body).json()
    assert (made["counts"]["reused"], made["reuse_results"]) == (0, False)


def test_a_result_of_somebody_else_is_not_taken(client):
    TaskFactory(completed=True, video_id="video000001", owner=UserFactory())
    assert post(client, {"urls": [url(1)], "options": BASIC}).json()["counts"]["reused"] == 0


def test_an_old_result_is_not_taken(client, settings):
    settings.FRESH_RESULT_HOURS = 0
    TaskFactory(completed=True, video_id="video000001")
    assert post(client, {"urls": [url(1)], "options": BASIC}).json()["counts"]["reused"] == 0


def test_an_idempotency_key_gives_the_first_batch_back(client):
    headers, body = {"Idempotency-Key": "once"}, {"urls": [url(1)]}
    first, second = post(client, body, **headers), post(client, body, **headers)
    assert first.json()["id"] == second.json()["id"]
    assert (second.status_code, second["Idempotent-Replayed"]) == (201, "true")
    other = post(client, {"urls": [url(2)]}, **headers)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_caller_has_a_limited_number_of_active_batches(client, settings):
    settings.MAX_ACTIVE_BATCHES = 1
    assert post(client, {"urls": [url(1)]}).status_code == 201
    refused = post(client, {"urls": [url(1)]})
    assert (refused.status_code, refused.json()["code"]) == (429, "QUOTA_EXCEEDED")
    assert refused["Retry-After"] and refused["X-RateLimit-Limit"] == "1"


def test_members_do_not_count_as_active_analyses_of_the_caller(client, settings):
    settings.MAX_ACTIVE_TASKS = 1
    post(client, {"urls": [url(n) for n in range(5)]})
    feeding.advance()
    assert AnalysisTask.objects.count() == 5
    assert post(client, {"youtube_url": url(9)}, "/api/v1/analysis/").status_code == 200


def test_without_a_source_that_lists_a_playlist_is_refused(client, settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    answer = post(client, {"source_url": PLAYLIST})
    assert (answer.status_code, answer.json()["code"]) == (409, "LISTING_UNAVAILABLE")


# Read, cancel, retry


@pytest.fixture
def batch():
    return batches.make(1, 2, 3)


def test_members_are_paged_in_order(client, batch):
    page = client.get(f"{PATH}{batch.pk}/members?page_size=2").json()
    assert [each["position"] for each in page["results"]] == [1, 2]
    assert [each["position"] for each in client.get(page["next"]).json()["results"]] == [3]


def test_a_batch_has_an_etag(client, batch):
    first = client.get(f"{PATH}{batch.pk}")
    assert client.get(f"{PATH}{batch.pk}", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_cancelling_ends_the_batch_and_its_open_analyses(client, batch):
    feeding.advance()
    answer = post(client, {}, f"{PATH}{batch.pk}/cancel")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["counts"]["cancelled"]) == ("cancelled", 3)
    assert set(AnalysisTask.objects.values_list("status", flat=True)) == {"cancelled"}
    again = post(client, {}, f"{PATH}{batch.pk}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "BATCH_NOT_CANCELLABLE")


def test_failed_members_are_retried_with_the_analyses_that_they_have(client, batch):
    batches.run(batch, failed={"video000002"})
    before = client.get(f"{PATH}{batch.pk}").json()
    assert (before["status"], before["progress"], before["counts"]["failed"]) == ("completed", 100, 1)
    answer = post(client, {}, f"{PATH}{batch.pk}/retry-failed")
    assert answer.status_code == 200
    assert (answer.json()["counts"]["pending"], answer.json()["completed_at"]) == (1, None)
    batches.run(batch)
    after = client.get(f"{PATH}{batch.pk}").json()
    assert (after["status"], after["counts"]["completed"]) == ("completed", 3)
    assert AnalysisTask.objects.count() == 3


def test_there_is_nothing_to_retry_without_a_failure(client, batch):
    answer = post(client, {}, f"{PATH}{batch.pk}/retry-failed")
    assert (answer.status_code, answer.json()["code"]) == (409, "BATCH_NOT_RETRYABLE")


def test_a_cancelled_batch_goes_on_after_a_retry(client, batch):
    post(client, {}, f"{PATH}{batch.pk}/cancel")
    assert post(client, {}, f"{PATH}{batch.pk}/retry-failed").json()["counts"]["pending"] == 3
    assert batches.run(batch).counts["completed"] == 3


def test_deleting_a_batch_leaves_its_analyses(client, batch):
    feeding.advance()
    assert client.delete(f"{PATH}{batch.pk}").status_code == 204
    assert client.get(f"{PATH}{batch.pk}").status_code == 404
    assert AnalysisTask.objects.filter(status="cancelled").count() == 3


@pytest.mark.parametrize("batch_id", ["x", "00000000-0000-0000-0000-000000000000", "%00", "1"])
def test_an_unknown_batch_is_not_found_on_every_path(client, batch_id):
    for method, path in (
        ("get", ""),
        ("get", "/members"),
        ("post", "/cancel"),
        ("post", "/retry-failed"),
        ("delete", ""),
    ):
        answer = getattr(client, method)(f"{PATH}{batch_id}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "BATCH_NOT_FOUND")
