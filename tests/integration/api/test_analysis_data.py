"""What an analysis found and what happened to it, read over REST."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from rest_framework.test import APIClient

from analysis.exceptions import DownloadInterrupted
from analysis.execution import lifecycle, runner
from analysis.models import Comment, TaskEvent, Transcript
from analysis.queries import comments
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.fakes import Script

pytestmark = pytest.mark.django_db
BASE = "/api/v1/analysis"
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def api():
    return APIClient()


@pytest.fixture
def finished(settings):
    """An analysis that was really run, on a fake source."""
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.FAKE_SOURCE = Script()
    task = TaskFactory(options=BASIC_OPTIONS | {"analysis_type": "content"})
    runner.run(str(task.pk))
    task.refresh_from_db()
    return task


def test_a_finding_is_answered_by_its_state(api):
    pending, failed, cancelled = TaskFactory(), TaskFactory(failed=True), TaskFactory()
    lifecycle.cancel_task(cancelled.pk, "enough")
    response = api.get(f"{BASE}/{pending.pk}/result")
    assert response.status_code == 202
    assert response.json() == {"detail": "Task still processing", "progress": 0, "task_status": "pending"}
    assert response["Retry-After"]
    assert "ETag" not in response
    response = api.get(f"{BASE}/{failed.pk}/result")
    assert (response.status_code, response.json()["detail"]) == (400, "The video is private.")
    response = api.get(f"{BASE}/{cancelled.pk}/result")
    assert (response.status_code, response.json()["code"]) == (409, "TASK_CANCELLED")


@pytest.mark.django_db(transaction=True)
def test_a_finished_analysis_can_be_read_in_every_form(api, finished):
    task = f"{BASE}/{finished.pk}"
    body = api.get(f"{task}/result").json()
    assert body == {"task_id": str(finished.pk), "result": finished.result_data, "metadata": finished.result_metadata}
    events = api.get(f"{task}/events").json()
    assert events["terminal"] is True
    assert events["events"][-1]["result"] == finished.result_data
    assert api.get(f"{task}/events?after={events['last_seq']}").json() == {
        "events": [],
        "last_seq": events["last_seq"],
        "terminal": True,
    }
    page = api.get(f"{task}/transcript?page_size=2").json()
    assert (page["count"], len(page["results"])) == (3, 2)
    assert page["next"]
    assert [s["start"] for s in api.get(f"{task}/transcript?search=fishermen").json()["results"]] == [4.0]
    assert b"00:00:04,000 --> 00:00:08,000" in api.get(f"{task}/transcript?format=srt").getvalue()
    assert api.get(f"{task}/transcript?format=vtt").getvalue().startswith(b"WEBVTT")
    assert b"Fishermen" in api.get(f"{task}/transcript?format=txt").getvalue()
    assert api.get(f"{task}/transcript?format=pdf").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_comments_are_listed_filtered_and_exported(api, settings):
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.FAKE_SOURCE = Script()
    task = TaskFactory()
    runner.run(str(task.pk))
    path = f"{BASE}/{task.pk}/comments"
    assert [c["id"] for c in api.get(path).json()["results"]] == ["c1", "c2"]
    assert [c["id"] for c in api.get(f"{path}?sentiment=negative").json()["results"]] == ["c2"]
    assert api.get(f"{path}?sentiment=furious").status_code == 422
    table = api.get(f"{path}?format=csv").getvalue().decode("utf-8-sig")
    assert table.splitlines()[0].startswith("id,parent_id,author")
    assert ",'@viewer1," in table


@pytest.mark.parametrize("query", ["after=-1", "after=x", "wait=26", "wait=nan", "after=99999999999999999999"])
def test_senseless_numbers_are_refused(api, query):
    assert api.get(f"{BASE}/{TaskFactory().pk}/events?{query}").status_code == 422


def test_the_kinds_of_analysis_are_told(api):
    kinds = {kind["name"]: kind for kind in api.get("/api/v1/analysis-types").json()}
    assert set(kinds) == {"content", "comments", "comprehensive"}
    assert kinds["comments"]["steps"] == ["extraction", "comment_analysis", "synthesis"]
    assert kinds["content"]["expected_seconds"] is None


def test_parts_that_are_not_there_yet_are_202(api):
    task = TaskFactory()
    for part in ("transcript", "transcript?format=srt", "comments", "comments?format=csv"):
        response = api.get(f"{BASE}/{task.pk}/{part}")
        assert (response.status_code, response.json()["detail"]) == (202, "Task still processing"), part
        assert response["Retry-After"]


def test_an_ended_analysis_without_a_transcript_says_so(api):
    task = TaskFactory(failed=True)
    response = api.get(f"{BASE}/{task.pk}/transcript")
    assert (response.status_code, response.json()["code"]) == (404, "NO_TRANSCRIPT")
    assert api.get(f"{BASE}/{task.pk}/comments").json()["results"] == []


@pytest.fixture
def spoken():
    """A completed analysis whose transcript has five lines."""
    task = TaskFactory(completed=True)
    segments = [[float(n), n + 1.0, f"line {n}", None] for n in range(5)]
    Transcript.objects.create(task=task, source="manual_captions", language="en", segments=segments)
    return task


def test_a_transcript_is_read_page_by_page(api, spoken):
    seen, address = [], f"{BASE}/{spoken.pk}/transcript?page_size=2"
    while address:
        page = api.get(address).json()
        assert (page["count"], page["source"], page["model"]) == (5, "manual_captions", None)
        seen += [segment["text"] for segment in page["results"]]
        address = page["next"]
    assert seen == [f"line {n}" for n in range(5)]
    assert "page=2" in page["previous"]
    assert api.get(f"{BASE}/{spoken.pk}/transcript?page=9").json()["results"] == []


def test_a_transcript_is_searched_across_lines_but_not_in_a_file(api, spoken):
    places = api.get(f"{BASE}/{spoken.pk}/transcript", {"search": "1 LINE 2"}).json()["results"]
    assert [(place["start"], place["end"]) for place in places] == [(1.0, 3.0)]
    assert api.get(f"{BASE}/{spoken.pk}/transcript?search=line&format=txt").status_code == 422


def test_files_have_a_safe_name_and_a_type(api, spoken):
    response = api.get(f"{BASE}/{spoken.pk}/transcript?format=vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="sample_talk-transcript.vtt"'


@pytest.fixture
def discussed():
    """A completed analysis with 120 comments."""
    task = TaskFactory(completed=True)
    Comment.objects.bulk_create(
        Comment(
            task=task,
            position=n,
            comment_id=f"c{n}",
            text="=HYPERLINK(1)" if n == 7 else f"Comment {n}",
            like_count=None if n == 5 else n,
            sentiment="positive" if n % 2 else "negative",
            theme="Sound" if n < 3 else "",
            sentiment_confidence=None if n == 6 else round(abs(60 - n) / 60, 4),
            published_at=None if n == 10 else FIRST_DAY + timedelta(days=n),
            language={4: "de", 11: ""}.get(n, "en"),
            is_spam=n == 9,
            spam_reason="link" if n == 9 else "",
            is_author=n == 8,
            parent_id="c3" if n == 8 else "",
            feedback=["praise", "questions"][: n % 3],
        )
        for n in range(120)
    )
    return task


def test_comments_are_read_page_by_page_in_their_order(api, discussed, django_assert_max_num_queries):
    seen, address = [], f"{BASE}/{discussed.pk}/comments?page_size=50"
    while address:
        with django_assert_max_num_queries(4):
            page = api.get(address).json()
        seen += [comment["id"] for comment in page["results"]]
        address = page["next"]
    assert seen == [f"c{n}" for n in range(120)]
    assert [c["id"] for c in api.get(page["previous"]).json()["results"]] == seen[50:100]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("sentiment=positive", 60),
        ("theme=sound", 3),
        ("is_spam=true", 1),
        ("is_spam=false", 119),
        ("is_author=true", 1),
        ("language=DE", 1),
        ("min_likes=117", 3),
        ("search=comment 11", 11),
        ("min_likes=0", 119),
        ("feedback=praise", 80),
        ("feedback=questions", 40),
        ("feedback=complaints", 0),
        ("sentiment=not_scored", 0),
        ("sentiment=positive&min_likes=117", 2),
        ("spam_reason=LINK", 1),
        ("answered=true", 1),
        ("answered=false", 119),
        ("answered=true&is_author=true", 0),
        ("language=und", 1),
        ("published_after=2026-01-02T00:00:00Z", 118),
        ("published_before=2026-01-02", 1),
        ("published_after=2026-01-03&published_before=2026-01-05", 2),
        ("thread=c3", 2),
        ("thread=c8", 1),
    ],
)
def test_comments_are_filtered(api, discussed, query, count):
    assert len(api.get(f"{BASE}/{discussed.pk}/comments?page_size=500&{query}").json()["results"]) == count


@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("position", "c0", "c119"),
        ("-like_count", "c119", "c5"),
        ("-published_at", "c119", "c10"),
        ("published_at", "c0", "c10"),
        ("sentiment_confidence", "c60", "c6"),
    ],
)
def test_comments_are_read_in_each_order_and_unknown_values_come_last(
    api, discussed, ordering, first, last, monkeypatch
):
    monkeypatch.setattr(comments, "BATCH_SIZE", 50)
    seen, address = [], f"{BASE}/{discussed.pk}/comments?page_size=50&ordering={ordering}"
    while address:
        page = api.get(address).json()
        seen += [comment["id"] for comment in page["results"]]
        address = page["next"]
    assert (seen[0], seen[-1], len(set(seen)), len(seen)) == (first, last, 120, 120)
    assert [c["id"] for c in api.get(page["previous"]).json()["results"]] == seen[50:100]
    table = api.get(f"{BASE}/{discussed.pk}/comments?format=csv&ordering={ordering}").getvalue().decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(table))] == seen


def test_thousands_of_comments_with_the_same_likes_are_all_read(api):
    task = TaskFactory(completed=True)
    rows = (Comment(task=task, position=n, comment_id=f"c{n}", text="x", like_count=0) for n in range(2_500))
    Comment.objects.bulk_create(rows)
    seen, address = [], f"{BASE}/{task.pk}/comments?page_size=500&ordering=-like_count"
    while address:
        page = api.get(address).json()
        seen += [comment["id"] for comment in page["results"]]
        address = page["next"]
    assert seen == [f"c{n}" for n in range(2_500)]


@pytest.mark.parametrize("ordering", ["likes", "like_count", "", "id"])
def test_an_unknown_order_of_comments_is_refused(api, discussed, ordering):
    assert api.get(f"{BASE}/{discussed.pk}/comments?ordering={ordering}").status_code == 422


def test_comments_as_a_table_hold_all_that_the_filters_leave_and_no_formula(api, discussed):
    response = api.get(f"{BASE}/{discussed.pk}/comments?format=csv&is_spam=false")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    table = response.getvalue()
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 119
    assert rows[7]["text"] == "'=HYPERLINK(1)"
    assert [row["feedback"] for row in rows[:3]] == ["", "praise", "praise questions"]


@pytest.mark.parametrize("path", ["comments?format=csv", "export?format=csv", "export?format=json"])
def test_a_file_with_comments_reads_them_in_batches_while_it_is_sent(api, discussed, path, monkeypatch):
    monkeypatch.setattr(comments, "BATCH_SIZE", 50)
    response = api.get(f"{BASE}/{discussed.pk}/{path}")
    with CaptureQueriesContext(connection) as queries:
        pieces = list(response)
    assert len(queries) == 3
    assert [b"c119" in piece for piece in pieces].index(True) > [b"c0" in piece for piece in pieces].index(True)


@pytest.mark.parametrize("path", ["comments?format=csv", "export?format=csv", "export?format=json"])
def test_a_file_whose_comments_are_deleted_meanwhile_does_not_end_as_if_it_were_whole(
    api, discussed, path, monkeypatch
):
    monkeypatch.setattr(comments, "BATCH_SIZE", 50)
    pieces = iter(api.get(f"{BASE}/{discussed.pk}/{path}"))
    assert next(pieces)
    Comment.objects.filter(task=discussed).delete()
    with pytest.raises(DownloadInterrupted):
        list(pieces)


def test_expected_seconds_come_from_measured_steps(api):
    for name in ("extraction", "comment_analysis", "synthesis"):
        step = TaskFactory(completed=True).steps.get(name=name)
        step.status, step.started_at = "completed", now()
        step.completed_at = step.started_at + timedelta(seconds=2)
        step.save()
    found = {kind["name"]: kind for kind in api.get("/api/v1/analysis-types").json()}
    assert found["comments"]["expected_seconds"] == 6.0
    assert found["comments"]["step_seconds"]["extraction"] == 2.0
    assert found["comprehensive"]["expected_seconds"] is None
    assert found["comments"]["defaults"]["analysis_type"] == "comments"


def test_a_long_history_is_told_in_parts(api):
    task = TaskFactory(last_seq=202)
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, seq=n, type="warning", data={"warning": {}}, created_at=now()) for n in range(1, 203)
    )
    first = api.get(f"{BASE}/{task.pk}/events").json()
    assert (len(first["events"]), first["last_seq"], first["terminal"]) == (200, 200, False)
    rest = api.get(f"{BASE}/{task.pk}/events?after=200").json()
    assert [event["seq"] for event in rest["events"]] == [201, 202]


@pytest.mark.django_db(transaction=True)
def test_a_finding_that_a_client_has_already_is_not_sent_again(api, finished):
    address = f"{BASE}/{finished.pk}/result"
    etag = api.get(address)["ETag"]
    again = api.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
