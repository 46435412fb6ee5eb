"""The language of a page: Accept-Language, the switch in the footer, and what caches may keep."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.factories import TaskFactory
from tests.support.pages import Page, finished

pytestmark = pytest.mark.django_db

CHINESE = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}


def language_of(client, address="/", **headers):
    answer = client.get(address, headers=headers)
    page = Page(answer.content.decode())
    assert answer["Content-Language"] == page.all("html")[0]["lang"]
    return page.all("html")[0]["lang"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-Hans-SG;q=0.9, en;q=0.1", "zh-Hans"),
        ("en-GB, zh;q=0.9", "en"),
        ("fr, de;q=0.5", "en"),
        ("*", "en"),
        ("zh" * 4000, "en"),
        (",;q=x,\x7f", "en"),
    ],
)
def test_a_browser_gets_the_language_that_it_prefers(client, accepted, language):
    assert language_of(client, **{"accept-language": accepted}) == language


def test_the_switch_outranks_the_browser_and_leads_back(client):
    answer = client.post("/language/", {"language": "zh-hans", "next": "/?page=2"})
    assert (answer.status_code, answer["Location"]) == (302, "/?page=2")
    cookie = answer.cookies["django_language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("zh-hans", True, "Lax")
    assert language_of(client, **{"accept-language": "en"}) == "zh-Hans"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_the_switch_never_leads_to_another_server(client, target):
    assert client.post("/language/", {"language": "zh-hans", "next": target})["Location"] == "/"


def test_the_switch_needs_a_token_of_the_page():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/language/", {"language": "zh-hans"}).status_code == 403
    page = Page(client.get("/").content.decode())
    token = next(field["value"] for field in page.all("input") if field.get("name") == "csrfmiddlewaretoken")
    sent = {"language": "zh-hans", "csrfmiddlewaretoken": token}
    assert client.post("/language/", sent).status_code == 302


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "en\x00"])
def test_a_language_that_there_is_not_changes_nothing(client, language):
    answer = client.post("/language/", {"language": language})
    assert (answer.status_code, "django_language" in answer.cookies) == (302, False)


@pytest.mark.parametrize("cookie", ["xx", "zh-hans-x", "%00", "e" * 5000])
def test_a_cookie_that_names_no_language_leaves_the_browser_the_choice(client, cookie):
    client.cookies["django_language"] = cookie
    assert language_of(client, **CHINESE) == "zh-Hans" or cookie.startswith("zh")


def test_a_page_and_a_chart_say_what_their_language_depends_on(client):
    task = finished()
    for address in (
        "/",
        reverse("task-detail", args=[task.pk]),
        reverse("task-chart", args=[task.pk, "comment-sentiment"]),
    ):
        answer = client.get(address)
        assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}, address
        assert "ETag" not in answer


def test_the_api_answers_in_english_whatever_the_browser_prefers(client):
    client.cookies["django_language"] = "zh-hans"
    missing = client.get("/api/v1/analysis/none", headers=CHINESE)
    refused = client.get("/api/v1/analysis/", {"page_size": "x", "status": "nonsense"}, headers=CHINESE)
    assert missing.json()["detail"] == "Task not found"
    assert refused.status_code == 422
    assert refused.content.isascii()
    assert "Content-Language" not in missing


def test_a_task_has_one_etag_in_all_languages(client):
    address = f"/api/v1/analysis/{TaskFactory().pk}"
    assert client.get(address)["ETag"] == client.get(address, headers=CHINESE)["ETag"]


def test_the_language_of_a_request_ends_with_it(client):
    client.get("/", headers=CHINESE)
    assert language_of(client) == "en"


def test_pages_of_errors_are_in_the_language_of_the_reader(client):
    answer = client.get("/nothing/", headers=CHINESE)
    assert answer.status_code == 404
    assert "页面不存在" in answer.content.decode()
