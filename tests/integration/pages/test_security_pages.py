"""New passwords by mail, the second factor, and logins with a provider, as their owner uses them."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from analysis.access.accounts import access_tokens
from analysis.access.limits import login_attempts
from tests.support.pages import CREDENTIALS, PASSWORD, Page, is_logged_in, text_of
from youtube_analyzer import account_settings, env

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "low-water-mark-7"
LOGIN = "/api/v1/auth/login"


@pytest.fixture
def mail(settings, mailoutbox):
    settings.EMAIL_URL = "memorymail://"
    return mailoutbox


# A new password by mail


def test_a_link_by_mail_sets_a_new_password_once_and_ends_the_sessions(client, ada, browser, mail):
    _, token = access_tokens.issue(user=ada, name="script")
    assert "/account/password/reset/" in client.get("/login/").content.decode()
    assert client.get("/account/password/reset/").status_code == 200
    answer = client.post("/account/password/reset/", {"email": "ADA@example.org"})
    assert answer["Location"] == "/account/password/reset/sent/"
    assert "Check your mailbox" in text_of(client.get(answer["Location"]))
    (message,) = mail
    assert (message.to, "account ada" in message.body) == (["ada@example.org"], True)
    link = re.search(r"http://testserver(/account/password/reset/\S+)", message.body)[1]
    form = client.get(link)["Location"]
    assert form.endswith("-set-password/")
    assert "ada" in client.get(form).content.decode()
    weak = client.post(form, {"new_password1": "ada", "new_password2": "ada"})
    assert weak.status_code == 422
    done = client.post(form, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    assert done["Location"] == "/account/password/reset/done/"
    assert "Your password was changed" in text_of(client.get(done["Location"]))
    assert client.post("/login/", CREDENTIALS | {"password": NEW_PASSWORD}).status_code == 302
    assert not is_logged_in(browser)
    assert access_tokens.find_valid([token])
    assert "This link does not work any more" in text_of(Client().get(link))
    never_sent = reverse("account_reset_password_from_key", args=["1", "never-sent"])
    assert "This link does not work any more" in text_of(Client().get(never_sent))


def test_whether_an_address_has_an_account_is_told_by_mail_only(client, ada, mail):
    answers = [
        client.post("/account/password/reset/", {"email": each}) for each in ("ada@example.org", "eve@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/account/password/reset/sent/")}
    assert ["no account has this address" in message.body for message in mail] == [False, True]


def test_a_server_without_mail_offers_no_links(client, ada):
    assert client.get("/account/password/reset/").status_code == 404
    page = client.get("/login/").content.decode()
    assert "/account/password/reset/" not in page
    assert "Accounts and new passwords come from the staff of this server." in page


@pytest.mark.parametrize("addresses", [["ada@example.org"] * 11, [f"n{number}@example.org" for number in range(11)]])
def test_few_mails_are_sent_to_one_address_and_for_one_network(client, ada, mail, addresses):
    for address in addresses:
        answer = client.post("/account/password/reset/", {"email": address})
    assert (answer.status_code, len(mail)) == (429, 10)
    assert 0 < int(answer["Retry-After"]) <= 900
    assert "Too many messages were requested." in text_of(answer)


def test_an_address_is_no_longer_mailed_after_it_was_changed(browser, ada, mail):
    confirm(browser, "/account/email/")
    assert browser.post("/account/email/", {"email": "none"}).status_code == 422
    assert browser.post("/account/email/", {"email": "new@example.org"})["Location"] == "/account/"
    for address in ("ada@example.org", "new@example.org"):
        Client().post("/account/password/reset/", {"email": address})
    assert ["account ada" in message.body for message in mail] == [False, True]


# Confirmation by the password


def confirm(browser, path, password=PASSWORD):
    """Open ``path``, which asks for the password first, and give it."""
    assert browser.get(path)["Location"].startswith("/account/confirm/?next=")
    return browser.post("/account/confirm/", {"password": password, "next": path})


@pytest.mark.parametrize("path", ["/account/second-factor/app/", "/account/email/"])
def test_a_change_that_matters_asks_for_the_password_first(browser, ada, mail, path):
    other = Client()
    other.force_login(ada)
    assert other.post(path, {"email": "eve@example.org"})["Location"].startswith("/account/confirm/")
    assert confirm(browser, path, "guess").status_code == 422
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert confirm(browser, path)["Location"] == path
    assert browser.get(path).status_code == 200


def test_the_eleventh_guess_of_a_confirmation_is_refused_and_counts_with_those_of_the_old_password(browser):
    for _ in range(login_attempts.MAX_FOR_NAME):
        assert browser.post("/account/confirm/", {"password": "guess"}).status_code == 422
    assert browser.post("/account/confirm/", {"password": PASSWORD}).status_code == 429
    change = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert browser.post("/account/password/", change).status_code == 429


# The second factor


def code_of(secret):
    """Return the code that the app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(browser):
    """Connect an authenticator app as the page does, and return its key."""
    confirm(browser, "/account/second-factor/app/")
    page = Page(browser.get("/account/second-factor/app/").content.decode())
    (key,) = [field["value"] for field in page.all("input") if field.get("id") == "key"]
    assert browser.post("/account/second-factor/app/", {"code": "no"}).status_code == 422
    answer = browser.post("/account/second-factor/app/", {"code": code_of(key)})
    assert answer["Location"] == "/account/second-factor/codes/"
    return key


