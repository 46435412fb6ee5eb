"""The admin, as staff use it."""

import json
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils.timezone import now

from analysis.execution import runner
from analysis.models import AnalysisTask, Comment, SourceState, StepAttempt, TaskEvent, Transcript, Video, Worker
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/admin/analysis/analysistask/"
#: What is the same in Chinese.
NAMES = {"Webhook", "YouTube", "URL", "Celery", "English"}
#: Headings for screen readers that Django itself has no Chinese for.
UNTRANSLATED = {"Add link", "Change or view list link", "Model name"}
HOSTILE = "<img src=x onerror=alert(1)>"


def page_of(task, part="change"):
    return f"{LIST}{task.pk}/{part}/"


# The list


@pytest.mark.parametrize(
    "words",
    ["{id}", "sample_talk", "https://www.youtube.com/watch?v=sample_talk", "request-7", "somebody", " sample_talk "],
)
def test_an_analysis_is_found_by_whatever_names_it(admin_client, words):
    task = TaskFactory(failed=True, request_id="request-7", owner=UserFactory(username="somebody"))
    TaskFactory(video_id="another_one")
    page = admin_client.get(LIST, {"q": words.format(id=task.pk)}).content.decode()
    assert "1 analysis task" in page
    assert str(task.pk) in page


@pytest.mark.parametrize("words", ["tides", "not-an-id", "\x00", "'", "x" * 3000])
def test_any_words_can_be_searched_for(admin_client, words):
    TaskFactory()
    assert admin_client.get(LIST, {"q": words}).status_code in {200, 302}


def test_an_empty_request_id_names_nothing(admin_client):
    TaskFactory()
    assert b"0 analysis tasks" in admin_client.get(LIST, {"q": "  "}).content


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ("status__exact=failed", 1),
        ("state=waiting", 1),
        ("state=running", 0),
        ("state=nonsense", 2),
        ("error=VIDEO_PRIVATE", 1),
        ("error=INTERNAL_ERROR", 0),
    ],
)
def test_it_is_narrowed_down_by_status_standing_and_error(admin_client, narrowed, count):
    TaskFactory(), TaskFactory(failed=True)
    assert f"{count} analysis task" in admin_client.get(f"{LIST}?{narrowed}").content.decode()


def test_the_list_costs_the_same_whatever_its_length(admin_client, django_assert_max_num_queries):
    for _ in range(20):
        TaskFactory(owner=UserFactory())
    with django_assert_max_num_queries(5):
        admin_client.get(LIST)


# The page of an analysis


def test_it_shows_steps_attempts_and_history(admin_client, fake_source, django_assert_max_num_queries):
    task = TaskFactory()
    runner.run(str(task.pk), worker="celery@there")
    with django_assert_max_num_queries(14):
        page = admin_client.get(page_of(task)).content.decode()
    assert "content_analysis" in page
    assert "task_completed" in page
    assert "How tides work" in page
    assert "celery@there" in page
    assert page.count('class="completed"') == 5
    assert 'name="_save"' not in page


def test_it_tells_the_cause_of_a_failure_and_leads_to_the_logs(admin_client, fake_source, settings):
    def broken(video_id):
        raise ZeroDivisionError("the disk of db.internal is full")

    fake_source.video = broken
    settings.LOG_URL_TEMPLATE = "https://logs.example/q?id={request_id}&task={task_id}"
    task = TaskFactory(request_id="a b/c")
    with pytest.raises(ZeroDivisionError):
        runner.run(str(task.pk))
    page = admin_client.get(page_of(task)).content.decode()
    assert "ZeroDivisionError: the disk of db.internal is full" in page
    assert "Traceback (most recent call last)" in page
    assert f"https://logs.example/q?id=a%20b%2Fc&amp;task={task.pk}" in page


def test_without_a_place_for_logs_it_says_what_to_look_for(admin_client):
    page = admin_client.get(page_of(TaskFactory(request_id="r-1"))).content.decode()
    assert "r-1" in page
    assert "search the logs for the request id" in page


