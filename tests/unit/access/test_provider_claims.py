"""What a provider of OpenID Connect states, of wrong forms."""

import time
from types import SimpleNamespace

import jwt
import pytest
from allauth.socialaccount.providers.base import ProviderException
from django.test import RequestFactory

from analysis.access.accounts.provider_claims import CheckedOpenIDConnect, check

PERSON = {"sub": "person-7", "preferred_username": "ada", "email": "ada@example.org", "email_verified": True}
ISSUER = "https://id.example.org"


class App:
    client_id = "client"


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(CheckedOpenIDConnect, "openid_config", {"issuer": ISSUER})
    return CheckedOpenIDConnect(RequestFactory().get("/"), "corp")


def id_token(**changes):
    at = int(time.time())
    claims = {"iss": ISSUER, "aud": "client", "sub": "person-7", "exp": at + 300, "iat": at} | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, "k" * 32)


@pytest.mark.parametrize("sub", [None, "", " ", 7, ["a"], "a\0", "é", "a" * 256])
def test_a_person_without_a_valid_sub_is_refused(sub):
    with pytest.raises(ProviderException):
        check(PERSON | {"sub": sub})


@pytest.mark.parametrize("value", [5, ["a"], {"a": 1}, "a\0b", "a\nb", "\ud800", "a" * 300, True])
def test_texts_that_cannot_be_stored_are_left_out(value):
    texts = dict.fromkeys(("preferred_username", "name", "given_name", "family_name", "email"), value)
    assert check(PERSON | texts | {"more": "x" * 1000}) == {"sub": "person-7", "email_verified": True}


def test_only_true_verifies_and_only_an_address_is_one():
    assert check(PERSON | {"email": "not one", "email_verified": "yes"}) == {
        "sub": "person-7",
        "preferred_username": "ada",
        "email_verified": False,
    }


def test_a_name_in_other_forms_of_the_same_letters_is_that_name():
    assert check(PERSON | {"preferred_username": "\uff41\uff44\uff41"})["preferred_username"] == "ada"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"aud": "other"},
        {"aud": 5},
        {"aud": ["client", "other"], "azp": "other"},
        {"exp": None},
        {"exp": int(time.time()) - 999},
        {"iat": int(time.time()) + 999},
        {"nbf": int(time.time()) + 999},
        {"sub": None},
    ],
)
def test_a_token_of_another_service_or_time_is_refused(client, changes):
    with pytest.raises(ProviderException):
        client._decode_id_token(App, id_token(**changes))


@pytest.mark.parametrize("given", ["", "a.b.c", "…", 5, ["a"], None, "e30.W10.", "e30." + "W" * 40_000 + "."])
def test_what_is_no_token_is_refused(client, given):
    with pytest.raises(ProviderException):
        client._decode_id_token(App, given)


def test_both_sources_are_about_one_person(client):
    assert client._decode_id_token(App, id_token())["sub"] == "person-7"
    assert client._decode_id_token(App, id_token(aud=["client", "api"], azp="client"))["sub"] == "person-7"
    assert client._same_person(PERSON)["email"] == "ada@example.org"
    with pytest.raises(ProviderException):
        client._same_person(PERSON | {"sub": "somebody-else"})


@pytest.mark.parametrize("text", [None, "", ["a"], "a b", "a\r\nX: y", "中"])
def test_an_access_token_fits_into_a_header(client, text):
    with pytest.raises(ProviderException):
        client.parse_token({"access_token": text})


@pytest.mark.parametrize(
    "text",
    [
        *(None, 5, "", "javascript:alert(1)", "//id.example.org", "https:///", "http://[", "http://\ud800"),
        *(
            "http://id.example:99999/",
            "http://id.example/\n",
            "http://id.example/a b",
            "http://id.example/#a",
            "http://" + "a" * 9_000,
        ),
    ],
)
def test_addresses_of_the_provider_are_addresses(monkeypatch, text):
    with pytest.raises(ProviderException):
        config_of(monkeypatch, ISSUER, userinfo_endpoint=text)


def test_the_issuer_must_be_the_configured_one(monkeypatch):
    for server_url in (ISSUER, f"{ISSUER}/"):
        assert config_of(monkeypatch, server_url)["issuer"] == ISSUER
    for server_url in ("https://id.example.com", f"{ISSUER}/realms/main"):
        with pytest.raises(ProviderException):
            config_of(monkeypatch, server_url)


def config_of(monkeypatch, server_url, **changes):
    """Return the configuration of the provider that is configured with ``server_url``."""
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "issuer")
    base = CheckedOpenIDConnect.__mro__[1]
    monkeypatch.setattr(base, "openid_config", dict.fromkeys(names, ISSUER) | changes)
    provider = SimpleNamespace(server_url=f"{server_url}/.well-known/openid-configuration")
    monkeypatch.setattr(base, "get_provider", lambda self: provider)
    return CheckedOpenIDConnect(RequestFactory().get("/"), "corp").openid_config
