"""Invitations: staff make them in the admin, and the person who has the link creates one account."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils.timezone import now

from analysis.access.accounts import invitations
from analysis.models import Invitation
from analysis.pages.account_forms import InvitedForm, SignUpForm
from tests.support.factories import UserFactory
from tests.support.pages import PASSWORD, Page, text_of
from tests.support.threads import at_once

FORM = {"username": "ben", "password1": PASSWORD, "password2": PASSWORD}
ADD = "/admin/analysis/invitation/add/"


@pytest.fixture
def invitation(admin_user):
    return invitations.create(email="ben@example.org", invited_by=admin_user)


def path_of(invitation):
    return f"/invitations/{invitations.token_of(invitation)}/"


def invite(admin_client, address="ben@example.org"):
    """Invite ``address`` in the admin and return the page that says so."""
    return admin_client.post(ADD, {"email": address}, follow=True).content.decode()


def link_in(text):
    return re.search(r"http://testserver(/invitations/[^/]+/)", text)[1]


def test_the_invited_person_chooses_a_name_and_is_logged_in(admin_client, client):
    page = invite(admin_client)
    assert "This server sends no mail" in page
    link = link_in(page)
    assert "ben@example.org" in Page(client.get(link).content.decode()).text
    assert client.post(link, FORM | {"password2": "other"}).status_code == 422
    assert client.post(link, FORM | {"is_staff": "on", "email": "eve@example.org"})["Location"] == "/"
    ben = User.objects.get(username="ben")
    assert (ben.email, ben.is_staff, ben.invitation.email) == ("ben@example.org", False, "ben@example.org")
    assert client.get("/account/").status_code == 200
    assert "accepted" in admin_client.get("/admin/analysis/invitation/").content.decode()


def test_the_link_is_sent_where_the_server_sends_mail_and_staff_can_read_it_later(admin_client, settings, mailoutbox):
    settings.EMAIL_URL = "memorymail://"
    assert "The link was sent to ben@example.org." in invite(admin_client)
    (message,) = mailoutbox
    link = link_in(message.body)
    assert message.to == ["ben@example.org"]
    row = Invitation.objects.get()
    assert link in admin_client.get(f"/admin/analysis/invitation/{row.pk}/change/").content.decode()


@pytest.mark.parametrize("ending", ["accepted", "expired", "withdrawn", "restored", "forged"])
def test_a_link_that_has_ended_creates_nothing(invitation, client, ending):
    link = path_of(invitation)
    if ending == "accepted":
        Client().post(link, FORM | {"username": "eve"})
    elif ending == "expired":
        Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    elif ending == "withdrawn":
        invitation.delete()
    elif ending == "restored":
        # An older database has given the id to somebody else.
        Invitation.objects.update(email="eve@example.org", created_at=now())
    else:
        link = link.replace(f"/{invitation.pk}:", f"/{invitations.create(email='a@b.de', invited_by=None).pk}:")
    answers = [client.get(link), client.post(link, FORM)]
    assert {answer.status_code for answer in answers} == {404}
    assert "This link does not work any more" in Page(answers[0].content.decode()).text
    assert not User.objects.filter(username="ben").exists()


@pytest.mark.parametrize("token", ["x", "0" * 32, "%00", "é", "a:b:c", "9" * 3000])
@pytest.mark.django_db
def test_any_other_text_is_no_link(client, token):
    assert client.get(f"/invitations/{token}/").status_code in {400, 404}


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_a_link_at_once_one_gets_an_account():
    invitation = invitations.create(email="ben@example.org", invited_by=UserFactory())

    def accept(number):
        return lambda client: client.post(path_of(invitation), FORM | {"username": f"ben{number}"})

    answers = at_once([accept(number) for number in range(6)])
    assert sorted(answer.status_code for answer in answers) == [302] + [404] * 5
    assert User.objects.filter(username__startswith="ben").count() == 1


@pytest.mark.parametrize("form", ["sign-up", "invitation"])
def test_a_name_that_was_taken_since_the_form_was_checked_is_refused(client, settings, invitation, monkeypatch, form):
    settings.SIGN_UP = True
    check = InvitedForm.full_clean

    def check_and_be_late(form):
        check(form)
        if form.is_bound and not User.objects.filter(username="BEN").exists():
            User.objects.create(username="BEN")

    for form in (SignUpForm, InvitedForm):
        monkeypatch.setattr(form, "full_clean", check_and_be_late)
    answer = client.post("/sign-up/" if form == "sign-up" else path_of(invitation), FORM)
    assert answer.status_code == 422
    assert "A user with that username already exists." in text_of(answer)
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.filter(username="ben").exists()


def test_an_address_is_invited_once_at_a_time(admin_client, invitation):
    assert "has an invitation that can still be accepted" in invite(admin_client, "BEN@example.org")
    invitation.delete()
    assert "pass on this link" in invite(admin_client)


def test_only_staff_who_may_invite_see_links(invitation):
    observer = UserFactory(is_staff=True)
    observer.user_permissions.add(Permission.objects.get(codename="view_invitation"))
    client = Client()
    client.force_login(observer)
    page = client.get(f"/admin/analysis/invitation/{invitation.pk}/change/").content.decode()
    assert "ben@example.org" in page
    assert "/invitations/" not in page
    assert client.get(ADD).status_code == 403
