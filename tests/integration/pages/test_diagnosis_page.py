"""The page on which staff see what of the installation works."""

import pytest
from django.urls import reverse

from tests.support.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_page_is_for_staff_and_diagnoses_when_it_is_asked(client, settings):
    settings.YTDLP_PROXY = "http://127.0.0.1:9"
    path = reverse("diagnosis")
    assert client.get(path).status_code == 302
    client.force_login(UserFactory())
    assert client.post(path).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    assert "YouTube can" not in client.get(path).content.decode()
    page = client.post(path, {"url": ""}).content.decode()
    assert "YouTube cannot be reached." in page
