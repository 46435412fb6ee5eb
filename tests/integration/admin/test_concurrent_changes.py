"""Changes in the admin that another request anticipates between the check of a form and its writing."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import IntegrityError
from django.forms.models import BaseModelForm
from django.http import HttpResponse

from analysis.access.accounts import invitations
from analysis.admin.concurrent_changes import ConcurrentChanges
from analysis.models import AccessToken
from tests.support.pages import Page
from youtube_analyzer.middleware.refused_values import RefusedValuesMiddleware

pytestmark = pytest.mark.django_db
CHECK = BaseModelForm.validate_unique


@pytest.fixture
def late(monkeypatch):
    """Let the first check of a form find nothing, as if the other row were not there yet."""
    checks = []

    def validate_unique(form):
        checks.append(form)
        if len(checks) > 1:
            CHECK(form)

    monkeypatch.setattr(BaseModelForm, "validate_unique", validate_unique)
    return checks


def test_a_name_that_was_taken_meanwhile_is_an_error_of_the_form(admin_client, late):
    Group.objects.create(name="readers")
    answer = admin_client.post("/admin/auth/group/add/", {"name": "readers"})
    assert answer.status_code == 200
    assert "Group with this Name already exists." in Page(answer.content.decode()).text
    assert len(late) == 2


def test_a_row_that_was_referred_to_meanwhile_is_deleted_with_it(admin_client, monkeypatch):
    group, tries = Group.objects.create(name="readers"), []

    def delete_model(self, request, row):
        tries.append(row)
        if len(tries) == 1:
            raise IntegrityError("a row refers to it")
        row.delete()

    monkeypatch.setattr(admin.ModelAdmin, "delete_model", delete_model)
    assert admin_client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Group.objects.filter(name="readers").exists()


def test_a_token_too_many_is_an_error_of_the_form(admin_client, monkeypatch):
    user = User.objects.get()
    limits = iter([100, 0, 0])  # another request issues the last one after the check
    monkeypatch.setattr("analysis.access.accounts.access_tokens.MAX_TOKENS", 0)
    monkeypatch.setattr("analysis.admin.tokens.access_tokens", Counted(limits))
    answer = admin_client.post("/admin/analysis/accesstoken/add/", {"user": user.pk, "name": "a", "expires_in_days": 7})
    assert "Revoke some first" in Page(answer.content.decode()).text
    assert not AccessToken.objects.exists()


class Counted:
    """``access_tokens`` with another limit at each check."""

    def __init__(self, limits):
        self._limits = limits

    def __getattr__(self, name):
        from analysis.access.accounts import access_tokens

        return next(self._limits) if name == "MAX_TOKENS" else getattr(access_tokens, name)


def test_one_address_has_one_invitation():
    invitations.create(email="ada@example.org", invited_by=None)
    with pytest.raises(invitations.AlreadyInvited):
        invitations.create(email="ADA@example.org", invited_by=None)


def test_every_page_of_the_admin_that_changes_rows_is_tried_again(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    writing = [
        page
        for page in admin.site._registry.values()
        if page.has_add_permission(request)
        or page.has_change_permission(request)
        or page.has_delete_permission(request)
    ]
    assert len(writing) >= 7
    assert [page for page in writing if not isinstance(page, ConcurrentChanges)] == []


def test_elsewhere_it_is_a_conflict(rf, client, monkeypatch):
    def refuse(**_):
        raise IntegrityError("duplicate key\nDETAIL: Key (name)=(secret)")

    middleware = RefusedValuesMiddleware(lambda request: HttpResponse())
    page = middleware.process_exception(rf.get("/", headers={"Accept": "text/html"}), IntegrityError("duplicate key"))
    assert (page.status_code, b"Try again" in page.content) == (409, True)
    monkeypatch.setattr("analysis.services.task_create", refuse)
    answer = client.post("/api/v1/analysis/", {"youtube_url": "https://youtu.be/sample_talk"}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")
    assert "secret" not in answer.content.decode()
