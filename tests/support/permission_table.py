"""Every address of the service and what it answers to whom: the table behind test_permissions.py.

An address that is not in it fails the test, until somebody has thought about who may see what is there.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from channels.routing import URLRouter
from django.urls import URLPattern, URLResolver, get_resolver

from analysis import youtube
from analysis.models import AnalysisTask, Batch, Follow
from tests.support import batches
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.pages import finished

#: Of each caller, the tasks that exist for them.
SEES = {
    "anonymous": {"ownerless"},
    "owner": {"own", "ownerless"},
    "stranger": {"ownerless"},
    "observer": {"own", "foreign", "ownerless"},
    "staff": {"own", "foreign", "ownerless"},
}


def failed(**fields: Any) -> AnalysisTask:
    """Return an analysis that can be retried."""
    return TaskFactory(failed=True, **fields)


def batch(owner: Any = None) -> Batch:
    """Return an active batch with a member that has failed."""
    made = batches.make(1, 2, owner=owner)
    made.members.filter(position=1).update(status="failed")
    return made


def follow(owner: Any = None) -> Follow:
    """Return a followed channel."""
    source = youtube.parse_list("https://www.youtube.com/@harbourtalks")
    return Follow.objects.create(owner=owner, source_url=source.url, options=BASIC_OPTIONS, max_per_day=5)


@dataclass(frozen=True)
class Endpoint:
    """One request at the address of a task, batch or follow."""

    method: str = "GET"
    query: str = ""
    #: What who sees it is answered.
    status: int = 200
    #: Makes what is asked for.
    make: Callable[..., AnalysisTask | Batch | Follow] = finished
    #: True where staff need a permission that observers lack.
    acts: bool = False


#: Addresses of one task. Whoever does not see it is answered as if there were none.
TASK_ENDPOINTS: dict[str, tuple[Endpoint, ...]] = {
    "api/v1/analysis/<str:task_id>": (Endpoint(), Endpoint("DELETE", status=204, acts=True)),
    "api/v1/analysis/<str:task_id>/result": (Endpoint(), Endpoint(status=202, make=TaskFactory)),
    "api/v1/analysis/<str:task_id>/cancel": (Endpoint("POST", make=TaskFactory, acts=True),),
    "api/v1/analysis/<str:task_id>/retry": (Endpoint("POST", make=failed, acts=True),),
    "api/v1/analysis/<str:task_id>/events": (Endpoint(), Endpoint(query="?wait=20&after=7")),
    "api/v1/analysis/<str:task_id>/transcript": (
        Endpoint(),
        Endpoint(query="?format=srt"),
        Endpoint(query="?search=boats"),
    ),
    "api/v1/analysis/<str:task_id>/export": (
        Endpoint(),
        Endpoint(query="?format=csv", status=202, make=TaskFactory),
    ),
    # Without a question; with one: test_ask.py.
    "api/v1/analysis/<str:task_id>/ask": (Endpoint("POST", status=422), Endpoint("POST", status=422, make=TaskFactory)),
    # The same id twice; two analyses: test_comparison.py.
    "api/v1/analysis/<str:task_id>/compare/<str:other>": (Endpoint(), Endpoint(status=202, make=TaskFactory)),
    "api/v1/analysis/<str:task_id>/comments": (Endpoint(), Endpoint(query="?format=csv")),
    "analyses/<uuid:task_id>/": (Endpoint(), Endpoint(make=TaskFactory)),
    "analyses/<uuid:task_id>/comments/": (
        Endpoint(),
        Endpoint(query="?search=see&ordering=-like_count&answered=false"),
        Endpoint(make=TaskFactory),
    ),
    # The same id twice; two analyses: test_compare_page.py.
    "analyses/<uuid:task_id>/compare/<uuid:other>/": (Endpoint(), Endpoint(status=202, make=TaskFactory)),
    "analyses/<uuid:task_id>/ask/": (
        Endpoint("POST", status=422),
        Endpoint("POST", status=302, make=TaskFactory),
    ),
    "analyses/<uuid:task_id>/cancel/": (Endpoint("POST", status=302, make=TaskFactory, acts=True),),
    "analyses/<uuid:task_id>/retry/": (Endpoint("POST", status=302, make=failed, acts=True),),
    "analyses/<uuid:task_id>/charts/<slug:name>.svg": (Endpoint(), Endpoint(query="?size=narrow")),
}
#: Lists of tasks: everybody reads those that exist for them.
LISTS = {"api/v1/analysis/", ""}
#: Searches over the texts of tasks: everybody finds what exists for them.
SEARCHES = {"api/v1/search", "search/"}
#: What belongs to the caller's own account: 401 from the API, the login from a page.
OF_ACCOUNT = {
    "api/v1/auth/logout": "POST",
    "api/v1/auth/tokens": "GET",
    "api/v1/auth/tokens/<str:token_id>": "DELETE",
    "account/": "GET",
    "account/password/": "GET",
    "account/confirm/": "GET",
    # Ask for the password again first: test_security_pages.py.
    "account/confirm/code/": "GET",
    "account/confirm/key/": "GET",
    "account/email/": "GET",
    "account/providers/": "GET",
    "account/second-factor/": "GET",
    "account/second-factor/app/": "GET",
    "account/second-factor/app/remove/": "GET",
    "account/second-factor/keys/add/": "GET",
    "account/second-factor/keys/<int:pk>/remove/": "GET",
    "account/second-factor/codes/": "GET",
    "account/second-factor/codes/new/": "GET",
    "account/tokens/<uuid:token_id>/revoke/": "GET",
    # Those of others: test_webhook_pages.py.
    "account/webhooks/": "GET",
    "account/webhooks/<uuid:webhook_id>/": "GET",
    "account/webhooks/<uuid:webhook_id>/test/": "POST",
    "account/webhooks/<uuid:webhook_id>/switch/": "POST",
    "account/webhooks/<uuid:webhook_id>/delete/": "GET",
    "account/webhooks/<uuid:webhook_id>/deliveries/<int:n>/send/": "POST",
}
#: What belongs to the caller: the method, and what it answers for an own webhook with one delivery.
OF_WEBHOOKS: dict[str, tuple[tuple[str, int], ...]] = {
    "api/v1/webhooks/": (("GET", 200),),
    "api/v1/webhooks/<str:webhook_id>": (("GET", 200), ("PATCH", 200), ("DELETE", 204)),
    "api/v1/webhooks/<str:webhook_id>/test": (("POST", 202),),
    "api/v1/webhooks/<str:webhook_id>/deliveries": (("GET", 200),),
    "api/v1/webhooks/<str:webhook_id>/deliveries/<str:n>/redeliver": (("POST", 202),),
}
#: Addresses of one batch, in the same way.
BATCH_ENDPOINTS: dict[str, tuple[Endpoint, ...]] = {
    "api/v1/batches/<str:batch_id>": (Endpoint(), Endpoint("DELETE", status=204, acts=True)),
    "api/v1/batches/<str:batch_id>/members": (Endpoint(),),
    "api/v1/batches/<str:batch_id>/cancel": (Endpoint("POST", acts=True),),
    "api/v1/batches/<str:batch_id>/retry-failed": (Endpoint("POST", acts=True),),
    "api/v1/batches/<str:batch_id>/export": (Endpoint(), Endpoint(query="?format=csv")),
    "batches/<uuid:batch_id>/": (Endpoint(),),
    "batches/<uuid:batch_id>/cancel/": (Endpoint("POST", status=302, acts=True),),
    "batches/<uuid:batch_id>/retry/": (Endpoint("POST", status=302, acts=True),),
}
#: Addresses of one followed channel, in the same way.
FOLLOW_ENDPOINTS: dict[str, tuple[Endpoint, ...]] = {
    "api/v1/follows/<str:follow_id>": (
        Endpoint(),
        Endpoint("PATCH", acts=True),
        Endpoint("DELETE", status=204, acts=True),
    ),
    "api/v1/follows/<str:follow_id>/check": (Endpoint("POST", status=202, acts=True),),
    **{
        f"follows/<uuid:follow_id>/{verb}/": (Endpoint("POST", status=302, acts=True),)
        for verb in ("check", "pause", "resume")
    },
    "follows/<uuid:follow_id>/delete/": (Endpoint(acts=True), Endpoint("POST", status=302, acts=True)),
}
#: All of these requests, with what makes the row.
ENDPOINTS: list[tuple[str, Endpoint]] = [
    *((route, endpoint) for route, rows in TASK_ENDPOINTS.items() for endpoint in rows),
    *((route, replace(endpoint, make=batch)) for route, rows in BATCH_ENDPOINTS.items() for endpoint in rows),
    *((route, replace(endpoint, make=follow)) for route, rows in FOLLOW_ENDPOINTS.items() for endpoint in rows),
]
#: Lists of followed channels.
FOLLOW_LISTS = {"api/v1/follows/", "follows/"}
#: Lists of batches: everybody reads those that exist for them.
BATCH_LISTS = {"api/v1/batches/", "batches/"}
#: What tells nothing of anybody; the answer to GET. With AUTH_REQUIRED, those marked False need a login too.
OPEN: dict[str, tuple[int, bool]] = {
    "api/v1/analysis-types": (200, False),
    "api/v1/auth/login": (405, True),
    # Only POST; who sees an upload: tests/integration/uploads/test_uploads.py.
    "api/v1/uploads/": (405, False),
    "api/v1/uploads/<str:upload_id>": (404, False),
    "api/schema/": (200, True),
    "api/docs/": (200, True),
    "api/redoc/": (200, True),
    "asyncapi.yaml": (200, True),
    "asyncapi.yaml/": (200, True),
    "health": (200, True),
    "livez": (200, True),
    "readyz": (200, True),
    # Asks where from and not who: test_metrics.py. The tests ask from this machine.
    "metrics": (200, True),
    "^api/": (404, True),
    "favicon.ico": (302, True),
    "login/": (200, True),
    "privacy/": (200, True),
    # Leads back; only POST sets the cookie: test_languages.py.
    "language/": (302, True),
    "logout/": (405, False),
    # Only POST, of what is sent: test_submission.py.
    "submit/": (302, False),
    # Only POST, of the ids that it is sent: test_list_page.py.
    "analyses/selected/": (405, False),
    "sign-up/": (404, True),
    # With a password that was right first, a link that was sent, or a provider: test_security_pages.py.
    "login/code/": (302, True),
    "login/error/": (401, True),
    "login/cancelled/": (401, True),
    "login/sign-up/": (302, True),
    "login/with/<slug:provider_id>/": (404, True),
    "login/with/<slug:provider_id>/callback/": (404, True),
    "invitations/<str:token>/": (404, True),
    "account/inactive/": (200, True),
    "account/password/reset/": (404, True),
    "account/password/reset/sent/": (200, True),
    "account/password/reset/done/": (200, True),
    r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": (200, True),
    # Leads to the address with the slash, whatever the id.
    "analyses/<uuid:task_id>": (302, False),
    "batches/<uuid:batch_id>": (302, False),
    "analyses/<uuid:task_id>/comments": (302, False),
    "analyses/<uuid:task_id>/compare/<uuid:other>": (302, False),
}
#: Everything under it asks for a login as staff first; test_permissions.py walks what there is.
ADMIN = "admin/"
#: But for these.
ADMIN_OPEN = {"/admin/login/", "/admin/logout/"}


def routes() -> Iterator[str]:
    """Yield every address that Django serves, those of the admin too."""
    return walk(get_resolver().url_patterns)


def walk(patterns: Iterable[URLPattern | URLResolver], above: str = "") -> Iterator[str]:
    """Yield the whole route of each pattern."""
    for pattern in patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route


def known() -> set[str]:
    """Return the addresses of the table; the API's also with their slash the other way round."""
    rows = {*TASK_ENDPOINTS, *LISTS, *SEARCHES, *OF_ACCOUNT, *OF_WEBHOOKS, *BATCH_ENDPOINTS, *BATCH_LISTS, *OPEN}
    rows |= {*FOLLOW_ENDPOINTS, *FOLLOW_LISTS}
    return rows | {
        twin(row)
        for row in rows
        if row.startswith("api/") or row in {"asyncapi.yaml", "asyncapi.yaml/", "health", "livez", "readyz", "metrics"}
    }


def twin(route: str) -> str:
    """Return ``route`` with its slash the other way round."""
    return route[:-1] if route.endswith("/") else f"{route}/"


def socket_routes(application: Any) -> Iterator[str]:
    """Yield every address under an ASGI application that this side of Django serves."""
    while not isinstance(application, URLRouter):
        application = getattr(application, "application", None) or application.inner
    for route in application.routes:
        yield str(route.pattern)


def path_of(route: str, **values: object) -> str:
    """Return ``route`` as an address, its parts filled in."""
    plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).lstrip("^").rstrip("$")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(values.get(part[1], "absent")), plain)


def absent() -> Any:
    """Return an id that no row has."""
    return uuid4()
