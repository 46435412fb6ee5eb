"""Every page of an analysis as browsers without JavaScript get it, and what its buttons do."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.timezone import now
from django.views.defaults import server_error

from analysis.choices import StepStatus, TaskStatus
from tests.browser import states
from tests.support.broken_database import refuse
from tests.support.factories import BASIC_OPTIONS, TaskFactory, UserFactory
from tests.support.pages import Page, finished, show

pytestmark = pytest.mark.django_db

EVERY_STATE = {
    "pending": lambda: TaskFactory(message="Waiting for a worker"),
    "processing": states.processing,
    "failed": states.failed,
    "cancelled": states.cancelled,
    "partial": states.partial,
    "bare": lambda: TaskFactory(completed=True),
    "finished": finished,
}


@pytest.fixture(params=EVERY_STATE)
def page(request: pytest.FixtureRequest) -> Page:
    """Every kind of page in turn."""
    return show(EVERY_STATE[request.param]())


def test_an_end_before_the_title_is_known_names_the_video_and_what_was_stopped():
    task = states.cancelled()
    task.steps.filter(name="extraction").update(started_at=now())
    page = show(task)
    assert f"Video {task.video_id}" in page.text
    words = [element["data-step-status"] for element in page.having("data-step-status")]
    assert words == ["pending"] * 5
    assert (page.text.count("stopped"), page.text.count("not reached")) == (1, 4)


# Every page


def test_no_page_has_inline_script_or_style(page):
    assert not page.all("style")
    assert not page.having("style")
    assert all("src" in script or script.get("type") == "application/json" for script in page.all("script"))
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_pages_load_nothing_from_elsewhere_and_link_to_youtube_only(page):
    loaded = [attributes.get(name) or "" for name in ("src", "srcset") for attributes in page.having(name)]
    loaded += [attributes["href"] or "" for attributes in page.all("link")]
    assert all(re.match(r"/(?!/)", address) for address in loaded)
    targets = [attributes["href"] or "" for attributes in page.all("a")]
    assert all(re.match(r"/(?!/)|#|https://www\.youtube\.com/", target) for target in targets)


def test_links_that_leave_do_not_hand_over_the_window(page):
    outside = [link for link in page.all("a") if (link["href"] or "").startswith("https:")]
    assert all(link["rel"] == "noopener" for link in outside)


def test_every_page_has_its_landmarks_a_heading_and_a_language(page):
    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(tag)) for tag in ("main", "h1")] == [1, 1]
    assert page.all("nav") and page.all("header") and page.all("footer")
    identities = [attributes["id"] for attributes in page.having("id")]
    assert len(identities) == len(set(identities))


def test_every_control_has_a_name(page):
    bars = page.all("progress")
    assert all(bar.get("aria-label") for bar in bars)
    assert all(image.get("alt") is not None for image in page.all("img"))


def test_pages_are_sent_with_a_strict_policy_and_are_not_kept(client):
    answer = client.get(reverse("task-detail", args=[TaskFactory().pk]))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


# The status page


def test_a_running_analysis_shows_its_steps_its_message_and_its_bars():
    page = show(states.processing())
    assert page.having("data-task-status")[0]["data-task-status"] == "processing"
    assert page.having("data-progress")[0]["value"] == "58"
    steps = {step["data-step"]: step["data-step-status"] for step in page.having("data-step")}
    assert steps == {
        "extraction": "completed",
        "transcription": "completed",
        "content_analysis": "completed",
        "comment_analysis": "running",
        "synthesis": "pending",
    }
    assert [bar["value"] for bar in page.having("data-step-progress")] == ["100", "100", "100", "61", "0"]
    assert "Fetching comments: 612 of about 1,000" in page.text
    assert "done · 2.4 s" in page.text
    assert re.search(r"Remaining about 0:[0-3]\d", page.text)
    assert "YouTube could not be reached." in page.text


def test_a_running_analysis_is_read_again_without_javascript_and_a_finished_one_is_not(client):
    refresh = '<noscript><meta http-equiv="refresh" content="3"></noscript>'
    running = client.get(reverse("task-detail", args=[states.processing().pk])).content.decode()
    assert refresh in running
    assert "58 % · Why the sea comes back" in running
    assert "refresh" not in client.get(reverse("task-detail", args=[finished().pk])).content.decode()


def test_a_task_that_waits_says_so():
    page = show(TaskFactory(message="Waiting for a worker"))
    assert "Waiting for a worker" in page.text
    assert "not yet known" in page.text


def test_a_task_that_waits_names_its_place_in_the_queue():
    TaskFactory()
    assert "Place in the queue 2" in show(TaskFactory()).text
    assert "Place in the queue" not in show(states.processing()).text


def test_the_remaining_time_is_a_range():
    moment = now()
    ends = {"estimated_earliest": moment + timedelta(seconds=70), "estimated_latest": moment + timedelta(seconds=170)}
    page = show(TaskFactory(status=TaskStatus.PROCESSING, estimated_completion=moment + timedelta(seconds=100), **ends))
    assert "Remaining 2 to 3 minutes" in page.text
    late = TaskFactory(status=TaskStatus.PROCESSING, estimated_completion=moment - timedelta(seconds=5))
    assert "Remaining a moment" in show(late).text


def test_a_step_shows_when_it_began_how_often_it_was_tried_and_why_it_waits():
    task = states.processing()
    wait = {"code": "RATE_LIMIT_EXCEEDED", "step": "comment_analysis", "severity": "info"}
    task.warnings = [wait | {"message": f"Slow. Trying again at 10:00:0{second} UTC."} for second in (1, 3, 7)]
    task.save()
    task.steps.filter(name="comment_analysis").update(attempts=4, started_at=datetime(2026, 11, 28, 10, tzinfo=UTC))
    page = show(task)
    assert "from 10:00:00 UTC" in page.text
    assert "4 tries" in page.text
    assert page.text.count("Trying again at") == 1 and "10:00:07" in page.text
    task.steps.filter(name="comment_analysis").update(status=StepStatus.COMPLETED, completed_at=now())
    assert "Trying again at" not in show(task).text


@pytest.mark.parametrize(("retryable", "words"), [(True, "Resume from the failed step"), (False, "Start again")])
def test_only_what_may_succeed_is_resumed(retryable, words):
    task = TaskFactory(failed=True, error_retryable=retryable)
    task.steps.filter(name="extraction").update(status=StepStatus.COMPLETED)
    page = show(task)
    assert words in page.text
    assert ("Resume" in page.text) is retryable


def test_an_analysis_without_a_completed_step_has_nothing_to_resume():
    page = show(TaskFactory(failed=True, error_retryable=True, error_code="SERVICE_UNAVAILABLE"))
    assert "Try again" in page.text
    assert "Resume" not in page.text and "not repeated" not in page.text
    assert page.having("data-upload-advice")


def test_steps_that_nobody_asked_for_say_so():
    page = show(TaskFactory(options=BASIC_OPTIONS | {"analysis_type": "content"}))
    assert page.text.count("not requested") == 1


def test_a_failed_analysis_tells_why_and_offers_another_try():
    page = show(states.failed())
    assert "The video is private." in page.text
    assert "VIDEO_PRIVATE" in page.text
    assert page.having("data-retry") and not page.having("data-cancel")


@pytest.mark.parametrize(
    ("code", "advice"), [("VIDEO_PRIVATE", "Ask its owner"), ("EXTRACTION_BLOCKED", "cookies"), ("INTERNAL_ERROR", "")]
)
def test_a_failed_analysis_says_what_to_do(code, advice):
    page = show(TaskFactory(failed=True, error_code=code))
    assert advice in page.text
    assert len(page.having("data-advice")) == bool(advice)


def test_only_staff_see_which_settings_help(admin_client):
    task = TaskFactory(failed=True, error_code="VIDEO_PRIVATE")
    assert "YTDLP_COOKIE_FILE" not in show(task).text
    assert "YTDLP_COOKIE_FILE" in show(task, admin_client).text


def test_an_analysis_that_has_ended_shows_no_progress():
    assert show(TaskFactory(status=TaskStatus.PROCESSING)).having("data-progress")
    for ended in (TaskFactory(failed=True), TaskFactory(status=TaskStatus.CANCELLED, completed_at=now())):
        page = show(ended)
        assert not page.having("data-progress") and not page.having("data-step-progress")


def test_a_retryable_failure_says_that_it_may_succeed():
    assert "A later retry may succeed" in show(TaskFactory(failed=True, error_retryable=True)).text
    assert "A later retry may succeed" not in show(TaskFactory(failed=True)).text


def test_the_script_gets_its_data_as_json_that_cannot_end_its_element(client):
    task = TaskFactory(status=TaskStatus.PROCESSING, message="</script><script>alert(1)</script>", last_seq=7)
    html = client.get(reverse("task-detail", args=[task.pk])).content.decode()
    assert "<script>alert" not in html
    assert '"lastSeq": 7' in html


def test_a_running_page_costs_two_queries(client, django_assert_num_queries):
    task = states.processing()
    with django_assert_num_queries(2):
        client.get(reverse("task-detail", args=[task.pk]))


# Cancelling and trying again


def test_cancelling_ends_the_task_and_leads_back_to_its_page(client):
    task = TaskFactory()
    answer = client.post(reverse("task-cancel", args=[task.pk]), follow=True)
    task.refresh_from_db()
    assert task.status == TaskStatus.CANCELLED
    assert answer.redirect_chain == [(reverse("task-detail", args=[task.pk]), 302)]


def test_cancelling_what_has_ended_is_told_and_changes_nothing(client):
    task = finished()
    answer = client.post(reverse("task-cancel", args=[task.pk]), follow=True)
    assert "The analysis has already ended." in answer.content.decode()
    task.refresh_from_db()
    assert task.status == TaskStatus.COMPLETED


def test_trying_again_puts_a_failed_task_back(client):
    task = TaskFactory(failed=True)
    client.post(reverse("task-retry", args=[task.pk]))
    task.refresh_from_db()
    assert task.status == TaskStatus.PENDING


@pytest.mark.parametrize("name", ["task-cancel", "task-retry"])
def test_only_a_post_with_its_token_changes_anything(name):
    task = TaskFactory()
    careful = Client(enforce_csrf_checks=True)
    assert careful.get(reverse(name, args=[task.pk])).status_code == 405
    refused = careful.post(reverse(name, args=[task.pk]))
    assert refused.status_code == 403
    assert "security token" in refused.content.decode()
    task.refresh_from_db()
    assert task.status == TaskStatus.PENDING


# Who sees what


@pytest.mark.parametrize("name", ["task-detail", "task-cancel", "task-retry"])
def test_a_foreign_task_does_not_exist(client, name):
    task = TaskFactory(owner=UserFactory())
    client.force_login(UserFactory())
    send = client.get if name == "task-detail" else client.post
    answer = send(reverse(name, args=[task.pk]))
    assert answer.status_code == 404
    assert "This page does not exist" in answer.content.decode()


def test_the_charts_of_a_foreign_task_do_not_exist(client):
    task = finished(owner=UserFactory())
    address = reverse("task-chart", args=[task.pk, "sentiment-timeline"])
    assert client.get(address).status_code == 404
    client.force_login(task.owner)
    assert client.get(address).status_code == 200


def test_owners_see_their_task_in_the_list_and_others_do_not(client):
    task = TaskFactory(owner=UserFactory())
    assert str(task.pk) not in client.get("/").content.decode()
    client.force_login(task.owner)
    assert str(task.pk) in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/analyses/not-an-id/", "/analyses/00000000-0000-4000-8000-000000000000/"])
def test_unknown_ids_are_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_address_without_its_slash_leads_to_the_page(client):
    task = TaskFactory()
    answer = client.get(f"/analyses/{task.pk}")
    assert (answer.status_code, answer["Location"]) == (302, f"/analyses/{task.pk}/")


def test_an_error_page_needs_nothing_that_could_fail():
    html = server_error(RequestFactory().get("/")).content.decode()
    assert "Something went wrong on our side" in html
    assert "<style" not in html and "<script" not in html


def test_without_the_database_a_page_says_that_the_service_is_unavailable(client):
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/", headers={"Accept": "text/html,*/*"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "The database is unavailable." in response.content.decode()
