"""Who sees what: every address there is, asked by every kind of caller for every kind of row."""

import re
import statistics
import time
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis.access import permissions
from analysis.access.accounts import access_tokens
from analysis.choices import DeliveryStatus
from analysis.exports.charts import charts
from analysis.models import AccessToken, Video
from analysis.search import indexing
from analysis.webhooks import outbox
from tests.support import batches, permission_table
from tests.support.factories import TaskFactory, UserFactory
from tests.support.permission_table import SEES, TASK_ENDPOINTS
from tests.support.results import full_result
from tests.support.webhooks import WebhookFactory

pytestmark = pytest.mark.django_db

SPELLINGS = [*TASK_ENDPOINTS, *(permission_table.twin(route) for route in TASK_ENDPOINTS if route.startswith("api/"))]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CHART = next(iter(charts(full_result())))


def indexed(**fields):
    """Return an analysis whose title a search finds."""
    task = TaskFactory(completed=True, **fields)
    video = Video.objects.create(task=task, youtube_id=task.video_id, title="The harbour", facts={})
    indexing.index_title(task.pk, video, "en")
    return task


def rows_of(users, make):
    """Return the id of one row of each kind."""
    owners = {"own": users["owner"], "foreign": UserFactory(), "ownerless": None}
    return {kind: make(owner=owner).pk for kind, owner in owners.items()} | {"absent": permission_table.absent()}


def ask(client, route, task_id, method="GET", query=""):
    """Return the answer with its whole body and the queries that it took."""
    path = permission_table.path_of(
        route,
        **dict.fromkeys(("task_id", "other", "token_id", "upload_id", "webhook_id", "batch_id", "follow_id"), task_id),
        n=1,
        pk=1,
        name=CHART,
    )
    with CaptureQueriesContext(connection) as queries:
        answer = client.generic(method, path + query)
        answer.body = b"".join(answer) if answer.streaming else answer.content
    answer.queries = [query["sql"] for query in queries]
    return answer


def revealed(answer, task_id):
    """Return all that an answer reveals, its queries along, but for the id that was asked for and what is always new."""
    headers = (f"{name}: {value}" for name, value in sorted(answer.items()) if name != "Expires")
    parts = [answer.body.decode(), *headers, *answer.queries]
    for text in (str(task_id), task_id.hex, answer["X-Request-ID"]):
        parts = [part.replace(text, "…") for part in parts]
    always_new = r'(?<=name="csrfmiddlewaretoken" value=)"\w+"|\d{4}-\d\d-\d\d \d\d:[^\']+'
    return answer.status_code, [re.sub(always_new, "…", part) for part in parts], sorted(answer.cookies)


# The table is whole


def test_every_address_has_its_row():
    assert {
        route for route in permission_table.routes() if not route.startswith(permission_table.ADMIN)
    } == permission_table.known()


# One task, batch or follow


@pytest.mark.parametrize(("route", "endpoint"), permission_table.ENDPOINTS)
def test_a_row_is_seen_by_whom_it_is_for_and_does_not_exist_for_anybody_else(users, clients, route, endpoint):
    rows = rows_of(users, endpoint.make)
    for caller, client in clients.items():
        if endpoint.acts:
            rows = rows_of(users, endpoint.make)
        answers = {kind: ask(client, route, key, endpoint.method, endpoint.query) for kind, key in rows.items()}
        nothing = revealed(answers["absent"], rows["absent"])
        assert nothing[0] == 404
        for kind in ("own", "foreign", "ownerless"):
            if kind in SEES[caller]:
                expected = 403 if endpoint.acts and caller == "observer" else endpoint.status
                assert answers[kind].status_code == expected, (caller, kind)
            else:
                assert revealed(answers[kind], rows[kind]) == nothing, (caller, kind)


def test_a_batch_shows_no_analysis_that_its_reader_may_not_see(users, clients):
    batch = batches.make(1, 2, owner=users["owner"])
    foreign = TaskFactory(completed=True, owner=UserFactory())
    batch.members.filter(position=1).update(task=foreign, status="completed", reused=True)
    for path in ("members", "export?format=csv", "export?format=zip"):
        answer = ask(clients["owner"], "api/v1/batches/<str:batch_id>/" + path, batch.pk)
        assert answer.status_code == 200
        assert str(foreign.pk).encode() not in answer.body


@pytest.mark.parametrize("route", SPELLINGS)
def test_no_method_at_any_spelling_of_an_address_tells_a_foreign_task_from_an_absent_one(users, clients, route):
    tasks = rows_of(users, TaskFactory)
    for caller in ("anonymous", "stranger"):
        for method in METHODS:
            foreign, absent = (ask(clients[caller], route, tasks[kind], method) for kind in ("foreign", "absent"))
            assert revealed(foreign, tasks["foreign"]) == revealed(absent, tasks["absent"]), (caller, method)


