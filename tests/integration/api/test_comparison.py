"""What differs between two analyses, as REST answers it."""

from uuid import uuid4

import pytest
from django.test import Client
from jsonschema import ValidationError

from analysis.api.schema import openapi
from analysis.choices import TaskStatus
from analysis.models import Comment
from analysis.queries import wire
from tests.support import comparisons, documents
from tests.support.comparisons import rows, stored
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db


def path(first, second):
    return f"/api/v1/analysis/{getattr(first, 'pk', first)}/compare/{getattr(second, 'pk', second)}"


@pytest.fixture
def pair():
    return comparisons.pair("Tides")


def test_it_says_what_differs_and_whether_by_more_than_chance(client, pair):
    answer = client.get(path(*pair)).json()
    assert (answer["first"]["task_id"], answer["second"]["task_id"]) == tuple(str(task.pk) for task in pair)
    assert answer["second"]["links"]["page"] == f"/analyses/{pair[1].pk}/"
    score = answer["sentiment"]["score"]
    assert (score["first"]["n"], score["second"]["n"], score["difference"]) == (80, 90, 0.8)
    assert score["more_than_chance"] is True
    assert score["interval_95"][0] > 0
    assert answer["feedback"]["complaints"]["second"]["value"] == 0
    assert [each["change"] for each in answer["themes"]] == ["went"]
    assert {
        "name": "video.view_count",
        "first": 1_234_567,
        "second": 2_000_000,
        "difference": 765_433,
        "differs": True,
    } in (answer["facts"])


def test_the_answer_is_as_the_document_describes_it(client, pair):
    document = openapi.add_components({"components": {"schemas": {}}}, None, None, public=True)
    answer = client.get(path(*pair)).json()
    documents.check(answer, openapi.component(wire.Comparison), document)
    with pytest.raises(ValidationError):
        documents.check(answer | {"sentiment": {}}, openapi.component(wire.Comparison), document)


def test_the_opposite_order_has_the_opposite_signs(client, pair):
    there, back = (client.get(path(*each)).json()["sentiment"]["score"] for each in (pair, pair[::-1]))
    assert back["difference"] == -there["difference"]
    assert back["interval_95"] == [-there["interval_95"][1], -there["interval_95"][0]]
    assert back["p_value"] == there["p_value"]


def test_the_same_analysis_twice_does_not_differ(client, pair):
    answer = client.get(path(pair[0], pair[0])).json()
    assert [note["code"] for note in answer["notes"]] == ["SAME_ANALYSIS"]
    assert answer["sentiment"]["score"]["p_value"] == 1


def test_spam_and_the_author_do_not_count(client, pair):
    channel = pair[0].result_data["video"]["channel_id"]
    comments = Comment.objects.filter(task=pair[0], sentiment="negative")
    comments.filter(position__lt=60).update(is_spam=True)
    comments.filter(position__gte=60, position__lt=78).update(author_channel_id=channel)
    comments.filter(position=78).update(is_author=True)
    comments.filter(position=79).update(is_author=True, author_channel_id="somebody else")
    assert client.get(path(*pair)).json()["sentiment"]["score"]["first"]["n"] == 41


@pytest.mark.parametrize("other", [uuid4(), "nonsense", "1", "%00", "a" * 3000])
def test_an_id_that_no_analysis_has_is_404_at_either_place(client, pair, other):
    for address in (path(pair[0], other), path(other, pair[0])):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "TASK_NOT_FOUND")


def test_both_must_be_visible(client, pair):
    foreign = stored(rows(0, 4, "positive"), owner=UserFactory())
    for address in (path(pair[0], foreign), path(foreign, pair[0])):
        assert client.get(address).json()["code"] == "TASK_NOT_FOUND"
    owner = Client()
    owner.force_login(foreign.owner)
    assert owner.get(path(pair[0], foreign)).status_code == 200


def test_one_that_has_not_ended_is_202_with_its_progress(client, pair):
    running = TaskFactory(status=TaskStatus.PROCESSING, progress=40)
    for address in (path(pair[0], running), path(running, pair[0])):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["progress"]) == (202, 40)
        assert answer["Retry-After"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"failed": True}, "VIDEO_PRIVATE"),
        ({"failed": True, "status": TaskStatus.CANCELLED, "error_code": ""}, "TASK_CANCELLED"),
    ],
)
def test_one_that_ended_without_a_result_is_409(client, pair, fields, code):
    ended = TaskFactory(**fields)
    for address in (path(pair[0], ended), path(ended, pair[0])):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_a_hidden_analysis_shows_nothing_of_one_without_a_result(client):
    hidden = TaskFactory(failed=True, owner=UserFactory())
    assert client.get(path(TaskFactory(), hidden)).status_code == 404


def test_it_is_revalidated(client, pair):
    first = client.get(path(*pair))
    assert client.get(path(*pair), headers={"If-None-Match": first["ETag"]}).status_code == 304
    pair[1].save()
    assert client.get(path(*pair), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_result_without_parts_is_compared_as_far_as_there_is_something(client, pair):
    bare = TaskFactory(completed=True)
    answer = client.get(path(pair[0], bare)).json()
    assert [answer[name] for name in ("sentiment", "feedback", "themes", "key_phrases")] == [None] * 4
    assert client.get(path(bare, bare)).status_code == 200
