"""Values that PostgreSQL refuses, in every list of the admin and in URLs, forms and cookies of pages."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import DataError
from django.db.models import CharField, DateTimeField, TextField

from analysis.models import AnalysisTask

ADMIN_LISTS = {model: f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry}
URLS = [
    "/admin/r/a%00b/1/",
    "/admin/r/1/a%00b/",
    "/admin/autocomplete/?app_label=a%00b&model_name=user&field_name=owner&term=a%00b",
    "/admin/login/?next=a%00b",
    "/admin/a%00b/",
    "/admin/analysis/analysistask/a%00b/log/",
    "/login/?next=a%00b",
    "/?page=a%00b",
    "/analyses/a%00b/",
    "/account/?a%00b=1",
    "/a%00b",
]
FORMS = ["/", "/login/", "/sign-up/", "/account/", "/account/password/"]
FORMS += ["/account/confirm/", "/account/password/reset/", "/login/code/", "/admin/auth/user/add/"]
FORMS += ["/admin/analysis/invitation/add/"]
FIELDS = (
    "youtube_url",
    "username",
    "password",
    "old_password",
    "password1",
    "new_password1",
    "name",
    "user",
    "email",
    "code",
)
pytestmark = pytest.mark.django_db(transaction=True)
NUL = "a\x00b"


def queries(model):
    """Yield a query for the search box, for the page and the order, and for filters that any column allows."""
    yield from ({name: NUL} for name in (("q", "p", "o", "state", "error", NUL) if model is AnalysisTask else ("q",)))
    texts = [field.name for field in model._meta.get_fields() if isinstance(field, CharField | TextField)]
    times = [field.name for field in model._meta.get_fields() if isinstance(field, DateTimeField)]
    yield from ({f"{name}{lookup}": NUL} for name in texts[:1] for lookup in ("", "__in"))
    yield from ({f"{name}__regex": "("} for name in texts[:1])
    yield from ({f"{name}__year": "9" * 30} for name in times[:1])


def test_no_value_in_the_address_of_a_list_is_an_internal_error(admin_client):
    answers = {
        f"{url} {query}": admin_client.get(url, query).status_code
        for model, url in ADMIN_LISTS.items()
        for query in queries(model)
    }
    # 302: Django's own answer to a filter that it does not know.
    assert {sent: status for sent, status in answers.items() if status not in {200, 302, 400}} == {}


def test_no_nul_in_an_address_is_an_internal_error(admin_client):
    urls = [*URLS, *(f"{url}a%00b/change/" for url in ADMIN_LISTS.values())]
    answers = {url: admin_client.get(url).status_code for url in urls}
    assert {url: status for url, status in answers.items() if status not in {200, 302, 400, 403, 404}} == {}


def test_no_nul_in_a_form_is_an_internal_error(admin_client):
    actions = [{"action": name, ACTION_CHECKBOX_NAME: NUL, "index": NUL} for name in ("delete_selected", NUL)]
    sent = [(url, form) for url in ADMIN_LISTS.values() for form in actions]
    sent += [(url, dict.fromkeys(FIELDS, NUL)) for url in FORMS]
    answers = {f"{url} {form}": admin_client.post(url, form).status_code for url, form in sent}
    assert {form: status for form, status in answers.items() if status not in {200, 302, 400, 403, 404, 405, 422}} == {}


@pytest.mark.parametrize("url", ["/", "/admin/", "/api/v1/analysis/"])
def test_a_nul_in_a_cookie_is_a_bad_request(client, db, url, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
    # Python's parser of cookies reads \000 inside quotes as a NUL.
    response = client.get(url, headers={"cookie": rf'{settings.SESSION_COOKIE_NAME}="aaaa\000aaaaaaaa"'})
    assert response.status_code == 400


def test_the_answer_is_a_page_that_says_so(admin_client):
    response = admin_client.get("/admin/auth/user/", {"username": NUL})
    assert response.status_code == 400
    assert "The request is not valid" in response.content.decode()


def test_what_the_database_refuses_is_no_error_of_the_service(admin_client, caplog):
    admin_client.get("/admin/auth/user/", {"username": NUL})
    assert [(record.levelname, record.exc_info) for record in caplog.records if record.levelname != "INFO"] == [
        ("WARNING", None)
    ]


def test_without_the_middleware_the_same_request_fails(admin_client, settings):
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "refused_values" not in each]
    with pytest.raises(DataError):
        admin_client.get("/admin/auth/user/", {"username": NUL})
