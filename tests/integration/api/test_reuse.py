"""A caller who asks for it gets a fresh result of the same video and options, instead of a new analysis."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils.timezone import now

from analysis import options
from analysis.models import AnalysisTask, Upload
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "https://youtu.be/sample_talk"
BASIC = {"analysis_depth": "basic"}


def analysed(**fields):
    """Return a completed analysis of the sample with the options ``BASIC``."""
    return TaskFactory(**{"completed": True, "options": options.with_defaults(BASIC), "completed_at": now()} | fields)


def submit(client, key=None, reuse=True, url=URL, **chosen):
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    body = {"youtube_url": url, "options": BASIC | {"reuse_results": reuse} | chosen}
    return client.post("/api/v1/analysis/", body, content_type="application/json", **headers)


def test_the_newest_is_taken_and_nothing_is_queued(client):
    analysed(completed_at=now() - timedelta(hours=2))
    newest = analysed()
    answer = submit(client)
    assert (answer.status_code, answer.json()["id"], answer.json()["status"]) == (200, str(newest.pk), "completed")
    assert answer["Location"].rstrip("/").endswith(str(newest.pk))
    assert "reuse_results" not in answer.json()["options"]
    assert AnalysisTask.objects.count() == 2


def test_without_being_asked_nothing_is_reused(client):
    analysed()
    assert submit(client, reuse=False).json()["status"] == "pending"
    assert (
        client.post("/api/v1/analysis/", {"youtube_url": URL, "options": BASIC}, "application/json").json()["status"]
        == "pending"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"options": options.with_defaults({"analysis_depth": "detailed"})},
        {"video_id": "another_one"},
        {"completed_at": now() - timedelta(hours=settings.FRESH_RESULT_HOURS + 1)},
        {"status": "failed"},
    ],
    ids=["options", "video", "age", "failure"],
)
def test_another_one_is_not_taken(client, other):
    analysed(**other)
    assert submit(client).json()["status"] == "pending"


def test_nobody_gets_the_result_of_somebody_else(client):
    analysed(owner=UserFactory())
    assert submit(client).json()["status"] == "pending"


def test_an_upload_is_always_analysed(client):
    upload = Upload.objects.create(video_id="sample_talk", expires_at=now() + timedelta(hours=1))
    body = {"upload_id": str(upload.pk), "options": {"reuse_results": True}}
    answer = client.post("/api/v1/analysis/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, "options.reuse_results")


def test_a_key_belongs_to_a_request_that_asks_for_the_same(client):
    first = analysed()
    assert submit(client, key="one").json()["id"] == str(first.pk)
    analysed()
    again = submit(client, key="one")
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (str(first.pk), "true")
    assert submit(client, key="one", reuse=False).status_code == 422
