"""What a batch says about all of its videos: summary, CSV, zip, webhook and admin."""

import copy
import csv
import dataclasses
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis.batches import summary
from analysis.models import Batch, WebhookDelivery
from analysis.operations import retention
from analysis.queries import batch_wire
from tests.support import batches
from tests.support.batches import PATH
from tests.support.results import full_result
from tests.support.webhooks import WebhookFactory

pytestmark = pytest.mark.django_db


def result_of(score, n, published, topics=("Harbour",), theme="Tides"):
    """Return a result with what the summary reads."""
    found = copy.deepcopy(full_result())
    found["video"] |= {"title": "=cmd()|tide", "published_at": published}
    found["content"]["topics"] = [{**found["content"]["topics"][0], "name": name} for name in topics]
    found["comments"]["sentiment"] |= {"score": score, "n": n}
    found["comments"]["themes"] = [
        {**found["comments"]["themes"][0], "name": theme, "sentiment": score, "sentiment_n": n}
    ]
    found["comments"]["analyzed"] = 10 * n
    return found


@pytest.fixture
def batch(settings):
    settings.WEBHOOKS_ENABLED = True
    WebhookFactory(events=["batch.completed"])
    results = {
        "video000001": result_of(0.5, 10, "2026-03-02T10:00:00Z", ("Harbour", "Boats")),
        "video000002": result_of(-0.5, 30, "2026-03-09T10:00:00Z", theme="TIDES"),
        "video000003": result_of(0.9, 1, "2026-04-01T10:00:00Z", ("Moon",), "Moon"),
    }
    return batches.run(batches.make(1, 2, 3, 4, name="Talks"), results=results, failed={"video000004"})


def test_the_summary_weighs_videos_by_their_comments(batch):
    found = batch.summary
    assert (found["sentiment"], found["sentiment_n"]) == (round((5 - 15 + 0.9) / 41, 4), 41)
    assert [video["position"] for video in found["videos"]] == [1, 2, 3]
    assert found["feedback"]["praise"]["count"] == 3 * full_result()["comments"]["feedback"]["praise"]["count"]


def test_themes_and_topics_are_common_where_two_videos_have_them_whatever_their_case(batch):
    (theme,) = batch.summary["themes"]
    assert (theme["name"], theme["videos"], theme["positions"], theme["sentiment"]) == ("Tides", 2, [1, 2], -0.25)
    assert [(topic["name"], topic["positions"]) for topic in batch.summary["topics"]] == [("Harbour", [1, 2])]


def test_the_summary_shows_how_it_changes_by_month(batch):
    periods = [(each["month"], each["videos"], each["sentiment"]) for each in batch.summary["over_time"]]
    assert periods == [("2026-03", 2, -0.25), ("2026-04", 1, 0.9)]


def test_a_result_without_any_part_is_summarised_as_unknown():
    batch = batches.run(batches.make(1))
    (video,) = batch.summary["videos"]
    assert (video["sentiment"], video["feedback"], video["themes"]) == (None, None, [])
    assert (batch.summary["sentiment"], batch.summary["feedback"]) == (None, None)


def test_the_csv_has_one_row_a_video_and_no_formula(client, batch):
    answer = client.get(f"{PATH}{batch.pk}/export?format=csv")
    assert answer["Content-Disposition"].startswith("attachment") and "Talks" in answer["Content-Disposition"]
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["position"], row["status"]) for row in rows] == [
        ("1", "completed"), ("2", "completed"), ("3", "completed"), ("4", "failed"),
    ]  # fmt: skip
    assert (rows[0]["title"], rows[0]["sentiment"], rows[3]["sentiment"]) == ("'=cmd()|tide", "0.5", "")


def test_the_zip_has_one_folder_a_video(client, batch):
    answer = client.get(f"{PATH}{batch.pk}/export")
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert archive.testzip() is None
    assert {(entry.date_time[0] > 1980, entry.compress_type) for entry in archive.infolist()} == {
        (True, zipfile.ZIP_DEFLATED)
    }
    folders = {name.split("/")[0] for name in archive.namelist() if "/" in name}
    assert folders == {f"00{n} =cmd() tide [video00000{n}]" for n in (1, 2, 3)}
    one = "001 =cmd() tide [video000001]/"
    assert {name for name in archive.namelist() if name.startswith(one)} == {
        f"{one}report.md", f"{one}report.json", f"{one}comments.csv",
    }  # fmt: skip
    assert json.loads(archive.read(f"{one}report.json"))["result"]["video"]["title"] == "=cmd()|tide"
    assert json.loads(archive.read("batch.json"))["id"] == str(batch.pk)
    assert archive.read("videos.csv").count(b"\r\n") >= 5


def test_the_end_of_a_batch_is_sent_to_webhooks_once(batch):
    (delivery,) = WebhookDelivery.objects.all()
    assert (delivery.type, delivery.payload["data"]["id"]) == ("batch.completed", str(batch.pk))
    assert delivery.payload["data"]["counts"]["failed"] == 1


def test_staff_cancel_a_batch_in_the_admin(admin_client):
    batch = batches.make(1)
    for path in ("batch/", f"batch/{batch.pk}/change/", "batchmember/"):
        assert admin_client.get(f"/admin/analysis/{path}").status_code == 200, path
    admin_client.post("/admin/analysis/batch/", {"action": "cancel", "_selected_action": [str(batch.pk)]})
    batch.refresh_from_db()
    assert batch.status == "cancelled"


def test_an_old_batch_is_deleted_and_an_active_one_stays(settings):
    settings.RETENTION_DAYS = 30
    old, active = batches.run(batches.make(1)), batches.make(2)
    Batch.objects.filter(pk=old.pk).update(completed_at=now() - timedelta(days=31))
    retention.delete_expired_batch()
    assert list(Batch.objects.all()) == [active]


def test_figures_are_read_a_few_at_a_time(monkeypatch):
    read = []
    original = summary.read_facts
    monkeypatch.setattr(summary, "read_facts", lambda which, limit: (read.append(limit), original(which, limit=1)))
    batch = batches.run(batches.make(1, 2, 3))
    assert len(batch.summary["videos"]) == 3 and len(read) >= 3


def test_the_classes_of_feedback_stand_in_the_order_of_the_contract(client):
    batch = batches.run(batches.make(1, 2), results={f"video00000{n}": full_result() for n in (1, 2)})
    found = client.get(f"{PATH}{batch.pk}").json()["summary"]
    assert list(found) == [field.name for field in dataclasses.fields(batch_wire.BatchSummary)]
    for part in (found, *found["over_time"], *found["videos"]):
        assert part["feedback"] is None or list(part["feedback"]) == list(summary.FEEDBACK)
    assert found["feedback"]
