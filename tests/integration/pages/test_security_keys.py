"""Security keys as a second factor, with a key in software."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from tests.support.pages import CREDENTIALS, PASSWORD, is_logged_in, text_of
from tests.support.security_keys import SecurityKey

pytestmark = pytest.mark.django_db

ADD, CONFIRM = "/account/second-factor/keys/add/", "/account/confirm/key/"


def confirm(client, path):
    """Open ``path``, which asks for the password first, and give it."""
    assert client.get(path)["Location"].startswith("/account/confirm/?next=")
    client.post("/account/confirm/", {"password": PASSWORD, "next": path})


def api_login(**more):
    return Client().post("/api/v1/auth/login", CREDENTIALS | more, content_type="application/json")


def options_of(answer, kind):
    """Return what a page asks the browser for."""
    data = re.search(r'<script id="js_data" type="application/json">(.+?)</script>', answer.content.decode())[1]
    return json.loads(data)[kind]


@pytest.fixture
def key(browser):
    """Add a security key as the page does, and return it."""
    found = SecurityKey()
    confirm(browser, ADD)
    answer = browser.get(ADD)
    assert "Add a security key" in text_of(answer)
    sent = {"name": "Blue", "credential": found.register(options_of(answer, "creation_options"))}
    assert browser.post(ADD, sent)["Location"] == "/account/second-factor/codes/"
    return found


def at_second_factor():
    """Return a client that has given the password of an account with a key, and what the page asks for."""
    client = Client()
    assert client.post("/login/", CREDENTIALS)["Location"] == "/login/code/"
    return client, options_of(client.get("/login/code/"), "request_options")


def test_a_login_takes_the_answer_of_the_key_and_of_no_other(key, browser):
    assert "Blue" in text_of(browser.get("/account/second-factor/"))
    client, asked = at_second_factor()
    answer = key.sign(asked)
    refused = client.post("/login/code/", {"credential": SecurityKey().sign(asked)})
    assert (refused.status_code, "Use a security key" in text_of(refused)) == (422, True)
    # The page has asked anew, so that the answer to the first question does not count.
    assert client.post("/login/code/", {"credential": answer}).status_code == 422
    assert not is_logged_in(client)
    client, asked = at_second_factor()
    assert client.post("/login/code/", {"credential": key.sign(asked)}).status_code == 302
    assert is_logged_in(client)


@pytest.mark.parametrize(
    "sent", ["", "1", "[]", '"x"', "{}", '{"id": "x", "rawId": "x", "response": []}', "[" * 60_000]
)
def test_what_no_key_has_sent_is_refused(key, browser, sent):
    client, _ = at_second_factor()
    assert client.post("/login/code/", {"credential": sent}).status_code == 422
    confirmed = browser.post(CONFIRM, {"credential": sent})
    added = browser.post(ADD, {"credential": sent})
    assert (confirmed.status_code, added.status_code) == (422, 422)


def test_with_a_key_alone_the_api_takes_recovery_codes(key, browser):
    codes = re.findall(r'class="secret">(\d+)<', browser.get("/account/second-factor/codes/").content.decode())
    assert api_login().json()["code"] == "SECOND_FACTOR_REQUIRED"
    assert api_login(code=codes[0]).status_code == 200


def test_a_key_confirms_a_change_and_without_the_last_one_the_password_suffices(key, browser):
    client, asked = at_second_factor()
    client.post("/login/code/", {"credential": key.sign(asked)})
    stored = Authenticator.objects.get(type="webauthn")
    remove = f"/account/second-factor/keys/{stored.pk}/remove/"
    other = Client()
    other.force_login(User.objects.create_user("eve", password=PASSWORD))
    confirm(other, remove)
    assert other.get(remove).status_code == 404
    page = browser.get(CONFIRM)
    sent = {"credential": key.sign(options_of(page, "request_options")), "next": remove}
    assert browser.post(CONFIRM, sent)["Location"] == remove
    assert "Blue" in text_of(browser.get(remove))
    assert browser.post(remove)["Location"] == "/account/second-factor/"
    assert api_login().status_code == 200


@pytest.mark.parametrize(
    ("host", "secure", "works"),
    [("localhost", False, True), ("testserver", True, True), ("testserver", False, False), ("127.0.0.1", True, False)],
)
def test_a_key_is_offered_where_browsers_ask_for_it(browser, settings, host, secure, works):
    settings.ALLOWED_HOSTS = [host]
    page = browser.get("/account/second-factor/", secure=secure, headers={"host": host})
    assert ("Add a security key" in text_of(page)) == works


def test_an_account_has_a_few_keys(key, browser, monkeypatch):
    monkeypatch.setattr("analysis.pages.security_key_forms.MAX_KEYS", 1)
    page = browser.get(ADD)
    sent = {"credential": SecurityKey().register(options_of(page, "creation_options"))}
    refused = browser.post(ADD, sent)
    assert (refused.status_code, "at most 1 keys" in text_of(refused)) == (422, True)
