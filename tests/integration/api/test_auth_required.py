"""AUTH_REQUIRED: what is answered to callers without a login. Sockets and streams: test_credentials.py."""

import pytest
from django.test import Client

from tests.support.factories import TaskFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("auth_required")]


def test_the_api_answers_401_and_says_how_to_log_in():
    task = TaskFactory()
    for path in (
        "analysis/",
        f"analysis/{task.pk}",
        f"analysis/{task.pk}/events",
        "analysis/nonsense",
        "analysis-types",
    ):
        answer = Client().get(f"/api/v1/{path}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), path
        assert answer.json()["code"] == "AUTHENTICATION_REQUIRED"


def test_nothing_is_created_without_a_login():
    answer = Client().post("/api/v1/analysis/", {"youtube_url": "https://youtu.be/x"}, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/", "/analyses/{}/", "/account/", "/admin/"])
def test_pages_lead_to_the_login_and_from_there_back(path):
    path = path.format(TaskFactory().pk)
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/login/?next={path}")


@pytest.mark.parametrize(
    "path", ["/login/", "/health", "/livez", "/readyz", "/api/schema/", "/api/docs/", "/static/analysis/style.css"]
)
def test_what_shows_nothing_of_anybody_stays_open(path):
    answer = Client().get(path)
    answer.close()
    assert answer.status_code == 200


def test_a_login_sees_what_is_everybody_s():
    client = Client()
    client.force_login(UserFactory())
    assert client.get(f"/api/v1/analysis/{TaskFactory().pk}").status_code == 200