def test_a_foreign_task_takes_as_long_as_an_absent_one(users, clients):
    tasks = rows_of(users, TaskFactory)
    route = "api/v1/analysis/<str:task_id>"
    # A busy machine may favour one of them once, not five times.
    ratios = [ratio_of_times(clients["stranger"], route, tasks) for _ in range(5)]
    assert min(ratios) < 1.5 and max(ratios) > 1 / 1.5


def ratio_of_times(client, route, tasks):
    seconds = {"foreign": [], "absent": []}
    for _ in range(15):
        for kind, spent in seconds.items():
            begun = time.perf_counter()
            ask(client, route, tasks[kind])
            spent.append(time.perf_counter() - begun)
    return statistics.median(seconds["foreign"]) / statistics.median(seconds["absent"])


# Lists


@pytest.mark.parametrize("login_required", [False, True])
def test_the_rule_of_one_task_is_the_rule_of_lists(users, login_required, settings):
    settings.AUTH_REQUIRED = login_required
    rows = {TaskFactory(owner=owner) for owner in [*users.values(), UserFactory()]}
    for caller in [*users.values(), AnonymousUser()]:
        if caller is None:
            continue
        seen = {task for task in rows if permissions.may_see(caller, task.owner_id)}
        assert seen == set(permissions.tasks_visible(caller)), caller


@pytest.mark.parametrize("caller", SEES)
def test_lists_hold_what_exists_for_the_caller_however_they_are_searched(users, clients, caller):
    tasks = rows_of(users, TaskFactory)
    expected = {tasks[kind] for kind in SEES[caller]}
    for query in ("", "?video_id=sample_talk", "?status=pending", "?ordering=created_at&page_size=100"):
        listed = clients[caller].get(f"/api/v1/analysis/{query}").json()["results"]
        assert {UUID(task["id"]) for task in listed} == expected, query
    page = clients[caller].get("/").content.decode()
    assert {task_id for task_id in tasks.values() if str(task_id) in page} == expected


@pytest.mark.parametrize("caller", SEES)
@pytest.mark.parametrize(
    ("make", "path"), [(permission_table.batch, "batches/"), (permission_table.follow, "follows/")]
)
def test_lists_of_batches_and_follows_hold_what_exists_for_the_caller(users, clients, caller, make, path):
    made = rows_of(users, make)
    expected = {made[kind] for kind in SEES[caller]}
    listed = clients[caller].get(f"/api/v1/{path}").json()["results"]
    assert {UUID(each["id"]) for each in listed} == expected
    page = clients[caller].get(f"/{path}").content.decode()
    assert {key for key in made.values() if str(key) in page} == expected


@pytest.mark.parametrize("caller", SEES)
def test_a_search_finds_what_exists_for_the_caller_whatever_limits_it(users, clients, caller):
    tasks = rows_of(users, indexed)
    expected = {tasks[kind] for kind in SEES[caller]}
    for limits in ({"q": "harbour"}, {"q": "harb* -sea", "in": "title", "video_id": "sample_talk"}):
        found = clients[caller].get("/api/v1/search", {"all": "true", **limits}).json()
        assert {UUID(hit["task_id"]) for hit in found["results"]} == expected, limits
        assert (found["ranked"], found["facets"]["kind"]) == (len(expected), {"title": len(expected)})
        page = clients[caller].get("/search/", {"all": "true", **limits}).content.decode()
        assert {task_id for task_id in tasks.values() if str(task_id) in page} == expected, limits


@pytest.mark.parametrize("caller", SEES)
def test_the_newest_analysis_of_a_video_is_the_newest_that_the_caller_sees(users, clients, caller):
    for owner in (users["owner"], UserFactory(), None):
        indexed(owner=owner)
        found = clients[caller].get("/api/v1/search", {"q": "harbour"}).json()["results"]
        seen = permissions.tasks_visible(users[caller] or AnonymousUser()).order_by("-created_at").first()
        assert [hit["task_id"] for hit in found] == ([str(seen.pk)] if seen else [])


# What is the caller's own


@pytest.mark.parametrize(("route", "method"), permission_table.OF_ACCOUNT.items())
def test_what_belongs_to_an_account_needs_a_login(route, method):
    answer = ask(Client(), route, permission_table.absent(), method)
    if route.startswith("api/"):
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("route", [route for route in permission_table.OF_ACCOUNT if "token_id" in route])
def test_the_tokens_of_others_do_not_exist_for_anybody(users, clients, route):
    token, _ = access_tokens.issue(user=users["owner"], name="mine")
    foreign, absent = token.uid, permission_table.absent()
    for caller in ("stranger", "observer", "staff"):
        answers = [ask(clients[caller], route, uid, permission_table.OF_ACCOUNT[route]) for uid in (foreign, absent)]
        assert revealed(answers[0], foreign) == revealed(answers[1], absent)
        assert answers[0].status_code == 404
    assert AccessToken.objects.filter(pk=token.pk).exists()


OF_WEBHOOKS = [(route, *row) for route, rows in permission_table.OF_WEBHOOKS.items() for row in rows]