def recovery_codes(browser):
    return re.findall(r'class="secret">(\d+)<', browser.get("/account/second-factor/codes/").content.decode())


def test_a_login_asks_for_the_code_and_no_code_works_twice(secret):
    client = Client()
    answer = client.post("/login/", CREDENTIALS | {"next": "/batches/"})
    assert (answer["Location"], is_logged_in(client)) == ("/login/code/", False)
    assert "Enter a code" in text_of(client.get("/login/code/"))
    wrong = client.post("/login/code/", {"code": "000000"})
    assert (wrong.status_code, is_logged_in(client)) == (422, False)
    # The same one both times, also where the app shows the next one meanwhile.
    code = code_of(secret)
    assert client.post("/login/code/", {"code": code})["Location"] == "/batches/"
    assert is_logged_in(client)
    again = Client()
    again.post("/login/", CREDENTIALS)
    assert again.post("/login/code/", {"code": code}).status_code == 422
    assert not is_logged_in(again)


def test_a_recovery_code_replaces_a_code_once(secret, browser):
    codes = recovery_codes(browser)
    assert len(codes) == 10
    for status in (302, 422):
        client = Client()
        client.post("/login/", CREDENTIALS)
        assert client.post("/login/code/", {"code": codes[0]}).status_code == status
    assert "9 recovery codes are left." in text_of(browser.get("/account/second-factor/"))
    assert browser.post("/account/second-factor/codes/new/").status_code == 302
    assert not set(codes) & set(recovery_codes(browser))


def test_codes_are_guessed_ten_times_and_no_more_wherever(secret, client):
    client.post("/login/", CREDENTIALS)
    for number in range(login_attempts.MAX_FOR_NAME):
        if number % 2:
            assert client.post("/login/code/", {"code": "000000"}).status_code == 422
        else:
            assert api_login(code="000000").status_code == 401
    answer = client.post("/login/code/", {"code": code_of(secret)})
    assert (answer.status_code, 0 < int(answer["Retry-After"]) <= 900) == (429, True)
    assert api_login(code=code_of(secret)).status_code == 429


def api_login(**more):
    return Client().post(LOGIN, CREDENTIALS | more, content_type="application/json")


@pytest.mark.parametrize("session", [False, True])
def test_the_api_asks_for_the_code_too(secret, browser, session):
    missing = api_login(session=session)
    assert (missing.status_code, missing.json()["code"]) == (401, "SECOND_FACTOR_REQUIRED")
    assert "token" not in missing.json() and not missing.cookies
    assert api_login(session=session, password="guess").json()["code"] == "INVALID_CREDENTIALS"
    wrong = api_login(session=session, code="000000").json()
    assert (wrong["code"], "wrong" in wrong["detail"]) == ("SECOND_FACTOR_REQUIRED", True)
    assert api_login(session=session, code=code_of(secret)).status_code == 200
    assert api_login(session=session, code=recovery_codes(browser)[0]).status_code == 200


def test_the_app_is_disconnected_by_its_user_after_a_confirmation(secret, browser, ada):
    assert "on" in text_of(browser.get("/account/"))
    assert browser.get("/account/confirm/code/").status_code == 200
    assert browser.get("/account/second-factor/app/remove/").status_code == 200
    assert browser.post("/account/second-factor/app/remove/")["Location"] == "/account/second-factor/"
    assert not Authenticator.objects.exists()
    assert Client().post("/login/", CREDENTIALS)["Location"] == "/"


def test_staff_see_no_key_of_a_second_factor_and_can_delete_it(secret, ada):
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    row = Authenticator.objects.get(type="totp")
    page = root.get(f"/admin/mfa/authenticator/{row.pk}/change/").content.decode()
    assert "ada" in page and secret not in page
    assert root.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert api_login().status_code == 200


# Logins with a provider


@pytest.fixture
def provider(settings):
    found = [env.OidcProvider("corp", "Corp", "https://id.example/", "client", "secret")]
    settings.OIDC_PROVIDERS = found
    settings.SOCIALACCOUNT_PROVIDERS = account_settings.providers(found)["SOCIALACCOUNT_PROVIDERS"]


def test_a_provider_is_offered_and_its_login_leads_there(client, provider, monkeypatch):
    assert "Log in with Corp" in text_of(client.get("/login/"))
    assert "You are led to Corp." in text_of(client.get("/login/with/corp/"))
    assert client.get("/login/with/other/").status_code == 404


def test_an_answer_of_a_provider_that_nobody_asked_for_is_refused(client, provider):
    assert "The login failed" in text_of(client.get("/login/with/corp/callback/?code=x&state=y"))
    assert "The login failed" in text_of(client.get("/login/error/"))
    assert client.get("/login/cancelled/").status_code == 401
    assert client.get("/login/sign-up/")["Location"] == "/login/"
    assert client.get("/account/inactive/").status_code == 200


def test_a_login_with_a_provider_is_removed_unless_there_is_no_other(browser, ada, provider):
    account = SocialAccount.objects.create(user=ada, provider="corp", uid="7")
    assert "Corp" in text_of(browser.get("/account/providers/"))
    confirm(browser, "/account/email/")
    assert browser.post("/account/providers/", {"account": account.pk}).status_code == 302
    assert not SocialAccount.objects.exists()
    assert "You log in with your password only." in text_of(browser.get("/account/providers/"))
