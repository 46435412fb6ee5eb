"""A deadline holds although a name server does not answer."""

import asyncio
import socket
import threading

import pytest

from analysis.access.accounts import provider_requests
from analysis.support import event_loops
from analysis.webhooks import sending


@pytest.fixture
def silent_names(monkeypatch):
    """Have every look-up of a name wait until the test ends, for 5 s at most."""
    ended, look_up = threading.Event(), socket.getaddrinfo

    def wait(host, *arguments, **options):
        if options.get("flags", 0) & socket.AI_NUMERICHOST:  # no look-up: this only reads an address
            return look_up(host, *arguments, **options)
        ended.wait(5)
        return look_up("127.0.0.1", *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield ended
    ended.set()


def test_a_webhook_is_given_up_at_its_deadline(silent_names, monkeypatch):
    monkeypatch.setattr(sending, "DEADLINE_SECONDS", 0.02)
    assert sending.send("https://hooks.example.com/", b"{}", {}).error == "The receiver did not answer in time."
    assert not silent_names.is_set()
    assert any(thread.name == "resolver" for thread in threading.enumerate())  # not waited for


def test_a_provider_of_logins_is_given_up_at_its_deadline(silent_names, monkeypatch):
    monkeypatch.setattr(provider_requests, "DEADLINE_SECONDS", 0.02)
    with pytest.raises(provider_requests.ProviderException):
        provider_requests.ProviderSession().get("http://login.example.com/")
    assert any(thread.name == "resolver" for thread in threading.enumerate())


def test_names_are_resolved_and_errors_passed_on(monkeypatch):
    async def look_up(host):
        return await asyncio.get_running_loop().getaddrinfo(host, 80, type=socket.SOCK_STREAM)

    assert event_loops.run(look_up("127.0.0.1"))[0][4] == ("127.0.0.1", 80)
    with pytest.raises(UnicodeError):
        event_loops.run(look_up("." * 300))
