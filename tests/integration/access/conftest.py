"""One of each kind of caller."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from analysis.access import permissions
from tests.support.factories import UserFactory


@pytest.fixture
def users():
    """Give one of each caller; None is nobody."""
    people = {name: UserFactory() for name in ("owner", "stranger")}
    people["observer"] = UserFactory(is_staff=True)
    people["observer"].groups.add(Group.objects.get(name=permissions.OBSERVERS))
    return people | {"staff": UserFactory(is_superuser=True, is_staff=True), "anonymous": None}


@pytest.fixture
def clients(users):
    """Give a client of each caller."""
    return {name: _logged_in(user) for name, user in users.items()}


def _logged_in(user):
    client = Client()
    if user:
        client.force_login(user)
    return client
