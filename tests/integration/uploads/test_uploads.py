"""Uploads from the request to the result, and how long they live."""

import json
import stat
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils.timezone import now
from rest_framework.test import APIClient

from analysis import services
from analysis.execution import runner
from analysis.models import AnalysisTask, Upload
from analysis.operations import retention
from analysis.sources.upload import folder_of, folder_of_uploads
from analysis.uploads import storing
from tests.support import uploads
from tests.support.factories import BASIC_OPTIONS, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
#: The steps run in threads, and a lease in one of its own, so that rows must be committed.
RUNS = pytest.mark.django_db(transaction=True)
CAPTIONS = "1\n00:00:01,000 --> 00:00:04,000\nThe tide comes in\n"
UPLOADS, ANALYSES = "/api/v1/uploads/", "/api/v1/analysis/"


@pytest.fixture
def api():
    return APIClient()


def send(api, **files):
    """Upload files, each as ``name_ending=content``."""
    sent = [uploads.sent(name.replace("__", "."), content) for name, content in files.items()]
    return api.post(UPLOADS, {"file": sent}, format="multipart")


def made(api, **files):
    response = send(api, **files)
    assert response.status_code == 201, response.content
    return response.json()


def analyse(api, analysis_type="comments", **body):
    return api.post(ANALYSES, {"options": BASIC_OPTIONS | {"analysis_type": analysis_type}} | body, format="json")


def result_of(api, **body):
    task = analyse(api, **body).json()
    runner.run(task["id"])
    return api.get(f"{ANALYSES}{task['id']}").json(), api.get(f"{ANALYSES}{task['id']}/result").json().get("result")


@RUNS
@RUNS
def test_a_dump_with_captions_and_comments_is_analysed_without_youtube(api):
    dump = json.dumps(uploads.INFO | {"comments": uploads.COMMENTS})
    upload = made(api, x__info__json=dump, x__en__vtt=uploads.VTT)
    assert upload["video_id"] == uploads.ID
    assert [(file["name"], file["kind"], file["language"]) for file in upload["files"]] == [
        ("x.info.json", "info", None),
        ("x.en.vtt", "captions", "en"),
    ]
    task, result = result_of(api, upload_id=upload["id"], analysis_type="comprehensive")
    assert (task["status"], task["upload_id"], task["video_id"]) == ("completed", upload["id"], uploads.ID)
    assert task["youtube_url"] == f"https://www.youtube.com/watch?v={uploads.ID}"
    assert result["video"]["title"] == "The harbour"
    assert result["transcript"]["source"] == "manual_captions"
    assert result["comments"]["fetched"] == 3


@RUNS
def test_a_zip_is_what_its_files_are(api):
    files = {"a/x.info.json": json.dumps(uploads.INFO), "a/x.vtt": uploads.VTT, "a/thumb.webp": b"RIFF....WEBPVP8 "}
    upload = made(api, x__zip=uploads.zipped(files | {"a/comments.jsonl": uploads.lines(uploads.DOWNLOADED)}))
    assert [file["kind"] for file in upload["files"]] == ["info", "captions", "ignored", "comments"]
    _, result = result_of(api, upload_id=upload["id"])
    assert result["comments"]["fetched"] == 2


@RUNS
def test_comments_of_the_data_api_alone_are_analysed_with_exact_times(api):
    upload = made(api, page__json=json.dumps(uploads.THREADS))
    assert upload["video_id"] == uploads.ID
    task, result = result_of(api, upload_id=upload["id"])
    assert result["comments"]["fetched"] == 2
    assert result["comments"]["by_author"] == 1
    (first, _) = api.get(f"{ANALYSES}{task['id']}/comments").json()["results"]
    assert (first["published_at"], first["published_is_estimated"]) == ("2024-05-06T07:08:09.000Z", False)
    assert task["warnings"] == []


@RUNS
def test_captions_alone_need_the_url_of_their_video(api):
    upload = made(api, talk__srt=uploads.SRT)
    assert upload["video_id"] is None
    refused = analyse(api, upload_id=upload["id"])
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (422, "youtube_url")
    task, result = result_of(api, upload_id=upload["id"], youtube_url=f"youtu.be/{uploads.ID}", analysis_type="content")
    assert (task["status"], result["transcript"]["word_count"]) == ("completed", 7)


