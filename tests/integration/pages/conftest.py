"""A user, and a client in which the user is logged in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.pages import PASSWORD


@pytest.fixture
def ada():
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


@pytest.fixture
def browser(ada):
    client = Client()
    client.force_login(ada)
    return client
