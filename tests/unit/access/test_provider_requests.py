"""Requests to a provider of OpenID Connect that answers wrongly."""

import gzip
from http.server import ThreadingHTTPServer

import pytest
from allauth.socialaccount.providers.base import ProviderException

from analysis.access.accounts import provider_requests
from analysis.access.accounts.provider_requests import MAX_BYTES, ProviderSession
from tests.support import http_servers

ANSWERS = {
    "fine": (200, {}, b'{"sub": "a"}'),
    "html": (200, {}, b"<html>"),
    "empty": (200, {}, b""),
    "list": (200, {}, b"[1]"),
    "bytes": (200, {}, b'{"a": "\xff"}'),
    "nested": (200, {}, b"[" * 100_000),
    "digits": (200, {}, b'{"a": ' + b"9" * 5000 + b"}"),
    "large": (200, {}, b" " * (MAX_BYTES + 1) + b"{}"),
    "compressed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b'{"sub": "a"}')),
    "redirect": (302, {"Location": "/fine"}, b'{"sub": "a"}'),
    "error": (500, {}, b"{}"),
    "short": (200, {"Content-Length": "99"}, b"{}"),
}


class Provider(http_servers.Handler):
    def do_GET(self):
        status, headers, body = ANSWERS[self.path.strip("/")]
        self.respond(body, status, headers)


@pytest.fixture(scope="module")
def address():
    with http_servers.serving(ThreadingHTTPServer(("127.0.0.1", 0), Provider)) as server:
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("name", sorted(ANSWERS.keys() - {"fine"}))
def test_what_is_no_json_object_of_a_bounded_size_is_refused(address, name):
    with pytest.raises(ProviderException):
        ProviderSession().get(f"{address}/{name}")


def test_an_object_is_returned(address):
    assert ProviderSession().get(f"{address}/fine").json() == {"sub": "a"}


def test_a_server_that_is_not_there_or_takes_too_long_is_refused(address, monkeypatch):
    with pytest.raises(ProviderException):
        ProviderSession().get("http://127.0.0.1:1/")
    monkeypatch.setattr(provider_requests, "DEADLINE_SECONDS", 0.0)
    with pytest.raises(ProviderException):
        ProviderSession().get(f"{address}/fine")