def test_what_was_fetched_is_one_click_away(admin_client):
    task = TaskFactory()
    Video.objects.create(task=task, youtube_id="x", title="t", facts={})
    Transcript.objects.create(task=task, source="manual_captions", segments=[])
    page = admin_client.get(page_of(task)).content.decode()
    places = {place.replace("&amp;", "&") for place in re.findall(r'href="(/[^"]*)"', page) if "static" not in place}
    assert f"/admin/analysis/comment/?task={task.pk}" in places
    for place in places - {"/admin/logout/"}:
        assert admin_client.get(place, follow=True).status_code in {200, 202}, place


def test_a_long_history_is_shown_by_its_newest_events_and_read_in_pages(admin_client):
    task = TaskFactory(last_seq=150)
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, seq=n, type="warning", data={"n": n}, created_at=now()) for n in range(1, 151)
    )
    page = admin_client.get(page_of(task)).content.decode()
    assert "{&quot;n&quot;: 150}" in page
    assert "{&quot;n&quot;: 130}" not in page
    assert "All 150 events" in page
    log = admin_client.get(page_of(task, "log")).content.decode()
    assert "{&quot;n&quot;: 51}" in log
    assert "{&quot;n&quot;: 50}" not in log
    older = admin_client.get(page_of(task, "log") + "?before=51").content.decode()
    assert "{&quot;n&quot;: 50}" in older
    assert "{&quot;n&quot;: 1}" in older
    assert "Older events" not in older


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999", "٣"])
def test_a_place_in_the_log_that_makes_no_sense_is_its_newest_one(admin_client, before):
    task = TaskFactory(last_seq=1)
    TaskEvent.objects.create(task=task, seq=1, type="warning", data={"n": 1}, created_at=now())
    assert b"{&quot;n&quot;: 1}" in admin_client.get(page_of(task, "log"), {"before": before}).content


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_the_log_of_no_analysis_is_not_found(admin_client, key):
    assert admin_client.get(f"{LIST}{key}/log/").status_code == 404


# All of it


def test_its_words_are_in_the_language_of_the_reader(admin_client):
    task = TaskFactory(failed=True)
    Comment.objects.create(task=task, position=0, comment_id="c", text="—", sentiment="negative")
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    ]
    for path in ["/admin/", *lists, f"/admin/analysis/comment/?task={task.pk}", page_of(task), page_of(task, "log")]:
        page = admin_client.get(path, headers={"accept-language": "zh-CN"}).content.decode().replace(str(task), "")
        words = re.findall(
            r"<(?!th[^>]*field-)(th|h2|h3|caption|label|option|summary|button)\b[^>]*>(.*?)</\1>", page, re.DOTALL
        )
        shown = {re.sub(r"<[^>]*>|&nbsp;|\s+", " ", text).strip() for _, text in words}
        assert len(shown) > 5
        english = {text for text in shown if re.search("[a-z]{3}", re.sub("|".join(NAMES), "", text))}
        assert english - UNTRANSLATED == set(), path


def test_every_word_of_its_scripts_is_in_the_language_of_the_reader(admin_client):
    answer = admin_client.get("/admin/jsi18n/", headers={"accept-language": "zh-CN"}).content.decode()
    catalog = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", answer, re.DOTALL)[1])
    scripts = [
        path for path in (Path(admin.__file__).parent / "static/admin/js").rglob("*.js") if "vendor" not in path.parts
    ]
    calls = "\n".join(path.read_text("utf-8") for path in scripts)
    words = {eval(found) for found in re.findall(r"""\bn?gettext\(\s*('(?:[^'\\]|\\.)*')""", calls)}
    assert len(words) > 30
    assert {word for word in words if catalog.get(word, word) == word} == set()


def test_permissions_and_the_log_of_staff_are_in_the_language_of_the_reader(admin_client):
    user = UserFactory()
    entry = {"user_id": user.pk, "content_type_id": 1, "object_id": "1", "object_repr": "x", "action_flag": 2}
    LogEntry.objects.create(change_message="Resume now", **entry)
    chinese = {"accept-language": "zh-CN"}
    page = admin_client.get(f"/admin/auth/user/{user.pk}/change/", headers=chinese).content.decode()
    assert "| 可以添加" in page
    assert "Can add" not in page
    assert "立即" in admin_client.get("/admin/admin/logentry/", headers=chinese).content.decode()


def test_celerys_results_and_the_log_of_staff_are_listed(admin_client):
    assert admin_client.get("/admin/django_celery_results/taskresult/?q=x").status_code == 200
    assert admin_client.get("/admin/admin/logentry/").status_code == 200


