"""An author who asked for it is in no table and no file afterwards, and does not come back."""

import json
import subprocess
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import now

from analysis.choices import DeliveryStatus
from analysis.models import (
    AnalysisTask,
    Comment,
    ErasedAuthor,
    SearchEntry,
    SearchVector,
    Upload,
    Webhook,
    WebhookDelivery,
)
from analysis.operations import erasure
from analysis.operations.backup import databases
from analysis.pipeline import values
from analysis.queries import erased_authors
from analysis.sources.upload import folder_of
from tests.support.fakes import Script

pytestmark = pytest.mark.django_db(transaction=True)

CHANNEL, HANDLE, WORDS = "UC" + "e" * 22, "@zerlinde", "Quokkas"
#: Liked most, a question that is answered, feedback, a cited moment, and one that was stored without the id.
TEXTS = (
    f"{WORDS} love this wonderful video, thank you so much!",
    f"Why do {WORDS} not appear at 0:05? Please make a video about {WORDS} next!",
    f"The music is too loud, {WORDS} cannot hear a word at 0:05.",
)


def of_author():
    for number, text in enumerate(TEXTS):
        channel = CHANNEL if number < 2 else None
        yield values.Comment(f"z{number}", text, author=HANDLE, author_channel_id=channel, like_count=900 - number)


def of_others():
    yield values.Comment(
        "o1", f"{HANDLE} I agree with you, the tide is wonderful.", author="@otto", author_channel_id="UC1"
    )
    for number in range(12):
        yield values.Comment(f"v{number}", f"Lovely tide number {number}, thank you!", author=f"@v{number}")


@pytest.fixture
def source(settings):
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    found = (*of_author(), *of_others())
    settings.FAKE_SOURCE = Script(comments=lambda progress: values.CommentSet(found, len(found)))


def analysed(depth="detailed"):
    call_command("analyze", "https://youtu.be/sample_talk", depth=depth)
    return AnalysisTask.objects.latest("created_at")


def dumped():
    """Return the whole database as pg_dump writes it."""
    with databases._place(databases.name()) as place:
        command = [str(databases.program("pg_dump")), place]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.lower()


def traces(text):
    return [word for word in (CHANNEL, HANDLE, HANDLE[1:], WORDS) if word.lower() in text.lower()]


def uploaded():
    upload = Upload.objects.create(pk=uuid4(), files=[], expires_at=now())
    folder = folder_of(upload.pk)
    folder.mkdir(parents=True)
    dump = [
        {"id": each.id, "author": each.author, "author_id": each.author_channel_id, "text": each.text}
        for each in of_author()
    ]
    path = folder / "video.info.json"
    path.write_text(
        json.dumps({"id": "sample_talk", "comments": [*dump, {"id": "o2", "text": "Hello", "author_id": "UC2"}]})
    )
    return path


def test_nothing_of_an_erased_author_is_left_anywhere(source, settings, tmp_path, capsys):
    settings.DATA_DIR = tmp_path
    task, dump = analysed(), uploaded()
    webhook = Webhook.objects.create(url="https://example.org/", secret="x")
    WebhookDelivery.objects.create(
        webhook=webhook,
        n=1,
        message_id="m",
        type="x",
        status=DeliveryStatus.DELIVERED,
        created_at=now(),
        next_attempt_at=now(),
        payload={"data": {"id": str(task.pk), "text": TEXTS[0]}},
    )
    before = dumped()
    assert len(traces(before)) == 4  # else the search below would prove nothing
    figures = task.result_data["comments"]

    call_command("erase_author", CHANNEL, dry_run=True)
    assert "Would erase 3 comments from 1 analyses, and from 1 uploads" in capsys.readouterr().out
    assert Comment.objects.filter(author=HANDLE).count() == 3
    assert not ErasedAuthor.objects.exists()

    call_command("erase_author", CHANNEL)
    assert "Erased 3 comments from 1 analyses, and from 1 uploads" in capsys.readouterr().out
    assert traces(dumped()) == []
    assert [each["id"] for each in json.loads(dump.read_text())["comments"]] == ["o2"]
    # Others are still there, also in the search.
    assert Comment.objects.filter(task=task).count() == 13
    assert SearchEntry.objects.filter(task=task, kind="comments").count() == 13
    assert SearchVector.objects.filter(task=task, kind="comments").count() == 13
    # Figures stay, and the analysis says so.
    task.refresh_from_db()
    after = task.result_data["comments"]
    assert (after["fetched"], after["sentiment"]) == (figures["fetched"], figures["sentiment"])
    assert task.warnings[-1]["code"] == "COMMENTS_ERASED"


