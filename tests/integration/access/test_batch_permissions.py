"""Who sees which batch: every address, asked by every kind of caller."""

from uuid import UUID

import pytest

from tests.integration.access.test_permissions import ask, revealed
from tests.support import batches, permission_table
from tests.support.factories import TaskFactory, UserFactory
from tests.support.permission_table import SEES

pytestmark = pytest.mark.django_db


def batches_of(users):
    """Return the id of one active batch of each kind, with a member that has failed."""
    owners = {"own": users["owner"], "foreign": UserFactory(), "ownerless": None}
    made = {kind: batches.make(1, 2, owner=owner) for kind, owner in owners.items()}
    for batch in made.values():
        batch.members.filter(position=1).update(status="failed")
    return {kind: batch.pk for kind, batch in made.items()} | {"absent": permission_table.absent()}


@pytest.mark.parametrize(
    ("route", "endpoint"), [(route, each) for route, rows in permission_table.BATCH_ENDPOINTS.items() for each in rows]
)
def test_a_batch_is_seen_by_whom_it_is_for_and_does_not_exist_for_anybody_else(users, clients, route, endpoint):
    for caller, client in clients.items():
        made = batches_of(users)
        answers = {kind: ask(client, route, key, endpoint.method, endpoint.query) for kind, key in made.items()}
        nothing = revealed(answers["absent"], made["absent"])
        assert nothing[0] == 404
        for kind in ("own", "foreign", "ownerless"):
            if kind in SEES[caller]:
                expected = 403 if endpoint.acts and caller == "observer" else endpoint.status
                assert answers[kind].status_code == expected, (caller, kind)
            else:
                assert revealed(answers[kind], made[kind]) == nothing, (caller, kind)


@pytest.mark.parametrize("caller", SEES)
def test_a_list_of_batches_holds_what_exists_for_the_caller(users, clients, caller):
    made = batches_of(users)
    expected = {made[kind] for kind in SEES[caller]}
    listed = clients[caller].get("/api/v1/batches/").json()["results"]
    assert {UUID(batch["id"]) for batch in listed} == expected
    page = clients[caller].get("/batches/").content.decode()
    assert {key for key in made.values() if str(key) in page} == expected


def test_a_batch_shows_no_analysis_that_its_reader_may_not_see(users, clients):
    batch = batches.make(1, 2, owner=users["owner"])
    foreign = TaskFactory(completed=True, owner=UserFactory())
    batch.members.filter(position=1).update(task=foreign, status="completed", reused=True)
    for path in ("members", "export?format=csv", "export?format=zip"):
        answer = ask(clients["owner"], "api/v1/batches/<str:batch_id>/" + path, batch.pk)
        assert answer.status_code == 200
        assert str(foreign.pk).encode() not in answer.body
