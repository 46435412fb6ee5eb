"""The form: several addresses, files, and what is refused."""

import json

import pytest

from analysis.models import AnalysisTask, Upload
from analysis.pages import analysis_forms
from analysis.sources.upload import folder_of_uploads
from tests.integration.pages.test_list_page import FORM
from tests.support import uploads
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
IDS = ("aaaaaaaaaaa", "bbbbbbbbbbb")


def submit(client, **fields):
    return client.post("/submit/", FORM | fields, follow=True)


def test_each_of_several_addresses_becomes_an_analysis(client):
    answer = submit(client, youtube_url=f"youtu.be/{IDS[0]}\n https://youtu.be/{IDS[1]}  youtu.be/{IDS[0]}")
    assert answer.redirect_chain == [("/", 302)]
    assert "2 analyses were started." in Page(answer.content.decode()).text
    assert sorted(AnalysisTask.objects.values_list("video_id", flat=True)) == list(IDS)


def test_what_is_refused_stays_in_the_field_with_its_reason_and_the_rest_starts(client):
    wrong, channel = "https://example.org/x", "https://www.youtube.com/@harbour"
    answer = submit(client, youtube_url=f"youtu.be/{IDS[0]}\n{wrong}\n{channel}")
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert AnalysisTask.objects.get().video_id == IDS[0]
    assert "1 analysis was started." in page.text
    assert "2 of 3 URLs were not started." in page.text
    assert wrong in page.text and "This is not the URL of a YouTube video." in page.text
    assert "Make a batch of it to analyse its videos." in page.text
    assert answer.context["form"]["youtube_url"].value() == f"{wrong}\n{channel}"
    assert page.having("autofocus")[0]["name"] == "youtube_url"


def test_a_limit_in_the_middle_leaves_the_rest_in_the_field(client, settings):
    settings.MAX_ACTIVE_TASKS = 1
    answer = submit(client, youtube_url=" ".join(f"youtu.be/{each}" for each in IDS))
    assert answer.status_code == 429
    assert AnalysisTask.objects.count() == 1
    assert answer.context["form"]["youtube_url"].value() == f"youtu.be/{IDS[1]}"


def test_a_video_of_several_that_was_analysed_before_is_offered(client):
    submit(client, youtube_url=f"youtu.be/{IDS[0]}")
    answer = submit(client, youtube_url=" ".join(f"youtu.be/{each}" for each in IDS))
    (refusal,) = answer.context["submission"].refused
    assert refusal.earlier.pk == AnalysisTask.objects.get(video_id=IDS[0]).pk
    assert AnalysisTask.objects.count() == 2


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/playlist?list=PL123",
        "https://www.youtube.com/watch?list=PL123",
        "youtube.com/@harbour/videos",
        "https://m.youtube.com/channel/UCxyz",
    ],
)
def test_a_playlist_or_channel_can_be_made_a_batch(client, url):
    answer = submit(client, youtube_url=url)
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert "playlist or a channel" in page.text
    assert [button["formaction"] for button in page.having("data-make-batch")] == ["/batches/"]


def test_files_are_stored_and_analysed(client):
    user = UserFactory()
    client.force_login(user)
    answer = submit(
        client,
        youtube_url="",
        file=[uploads.sent("x.json", json.dumps(uploads.INFO)), uploads.sent("x.srt", uploads.SRT)],
    )
    task = AnalysisTask.objects.get()
    assert answer.redirect_chain == [(f"/analyses/{task.pk}/", 302)]
    assert (task.owner, task.video_id, task.upload_id) == (user, uploads.ID, Upload.objects.get(owner=user).pk)


@pytest.mark.parametrize(
    ("fields", "name", "message"),
    [
        ({"file": ("x.bin", b"\x00\x01nothing")}, "file", "nothing that can be analysed"),
        ({"file": ("x.srt", uploads.SRT)}, "youtube_url", "do not state their video"),
        ({"file": ("x.srt", uploads.SRT), "youtube_url": "youtu.be/a youtu.be/b"}, "youtube_url", "of one video"),
    ],
)
def test_files_that_are_refused_are_not_kept_and_the_reason_is_beside_the_field(
    client, fields, name, message, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = submit(client, **{"youtube_url": ""} | fields | {"file": uploads.sent(*fields["file"])})
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert message in page.text
    assert page.having("autofocus")[0]["name"] == name
    assert not AnalysisTask.objects.exists() and not Upload.objects.exists()
    assert list(folder_of_uploads().iterdir()) == []


def test_too_large_files_are_answered_413(client, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    answer = submit(client, file=uploads.sent("x.srt", uploads.SRT * 100))
    assert answer.status_code == 413


def test_every_option_of_the_contract_is_in_the_form(client):
    questions = "What is said?\n\nBy whom?"
    submit(
        client,
        comment_sort="new",
        language="pt-BR",
        enable_transcription="false",
        questions=questions,
        summary_language="de",
        summary_style="bullets",
    )
    options = AnalysisTask.objects.get().options
    assert (options["comment_sort"], options["language"], options["enable_transcription"]) == ("new", "pt-BR", False)
    assert (options["summary_language"], options["summary_style"]) == ("de", "bullets")
    assert [(each["id"], each["prompt"]) for each in options["custom_prompts"]] == [
        ("1", "What is said?"),
        ("2", "By whom?"),
    ]


@pytest.mark.parametrize("change", [{"language": "english please"}, {"questions": "x\n" * 11}, {"comment_sort": "old"}])
def test_an_invalid_option_opens_the_options(client, change):
    answer = submit(client, **change)
    assert answer.status_code == 422
    assert any("data-options" in each and "open" in each for each in Page(answer.content.decode()).all("details"))


def test_a_page_of_a_blocked_video_leads_to_the_upload(client):
    task = TaskFactory(failed=True)
    assert 'href="/#id_file"' in client.get(f"/analyses/{task.pk}/").content.decode()


def test_an_analysis_of_an_expired_upload_is_not_run_again(client):
    submit(client, youtube_url="", file=uploads.sent("x.json", json.dumps(uploads.INFO)))
    AnalysisTask.objects.update(status="completed", result_data={}, completed_at="2026-01-01T00:00Z")
    Upload.objects.all().delete()
    answer = client.post(
        "/analyses/selected/", {"task": str(AnalysisTask.objects.get().pk), "action": "rerun"}, follow=True
    )
    assert "it has expired" in Page(answer.content.decode()).text
    assert AnalysisTask.objects.count() == 1


def test_too_many_addresses_are_refused_at_once():
    form = analysis_forms.AnalysisForm(FORM | {"youtube_url": " ".join(f"youtu.be/{n}" for n in range(51))})
    assert "at most 50" in str(form.errors)
