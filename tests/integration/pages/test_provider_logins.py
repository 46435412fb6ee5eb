"""A login with a provider of OpenID Connect, which a small server of the test plays."""

import json
from http.server import ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from analysis.access.accounts import provider_requests
from analysis.access.accounts.adapters import ProviderAdapter
from analysis.access.accounts.provider_claims import CheckedOpenIDConnect
from tests.support import http_servers
from tests.support.pages import is_logged_in, text_of
from youtube_analyzer import account_settings, env

pytestmark = pytest.mark.django_db

PERSON = {"sub": "person-7", "preferred_username": "ada", "email": "ada@example.org", "email_verified": True}


class Provider(http_servers.Handler):
    """Knows one person and believes every code. ``wrong`` are answers by the last part of the path."""

    wrong: ClassVar = {}

    def do_GET(self):
        base = f"http://{self.headers['Host']}"
        if self.path.endswith("openid-configuration"):
            self.answer({
                "issuer": base, "authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo", "jwks_uri": f"{base}/keys",
            })  # fmt: skip
        else:
            self.answer(PERSON)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code_verifier"]
        self.answer({"access_token": "t", "token_type": "Bearer"})

    def answer(self, values):
        status, headers, body = self.wrong.get(self.path.rpartition("/")[2], (200, {}, json.dumps(values).encode()))
        self.respond(body, status, {"Content-Type": "application/json", **headers})


@pytest.fixture(scope="module")
def address():
    with http_servers.serving(ThreadingHTTPServer(("127.0.0.1", 0), Provider)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def provider(settings, address):
    def configure(**more):
        found = [env.OidcProvider("corp", "Corp", address, "client", "secret", **more)]
        settings.OIDC_PROVIDERS = found
        settings.SOCIALACCOUNT_PROVIDERS = account_settings.providers(found)["SOCIALACCOUNT_PROVIDERS"]

    configure()
    return configure


def log_in(client, process="login", next_page="/batches/"):
    """Go to the provider and come back with its code."""
    answer = client.post("/login/with/corp/", {"process": process, "next": next_page})
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/login/with/corp/callback/"]
    return client.get("/login/with/corp/callback/", {"code": "c", "state": asked["state"][0]})


def test_a_stranger_gets_no_account_where_staff_create_them(client, provider):
    answer = log_in(client)
    assert "Ask them for an invitation" in text_of(answer)
    assert not is_logged_in(client)
    assert not User.objects.exists()


def test_everybody_whom_the_provider_knows_gets_one_where_that_is_set(client, provider):
    provider(sign_up=True)
    assert log_in(client)["Location"] == "/batches/"
    assert is_logged_in(client)
    ada = User.objects.get()
    assert (ada.username, ada.email, ada.has_usable_password(), ada.is_staff) == (
        "ada",
        "ada@example.org",
        False,
        False,
    )
    again = Client()
    log_in(again)
    assert is_logged_in(again)
    assert User.objects.count() == 1
    assert "old_password" not in client.get("/account/password/").content.decode()


def test_an_address_that_is_the_same_opens_no_account(client, provider):
    User.objects.create_user("ada", "ada@example.org", "tide-and-time-wait")
    log_in(client)
    assert not is_logged_in(client)
    provider(sign_up=True)
    log_in(client)
    assert User.objects.exclude(username="ada").get().pk == int(client.session["_auth_user_id"])


def test_an_account_is_connected_and_then_opened_and_a_blocked_one_is_not(client, provider):
    ada = User.objects.create_user("ada", password="tide-and-time-wait")
    client.force_login(ada)
    client.post("/account/confirm/", {"password": "tide-and-time-wait"})
    log_in(client, process="connect", next_page="/account/providers/")
    assert SocialAccount.objects.get().user == ada
    other = Client()
    log_in(other)
    assert is_logged_in(other)
    User.objects.update(is_active=False)
    blocked = Client()
    assert log_in(blocked)["Location"] == "/account/inactive/"
    assert not is_logged_in(blocked)


def test_a_state_of_another_browser_is_refused(client, provider):
    provider(sign_up=True)
    answer = client.post("/login/with/corp/", {"process": "login"})
    state = parse_qs(urlsplit(answer["Location"]).query)["state"][0]
    stolen = Client().get("/login/with/corp/callback/", {"code": "c", "state": state})
    assert "The login failed" in text_of(stolen)
    assert not User.objects.exists()


@pytest.mark.parametrize("where", ["openid-configuration", "token", "userinfo"])
def test_an_answer_of_another_form_fails_the_login_and_nothing_else(client, provider, monkeypatch, where):
    provider(sign_up=True)
    answer = client.post("/login/with/corp/", {"process": "login"})
    state = parse_qs(urlsplit(answer["Location"]).query)["state"][0]
    monkeypatch.setitem(Provider.wrong, where, (200, {}, b"{}"))
    answer = client.get("/login/with/corp/callback/", {"code": "c", "state": state})
    assert answer.status_code == 401
    assert "The login failed" in text_of(answer)
    assert not User.objects.exists()


def test_a_provider_that_is_down_or_slow_fails_the_login(client, provider, monkeypatch):
    monkeypatch.setitem(Provider.wrong, "openid-configuration", (500, {}, b"{}"))
    assert client.post("/login/with/corp/", {"process": "login"}).status_code == 401
    monkeypatch.setitem(Provider.wrong, "openid-configuration", (200, {"Content-Length": "9"}, b"{}"))
    monkeypatch.setattr(provider_requests, "DEADLINE_SECONDS", 0.1)
    assert client.post("/login/with/corp/", {"process": "login"}).status_code == 401
    assert client.get("/login/with/openid_connect/").status_code == 404


def test_two_requests_of_one_new_person_make_one_account(client, provider, rf):
    provider(sign_up=True)
    User.objects.create_user("ada")
    request = rf.get("/")
    request.session = client.session
    corp = CheckedOpenIDConnect(request, "corp").get_provider()
    # Both have looked for the account, and chosen a name that was free.
    logins = [corp.sociallogin_from_response(request, PERSON) for _ in range(2)]
    users = [ProviderAdapter(request).save_user(request, login) for login in logins]
    assert users[0] == users[1]
    assert users[0].username != "ada"
