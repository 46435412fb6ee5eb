"""The list of analyses and the form above it."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from tests.browser import states
from tests.support.factories import TaskFactory, UserFactory
from tests.support.pages import Page
from tests.support.results import HOSTILE

pytestmark = pytest.mark.django_db

FORM = {
    "youtube_url": "https://www.youtube.com/watch?v=sample_talk",
    "analysis_type": "comprehensive",
    "analysis_depth": "basic",
    "max_comments": "250",
    "include_comments": "on",
}


def test_the_list_shows_states_and_titles(client):
    states.processing()
    states.failed()
    text = Page(client.get("/").content.decode()).text
    assert "Why the sea comes back" in text
    assert "Running · 58 %" in text
    assert "The video is private." in text


def test_an_empty_list_says_so(client):
    assert "There are no analyses yet." in client.get("/").content.decode()


def test_long_lists_are_read_page_by_page(client):
    tasks = [TaskFactory() for _ in range(25)]
    first, second = (client.get("/", {"page": page}).content.decode() for page in (1, 2))
    assert [first.count(f'data-task-id="{task.pk}"') + second.count(f'data-task-id="{task.pk}"') for task in tasks] == [
        1
    ] * 25
    assert "?page=2" in first and "?page=3" not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30, ""])
def test_nonsense_page_numbers_show_the_first_page(client, page):
    TaskFactory()
    answer = client.get("/", {"page": page})
    assert answer.status_code == 200
    assert "Recent analyses" in answer.content.decode()


def test_a_valid_form_starts_an_analysis_and_leads_to_its_page(client):
    answer = client.post("/", FORM, headers={"x-request-id": "from-the-form"})
    task = AnalysisTask.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("task-detail", args=[task.pk]))
    assert (task.youtube_url, task.owner, task.request_id) == (FORM["youtube_url"], None, "from-the-form")
    assert task.options == {
        "analysis_type": "comprehensive",
        "include_comments": True,
        "max_comments": 250,
        "comment_sort": "top",
        "language": None,
        "enable_transcription": True,
        "analysis_depth": "basic",
        "custom_prompts": [],
    }


def test_a_login_owns_what_it_starts(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/", FORM)
    assert AnalysisTask.objects.get().owner == user


def test_an_unticked_box_leaves_the_comments_out(client):
    client.post("/", {name: value for name, value in FORM.items() if name != "include_comments"})
    assert AnalysisTask.objects.get().options["include_comments"] is False


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://example.com/watch?v=sample_talk", "This is not the URL of a YouTube video."),
        ("javascript:alert(1)", "This is not the URL of a YouTube video."),
        ("", "Enter the URL of a YouTube video."),
        ("https://youtu.be/" + "a" * 3000, "longer than 2048 characters"),
    ],
)
def test_a_wrong_address_is_explained_beside_it_and_kept(client, url, told):
    answer = client.post("/", FORM | {"youtube_url": url})
    page = Page(answer.content.decode())
    field = next(element for element in page.all("input") if element.get("name") == "youtube_url")
    assert answer.status_code == 422
    assert told in page.text
    assert field.get("value", "") == url
    assert (field["aria-invalid"], field["aria-describedby"]) == ("true", "id_youtube_url_error")
    assert page.having("role") and not AnalysisTask.objects.exists()


@pytest.mark.parametrize("change", [{"max_comments": "10001"}, {"max_comments": "-1"}, {"analysis_depth": "endless"}])
def test_values_out_of_bounds_are_refused(client, change):
    assert client.post("/", FORM | change).status_code == 422
    assert not AnalysisTask.objects.exists()


def test_the_form_is_refused_without_its_token():
    assert Client(enforce_csrf_checks=True).post("/", FORM).status_code == 403
    assert not AnalysisTask.objects.exists()


def test_every_field_of_the_form_has_a_label(client):
    page = Page(client.get("/").content.decode())
    labels = {label.get("for") for label in page.all("label")}
    fields = [*page.all("input"), *page.all("select")]
    wrapped = {"id_include_comments", "id_max_comments"}
    assert {field["id"] for field in fields if field.get("type") != "hidden"} <= labels | wrapped


def test_hostile_text_in_the_list_is_shown_as_text(client):
    client.post("/", FORM | {"youtube_url": f"https://youtu.be/sample_talk?x={HOSTILE}".replace(" ", "+")})
    states.failed()
    AnalysisTask.objects.filter(status=TaskStatus.FAILED).update(error_message=HOSTILE)
    page = Page(client.get("/").content.decode())
    assert "<script>alert('tide')</script>" in page.text
    assert all("src" in script for script in page.all("script"))


def test_the_list_costs_two_queries_however_long(client, django_assert_num_queries):
    for _ in range(25):
        TaskFactory()
    with django_assert_num_queries(2):
        client.get("/")
