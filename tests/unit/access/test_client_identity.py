"""Against whom a request counts."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from analysis.access import client_identity


def behind(settings, proxies):
    settings.TRUST_PROXY, settings.PROXY_COUNT = True, proxies


@pytest.mark.parametrize(
    "peer, network",
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("/run/web.sock", "unknown"),
    ],
)
def test_an_address_counts_as_its_network(settings, peer, network):
    settings.TRUST_PROXY = False
    assert client_identity.network(peer) == network


def test_forwarded_for_is_not_believed_without_a_proxy(settings):
    settings.TRUST_PROXY = False
    assert client_identity.network("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_what_a_client_claims_before_the_proxys_word_is_passed_over(settings):
    behind(settings, 1)
    assert client_identity.network("10.0.0.1", "1.1.1.1, 2.2.2.2, 203.0.113.7") == "203.0.113.7"


def test_behind_two_proxies_the_outer_ones_word_counts(settings):
    behind(settings, 2)
    assert client_identity.network("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2") == "203.0.113.7"


def test_whoever_goes_round_the_outer_proxy_counts_as_what_the_inner_one_saw(settings):
    behind(settings, 3)
    assert client_identity.network("10.0.0.1", "1.1.1.1, 203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize("forwarded", ["", "unknown", "_hidden", "999.1.1.1", ","])
def test_without_a_readable_word_of_the_proxy_the_proxy_counts(settings, forwarded):
    behind(settings, 1)
    assert client_identity.network("10.0.0.1", forwarded) == "10.0.0.1"


@pytest.mark.parametrize(
    "forwarded, network",
    [("203.0.113.7:4711", "203.0.113.7"), ("[2001:db8::1]:4711", "2001:db8::/64"), ("[2001:db8::1]", "2001:db8::/64")],
)
def test_a_port_is_left_out(settings, forwarded, network):
    behind(settings, 1)
    assert client_identity.network("10.0.0.1", forwarded) == network


def test_a_user_is_the_same_caller_everywhere():
    assert client_identity.caller_key(User(pk=17), "203.0.113.7") == "user:17"


def test_a_network_is_told_by_a_hash_that_does_not_tell_it(settings):
    keys = {client_identity.caller_key(AnonymousUser(), peer) for peer in ("203.0.113.7", "203.0.113.8")}
    assert len(keys) == 2
    for key in keys:
        assert key.startswith("network:")
        assert len(key) == 40
        assert "." not in key
    settings.SECRET_KEY = "another"
    assert client_identity.caller_key(AnonymousUser(), "203.0.113.7") not in keys
