"""The page of followed channels: the form, the list, and what can be done to each."""

import pytest

from analysis import youtube
from analysis.batches import checking, follows
from analysis.models import Follow
from tests.support.factories import BASIC_OPTIONS

URL = "https://www.youtube.com/@harbourtalks"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel")]
FORM = {
    "youtube_url": URL, "interval_hours": "24", "max_per_day": "3", "newest": "2",
    "analysis_type": "content", "analysis_depth": "basic", "max_comments": "10",
}  # fmt: skip


def test_the_form_follows_a_channel_and_the_list_shows_it(client):
    assert client.post("/follows/", FORM).status_code == 302
    followed = Follow.objects.get()
    assert (followed.source_url, followed.max_per_day, followed.newest, followed.owner) == (URL, 3, 2, None)
    assert followed.options["analysis_type"] == "content"
    checking.run(str(followed.pk))
    page = client.get("/follows/").content.decode()
    for text in (
        "Harbour Talks",
        "2 videos submitted",
        "New videos: 2.",
        "Latest batch",
        "Check now",
        "Pause",
        "Delete",
    ):
        assert text in page
    assert "You follow this channel or playlist already." in client.post("/follows/", FORM).content.decode()
    assert 'href="/follows/"' in client.get("/batches/").content.decode()


@pytest.mark.parametrize("wrong", [{"youtube_url": ""}, {"youtube_url": "https://youtu.be/x"}, {"max_per_day": "0"}])
def test_the_form_names_what_is_wrong_and_follows_nothing(client, wrong):
    answer = client.post("/follows/", FORM | wrong)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Follow.objects.exists()


@pytest.fixture
def made():
    return follows.follow_create(owner=None, source=youtube.parse_list(URL), options=BASIC_OPTIONS)


def test_one_is_paused_resumed_and_deleted_on_the_page(client, made):
    def states(verb):
        assert client.post(f"/follows/{made.pk}/{verb}/").status_code == 302
        return list(Follow.objects.values_list("enabled", flat=True))

    assert (states("pause"), states("check"), states("resume")) == ([False], [False], [True])
    assert str(made) in client.get(f"/follows/{made.pk}/delete/").content.decode()
    assert states("delete") == []


def test_staff_pause_one_in_the_admin(admin_client, made):
    listed = "/admin/analysis/follow/"
    admin_client.post(listed, {"action": "pause", "_selected_action": [made.pk]})
    assert Follow.objects.get().enabled is False
    assert admin_client.get(f"{listed}{made.pk}/change/").status_code == 200