def test_a_user_is_deleted_with_all_that_the_user_owns(admin_client, django_assert_max_num_queries):
    """Django refuses where comments or events exist, which cannot be deleted one by one."""
    user = UserFactory()
    task = TaskFactory(owner=user)
    TaskEvent.objects.create(task=task, seq=99, type="warning", data={}, created_at=now())
    address = reverse("admin:auth_user_delete", args=[user.pk])
    with django_assert_max_num_queries(10):  # not a row of each table
        assert "with all analyses" in admin_client.get(address).content.decode()
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert not AnalysisTask.objects.exists()


def test_strangers_are_sent_to_the_login(client, db):
    for path in ("/admin/", LIST, page_of(TaskFactory()), page_of(TaskFactory(), "log")):
        assert client.get(path).status_code == 302


@pytest.mark.parametrize("model", ["video", "transcript", "comment", "worker", "sourcestate", "analysistask"])
def test_nothing_can_be_added_by_hand(admin_client, model):
    assert admin_client.get(f"/admin/analysis/{model}/").status_code == 200
    assert admin_client.get(f"/admin/analysis/{model}/add/").status_code == 403


def test_comments_are_read_one_analysis_at_a_time(admin_client):
    task, other = TaskFactory(), TaskFactory()
    for of in (task, other):
        Comment.objects.create(task=of, position=0, comment_id="c", text=f"of {of.pk}", sentiment="negative")
    for narrowed in (f"task={task.pk}", f"q={task.pk}", f"task={task.pk}&sentiment=negative"):
        page = admin_client.get(f"/admin/analysis/comment/?{narrowed}").content.decode()
        assert f"of {task.pk}" in page
        assert f"of {other.pk}" not in page
    for nonsense in ("task=x", "q=x", "q=%00"):
        assert admin_client.get(f"/admin/analysis/comment/?{nonsense}").status_code in {200, 302}


def hostile_rows():
    """Make a row of everything whose words are somebody else's, and return the paths that show them."""
    task = TaskFactory(failed=True, message=HOSTILE, error_message=HOSTILE, warnings=[{"message": HOSTILE}])
    video = Video.objects.create(task=task, youtube_id="x", title=HOSTILE, channel_name=HOSTILE, facts={"a": HOSTILE})
    transcript = Transcript.objects.create(task=task, source="manual_captions", segments=[[0, 1, HOSTILE, None]])
    comment = Comment.objects.create(task=task, position=0, comment_id="c", text=HOSTILE, author=HOSTILE)
    TaskEvent.objects.create(task=task, seq=1, type="warning", data={"message": HOSTILE}, created_at=now())
    StepAttempt.objects.create(
        **{"task": task, "step": "extraction", "started_at": now(), "ended_at": now(), "outcome": "failed"},
        **{"cause": HOSTILE, "cause_message": HOSTILE, "traceback": HOSTILE, "worker": HOSTILE},
    )
    SourceState.objects.create(name="ytdlp", refused_since=now(), reason=HOSTILE)
    Worker.objects.create(role="worker", name=HOSTILE, pid=1, started_at=now(), seen_at=now(), tasks=[task.pk])
    return [
        *("/admin/", LIST, page_of(task), page_of(task, "log")),
        *("/admin/analysis/video/", f"/admin/analysis/video/{video.pk}/change/"),
        *("/admin/analysis/comment/", f"/admin/analysis/comment/{comment.pk}/change/", "/admin/analysis/worker/"),
        *(f"/admin/analysis/transcript/{transcript.pk}/change/", "/admin/analysis/sourcestate/ytdlp/change/"),
    ]


def test_whatever_comes_from_outside_is_shown_as_text(admin_client):
    for path in hostile_rows():
        page = admin_client.get(path).content.decode()
        assert HOSTILE not in page, path
        assert "&lt;img src=x onerror=alert(1)&gt;" in page, path


def test_no_page_of_our_own_holds_script_or_style(admin_client):
    """The content security policy forbids both."""
    for path in hostile_rows():
        page = admin_client.get(path).content.decode()
        main = page[page.index('id="content"') :]
        assert " style=" not in main, path
        assert "<style" not in main, path
        assert not re.search(r"<script(?![^>]* src=)", main), path
