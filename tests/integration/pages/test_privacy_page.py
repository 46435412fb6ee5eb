"""The page that says what is stored."""

import pytest

from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


def page_of(client, language="en"):
    answer = client.get("/privacy/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_states_the_times_that_are_set(client, settings):
    settings.RETENTION_DAYS, settings.TEXT_RETENTION_DAYS, settings.UPLOAD_HOURS = 365, 30, 1
    page = page_of(client)
    assert [time in page for time in ("<td>365 days</td>", "<td>30 days</td>", "<td>1 hour</td>")] == [True] * 3
    assert "Until someone deletes it" not in page


def test_without_a_time_it_says_until_when(client, settings):
    settings.RETENTION_DAYS = settings.TEXT_RETENTION_DAYS = 0
    assert page_of(client).count("<td>Until someone deletes it</td>") == 5
    assert "Invitation: the email address to which it was sent" in page_of(client)


def test_it_names_a_language_model_only_where_there_is_one(client, settings):
    settings.LLM_BASE_URL = ""
    assert "A language model" not in page_of(client)
    settings.LLM_BASE_URL = "https://llm.example/v1"
    assert "A language model" in page_of(client)


@pytest.mark.usefixtures("auth_required")
def test_it_is_open_to_those_who_have_to_log_in_first(client, settings):
    assert "This server requires a login." in page_of(client)


def test_it_is_in_chinese_and_every_page_links_it(client):
    page = page_of(client, "zh-CN")
    assert "这里存储哪些数据" in page
    assert '<a href="/privacy/" aria-current="page">隐私</a>' in page


def test_thumbnails_are_loaded_only_when_they_are_asked_for(client):
    for _ in range(21):
        TaskFactory(video_id="dQw4w9WgXcQ")
    usual, asked = client.get("/"), client.get("/", {"thumbnails": "1"})
    assert "ytimg" not in usual.content.decode() + usual["Content-Security-Policy"]
    assert 'href="?thumbnails=1"' in usual.content.decode()
    assert 'src="https://i.ytimg.com/vi/dQw4w9WgXcQ/mqdefault.jpg"' in asked.content.decode()
    assert "https://i.ytimg.com" in asked["Content-Security-Policy"]
    assert 'href="?thumbnails=1&amp;page=2"' in asked.content.decode()
