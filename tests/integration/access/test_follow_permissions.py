"""Who sees which followed channel: every address, asked by every kind of caller."""

from uuid import UUID

import pytest

from analysis import youtube
from analysis.models import Follow
from tests.integration.access.test_permissions import ask, revealed
from tests.support import permission_table
from tests.support.factories import BASIC_OPTIONS, UserFactory
from tests.support.permission_table import SEES

pytestmark = pytest.mark.django_db
CHANNEL = youtube.parse_list("https://www.youtube.com/@harbourtalks")


def follows_of(users):
    """Return the id of one follow of each kind."""
    owners = {"own": users["owner"], "foreign": UserFactory(), "ownerless": None}
    made = {
        kind: Follow.objects.create(owner=owner, source_url=CHANNEL.url, options=BASIC_OPTIONS, max_per_day=5)
        for kind, owner in owners.items()
    }
    return {kind: follow.pk for kind, follow in made.items()} | {"absent": permission_table.absent()}


@pytest.mark.parametrize(
    ("route", "endpoint"), [(route, each) for route, rows in permission_table.FOLLOW_ENDPOINTS.items() for each in rows]
)
def test_a_follow_is_seen_by_whom_it_is_for_and_does_not_exist_for_anybody_else(users, clients, route, endpoint):
    for caller, client in clients.items():
        made = follows_of(users)
        answers = {kind: ask(client, route, key, endpoint.method) for kind, key in made.items()}
        nothing = revealed(answers["absent"], made["absent"])
        assert nothing[0] == 404
        for kind in ("own", "foreign", "ownerless"):
            if kind in SEES[caller]:
                expected = 403 if endpoint.acts and caller == "observer" else endpoint.status
                assert answers[kind].status_code == expected, (caller, kind)
            else:
                assert revealed(answers[kind], made[kind]) == nothing, (caller, kind)


@pytest.mark.parametrize("caller", SEES)
def test_a_list_of_follows_holds_what_exists_for_the_caller(users, clients, caller):
    made = follows_of(users)
    expected = {made[kind] for kind in SEES[caller]}
    listed = clients[caller].get("/api/v1/follows/").json()["results"]
    assert {UUID(each["id"]) for each in listed} == expected
    page = clients[caller].get("/follows/").content.decode()
    assert {key for key in made.values() if str(key) in page} == expected