@pytest.mark.parametrize(("route", "method", "status"), OF_WEBHOOKS)
def test_a_webhook_exists_for_its_owner_only(users, clients, settings, route, method, status):
    settings.WEBHOOKS_ENABLED = True
    webhook = WebhookFactory(owner=users["owner"])
    outbox.queue_test(webhook.pk)
    webhook.deliveries.update(status=DeliveryStatus.DELIVERED)
    for caller in ("anonymous", "stranger", "observer", "staff"):
        answers = [ask(clients[caller], route, uid, method) for uid in (webhook.pk, permission_table.absent())]
        assert answers[0].status_code == answers[1].status_code == (404 if "<" in route else status), caller
        assert str(webhook.pk) not in answers[0].body.decode()
    own = ask(clients["owner"], route, webhook.pk, method)
    assert own.status_code == status
    assert str(webhook.pk) in own.body.decode() or "<" in route


@pytest.mark.usefixtures("auth_required")
@pytest.mark.parametrize(("route", "method", "status"), OF_WEBHOOKS)
def test_nobody_is_shown_a_webhook_without_a_login_where_one_is_required(settings, route, method, status):
    settings.WEBHOOKS_ENABLED = True
    answer = ask(Client(), route, WebhookFactory().pk, method)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


# What is everybody's


@pytest.mark.parametrize(("route", "status"), [(route, status) for route, (status, _) in permission_table.OPEN.items()])
def test_what_tells_nothing_of_anybody_answers_everybody_alike(clients, route, status):
    assert {ask(client, route, permission_table.absent()).status_code for client in clients.values()} == {status}


# The admin


def admin_paths(row_id):
    """Return the address of every page of the admin, of this row where it is of one."""
    routes = [
        route for route in permission_table.routes() if route.startswith(permission_table.ADMIN) and "(" not in route
    ]
    paths = [permission_table.path_of(route, object_id=row_id, id=row_id, content_type_id=1) for route in routes]
    return [path for path in paths if path not in permission_table.ADMIN_OPEN] + ["/admin/analysis/", "/admin/nowhere/"]


@pytest.mark.parametrize("caller", ["anonymous", "owner"])
def test_every_page_of_the_admin_leads_all_but_staff_to_its_login_whatever_the_row(users, clients, caller):
    tasks = rows_of(users, TaskFactory)
    for path, other in zip(admin_paths(tasks["own"]), admin_paths(tasks["absent"]), strict=True):
        answers = [ask(clients[caller], address[1:], None) for address in (path, other)]
        assert revealed(answers[0], tasks["own"]) == revealed(answers[1], tasks["absent"]), path
        assert (answers[0].status_code, answers[0]["Location"]) == (302, f"/admin/login/?next={path}")


def test_staff_open_every_page_of_the_admin(users, clients):
    task = TaskFactory(owner=users["owner"])
    for path in admin_paths(task.pk):
        assert clients["staff"].get(path).status_code in {200, 302, 403, 404}, path
    assert clients["staff"].get(f"/admin/analysis/analysistask/{task.pk}/change/").status_code == 200


def test_observers_look_at_everything_in_the_admin_and_change_nothing(users, clients):
    task = TaskFactory(owner=users["owner"])
    for path in admin_paths(task.pk):
        answer = clients["observer"].get(path)
        page = path.rstrip("/").rsplit("/", 1)[-1]
        if page in {"add", "delete"}:
            assert answer.status_code in {403, 404} or answer["Location"] == "/admin/", path
        elif "analysistask" in path:
            assert answer.status_code in {200, 302}, path
    chosen = {"action": "cancel", "_selected_action": [str(task.pk)], "post": "yes", "confirmed": "yes"}
    clients["observer"].post("/admin/analysis/analysistask/", chosen)
    clients["observer"].post(f"/admin/analysis/analysistask/{task.pk}/delete/", {"post": "yes"})
    task.refresh_from_db()
    assert task.status == "pending"


# With AUTH_REQUIRED


@pytest.mark.usefixtures("auth_required")
@pytest.mark.parametrize(
    "route",
    [
        *TASK_ENDPOINTS,
        *permission_table.BATCH_ENDPOINTS,
        *permission_table.FOLLOW_ENDPOINTS,
        *sorted(permission_table.LISTS | permission_table.SEARCHES),
        *sorted(permission_table.BATCH_LISTS | permission_table.FOLLOW_LISTS),
    ],
)
def test_nobody_is_shown_a_task_without_a_login_where_one_is_required(route):
    task = TaskFactory()
    answer = ask(Client(), route, task.pk)
    if route.startswith("api/"):
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/?next=")


@pytest.mark.usefixtures("auth_required")
@pytest.mark.parametrize(
    ("route", "status", "is_open"), [(route, *row) for route, row in permission_table.OPEN.items()]
)
def test_only_what_tells_nothing_of_anybody_stays_open_where_a_login_is_required(route, status, is_open):
    answer = ask(Client(), route, permission_table.absent())
    assert (answer.status_code == status) if is_open else (answer.status_code in {302, 401})