def test_a_url_of_another_video_is_refused(api):
    upload = made(api, x__info__json=json.dumps(uploads.INFO))
    refused = analyse(api, upload_id=upload["id"], youtube_url="https://youtu.be/sample_talk")
    assert (refused.status_code, uploads.ID in refused.json()["detail"]) == (422, True)
    assert not AnalysisTask.objects.exists()


def test_without_a_url_and_an_upload_nothing_starts(api):
    refused = analyse(api)
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (422, "youtube_url")


def test_the_files_are_for_this_user_of_the_machine_only(api):
    upload = made(
        api, x__info__json=json.dumps(uploads.INFO | {"comments": []}), x__jsonl=uploads.lines(uploads.COMMENTS)
    )
    folder = folder_of(upload["id"])
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())]
    assert modes == [0o700, 0o600]


# Whose it is


def test_an_upload_exists_for_its_owner_only(api):
    owner, stranger = UserFactory(), APIClient()
    api.force_authenticate(owner)
    upload = made(api, x__info__json=json.dumps(uploads.INFO))
    path = f"{UPLOADS}{upload['id']}"
    assert api.get(path).json() == upload
    for other in (None, UserFactory()):
        stranger.force_authenticate(other)
        for answer in (stranger.get(path), stranger.delete(path), analyse(stranger, upload_id=upload["id"])):
            assert (answer.status_code, answer.json()["code"]) == (404, "UPLOAD_NOT_FOUND")
    assert not AnalysisTask.objects.exists()
    assert folder_of(upload["id"]).exists()