def test_the_pages_and_the_api_of_such_an_analysis_still_answer(source, client):
    task = analysed()
    erasure.erase(CHANNEL)
    paths = [f"/analyses/{task.pk}/", f"/analyses/{task.pk}/comments/", f"/api/v1/analysis/{task.pk}/result"]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert all(traces(answer.content.decode()) == [] for answer in answers)
    assert "The figures still count them." in answers[0].content.decode()


def test_a_new_analysis_does_not_store_the_author_again(source, capsys):
    analysed("basic")
    erasure.erase(CHANNEL)
    task = analysed("basic")
    assert traces(dumped()) == []
    assert task.result_data["comments"]["fetched"] == 13
    assert [each["message"] for each in task.warnings] == ["Comments left out at the request of their authors: 3."]


def test_an_author_may_be_allowed_again_with_the_handles(source):
    analysed("basic")
    erasure.erase(CHANNEL)
    call_command("erase_author", CHANNEL, allow=True)
    assert not ErasedAuthor.objects.exists()
    assert analysed("basic").result_data["comments"]["fetched"] == 16


def test_the_list_tells_nothing_without_the_key(settings):
    erased_authors.add(CHANNEL)
    assert erased_authors.listed([CHANNEL, "UC1"]) == {CHANNEL}
    settings.ERASURE_KEY = "another"
    assert not erased_authors.listed([CHANNEL])


def test_a_worker_that_has_read_the_comments_must_begin_again(source):
    task = analysed("basic")
    AnalysisTask.objects.update(status="processing", completed_at=None, fence=4)
    erasure.erase(CHANNEL)
    task.refresh_from_db()
    assert task.fence == 5


def test_what_is_restored_from_an_older_backup_is_erased_again(source):
    analysed("basic")
    erased_authors.add(CHANNEL, [HANDLE])
    assert erasure.erase_listed().comments == 3
    assert traces(dumped()) == []


@pytest.mark.parametrize("wrong", ["@zerlinde", "", "UC1", "https://youtube.com/channel/UC" + "e" * 22])
def test_what_is_no_id_of_a_channel_is_refused(wrong):
    with pytest.raises(CommandError, match="UC and 22"):
        call_command("erase_author", wrong)
    assert not ErasedAuthor.objects.exists()
    connection.close()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_dump_in_any_encoding_is_erased(encoding, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    dump = uploaded()
    other = {"id": "c2", "text": "港口很美", "author_id": "UC" + "z" * 22}
    own = {"id": "c1", "text": "Mine", "author_id": CHANNEL}
    dump.write_text(json.dumps({"comments": [own, other]}, ensure_ascii=False), encoding=encoding)
    assert erasure.erase(CHANNEL).uploads == 1
    assert json.loads(dump.read_bytes()) == {"comments": [other]}


@pytest.mark.parametrize("without", [{}, {"comments": None}, {"comments": "none"}])
def test_a_dump_of_the_author_s_own_video_without_comments_stays(without, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    dump = uploaded()
    dump.write_text(content := json.dumps({"channel_id": CHANNEL} | without))
    assert erasure.erase(CHANNEL).uploads == 0
    assert dump.read_text() == content
