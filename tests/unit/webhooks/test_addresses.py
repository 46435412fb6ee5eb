"""Which addresses may be sent to."""

from ipaddress import ip_address

import pytest

from analysis.webhooks import addresses
from analysis.webhooks.errors import InvalidWebhookUrl

PRIVATE = [
    *("127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7"),
    *("203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
    *(
        "::",
        "::1",
        "::127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "3fff::1",
    ),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1"),
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
]


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = False


@pytest.mark.parametrize("text", PRIVATE)
def test_an_address_that_is_not_of_the_internet_is_refused(text):
    assert not addresses.is_public(ip_address(text))
    host = f"[{text}]" if ":" in text else text
    with pytest.raises(InvalidWebhookUrl):
        addresses.check_url(f"https://{host}/hook")


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_of_the_internet_is_accepted(text):
    assert addresses.is_public(ip_address(text))
    host = f"[{text}]" if ":" in text else text
    addresses.check_url(f"https://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        *("https://localhost/", "https://localhost./", "https://LOCALHOST/", "https://x.localhost/", "https://db/"),
        *("https://metadata.google.internal/", "https://printer.local/", "https://nas.lan/", "https://box.home.arpa/"),
        *("https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.0.0.1./"),
        *("http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "gopher://example.com/"),
        *("https://ada:secret@hooks.example.com/", "https://ada@hooks.example.com/", "https://@hooks.example.com/"),
        *("https://hooks.example.com/#part", "https://hooks.example.com/#", "https://hooks.example.com:25/"),
        *("https://hooks.example.com:0/", "https://hooks.example.com:99999/", "https://hooks.example.com:x/"),
        *(
            "https://",
            "https:///hook",
            "//hooks.example.com/",
            "hooks.example.com",
            "",
            " ",
            "https://[::1",
            "https://[]/",
        ),
        *("https://hooks.example.com\\@127.0.0.1/", "https://hooks.example.com/\n", "https://hooks.example.com/a b"),
        *("https://１２７.０.０.１/", "https://ⓔxample.com/", "https://例え.jp/", "javascript:alert(1)"),
        f"https://hooks.example.com/{'x' * 2048}",
    ],
)
def test_an_address_that_must_not_be_sent_to_is_refused(url):
    with pytest.raises(InvalidWebhookUrl):
        addresses.check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com",
        "https://hooks.example.com:8443/a/b?c=d%20e",
        "https://xn--r8jz45g.jp/",
        "HTTPS://Hooks.Example.COM/",
    ],
)
def test_a_public_address_is_accepted(url):
    addresses.check_url(url)


def test_one_private_address_among_public_ones_refuses_the_name():
    with pytest.raises(InvalidWebhookUrl):
        addresses.check_addresses([ip_address("8.8.8.8"), ip_address("10.0.0.1")])


def test_the_settings_of_a_local_network_allow_what_they_name(settings):
    settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = True
    addresses.check_url("http://localhost:25/")