@pytest.mark.parametrize("unknown", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_upload_is_not_found(api, unknown):
    answer = api.get(f"{UPLOADS}{unknown}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UPLOAD_NOT_FOUND")


def test_a_caller_may_keep_so_many_uploads(api, settings):
    settings.MAX_UPLOADS = 1
    made(api, x__info__json=json.dumps(uploads.INFO))
    refused = send(api, x__info__json=json.dumps(uploads.INFO))
    assert (refused.status_code, refused.json()["code"]) == (429, "QUOTA_EXCEEDED")
    assert len(list(folder_of_uploads().iterdir())) == 1


# How long it lives


def expire(upload):
    Upload.objects.filter(pk=upload["id"]).update(expires_at=now() - timedelta(seconds=1))


def clean(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        retention.delete_expired_batch()


def test_the_files_of_an_expired_upload_are_deleted(api, django_capture_on_commit_callbacks):
    kept, gone = (made(api, x__info__json=json.dumps(uploads.INFO)) for _ in range(2))
    expire(gone)
    clean(django_capture_on_commit_callbacks)
    assert [folder_of(upload["id"]).exists() for upload in (kept, gone)] == [True, False]
    assert [row.pk for row in Upload.objects.all()] == [Upload.objects.get(pk=kept["id"]).pk]


@RUNS
def test_an_expired_upload_stays_while_an_analysis_reads_it(api, django_capture_on_commit_callbacks):
    upload = made(api, x__info__json=json.dumps(uploads.INFO | {"comments": uploads.COMMENTS}))
    task = analyse(api, upload_id=upload["id"]).json()
    expire(upload)
    clean(django_capture_on_commit_callbacks)
    runner.run(task["id"])
    assert api.get(f"{ANALYSES}{task['id']}").json()["status"] == "completed"
    clean(django_capture_on_commit_callbacks)
    assert not folder_of(upload["id"]).exists()


def test_a_deleted_analysis_keeps_no_files(api, django_capture_on_commit_callbacks):
    upload = made(api, x__info__json=json.dumps(uploads.INFO))
    first, second = (analyse(api, upload_id=upload["id"]).json()["id"] for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        api.delete(f"{ANALYSES}{first}")
    assert folder_of(upload["id"]).exists()  # the other analysis still reads it
    with django_capture_on_commit_callbacks(execute=True):
        api.delete(f"{ANALYSES}{second}")
    assert not folder_of(upload["id"]).exists()
    assert not Upload.objects.exists()


def test_a_retry_works_while_the_upload_lives_and_is_refused_afterwards(api):
    upload = made(api, x__info__json=json.dumps(uploads.INFO | {"comments": uploads.COMMENTS}))
    task = analyse(api, upload_id=upload["id"]).json()["id"]
    api.post(f"{ANALYSES}{task}/cancel")
    assert api.post(f"{ANALYSES}{task}/retry").status_code == 200
    api.post(f"{ANALYSES}{task}/cancel")
    expire(upload)
    refused = api.post(f"{ANALYSES}{task}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "UPLOAD_EXPIRED")
    again = analyse(api, upload_id=upload["id"])
    assert (again.status_code, again.json()["code"]) == (404, "UPLOAD_NOT_FOUND")


@RUNS
def test_an_analysis_whose_upload_was_deleted_fails_with_the_reason(api, django_capture_on_commit_callbacks):
    upload = made(api, x__info__json=json.dumps(uploads.INFO))
    task = analyse(api, upload_id=upload["id"]).json()["id"]
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(f"{UPLOADS}{upload['id']}").status_code == 204
    runner.run(task)
    error = api.get(f"{ANALYSES}{task}").json()["error"]
    assert (error["code"], error["retryable"]) == ("UPLOAD_EXPIRED", False)


@RUNS
def test_a_worker_without_the_files_says_that_data_dir_must_be_shared(api, settings, tmp_path):
    upload = made(api, x__info__json=json.dumps(uploads.INFO))
    task = analyse(api, upload_id=upload["id"]).json()["id"]
    settings.DATA_DIR = tmp_path / "of the worker"
    runner.run(task)
    assert "DATA_DIR" in api.get(f"{ANALYSES}{task}").json()["error"]["message"]


def test_what_dead_processes_left_is_deleted_after_a_day(api, settings, monkeypatch):
    import os

    kept = made(api, x__info__json=json.dumps(uploads.INFO))
    orphan = folder_of_uploads() / "00000000-0000-0000-0000-000000000000"
    orphan.mkdir()
    part = folder_of_uploads() / "abc.part"
    part.touch()
    fresh = folder_of_uploads() / "def.part"
    fresh.touch()
    for path in (orphan, part, folder_of(kept["id"])):
        os.utime(path, (0, 0))
    services.delete_due()
    retention.delete_expired_batch()
    assert sorted(path.name for path in folder_of_uploads().iterdir()) == sorted([kept["id"], "def.part"])


def send_once(api, content, key="k"):
    sent = [uploads.sent("talk [abcdefghijk].en.srt", content)]
    return api.post(UPLOADS, {"file": sent}, format="multipart", headers={"Idempotency-Key": key})


def test_the_same_key_uploads_once(api):
    first, again = send_once(api, CAPTIONS), send_once(api, CAPTIONS)
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert (first.json()["id"], Upload.objects.count()) == (again.json()["id"], 1)
    other = send_once(api, CAPTIONS + "\n")
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert [path.name for path in folder_of_uploads().iterdir()] == [first.json()["id"]]
    assert send_once(api, CAPTIONS, "k2").json()["id"] != first.json()["id"]
    Upload.objects.all().delete()
    assert (send_once(api, CAPTIONS).status_code, send_once(api, CAPTIONS).json()["code"]) == (409, "TASK_DELETED")


@RUNS
def test_files_are_stored_outside_of_a_transaction(api, monkeypatch):
    within = []
    store = storing.store
    monkeypatch.setattr(storing, "store", lambda *args: (within.append(connection.in_atomic_block), store(*args))[1])
    assert send_once(api, CAPTIONS).status_code == 201
    assert within == [False]


@RUNS
def test_a_transaction_that_fails_at_its_end_keeps_no_files(api, monkeypatch):
    def fail():
        raise OperationalError("lost")

    monkeypatch.setattr(connection, "_commit", fail)
    assert send_once(api, CAPTIONS).status_code == 503
    assert (list(folder_of_uploads().iterdir()), Upload.objects.count()) == ([], 0)
