"""Which addresses webhooks may be sent to: public ones only, so that no caller reaches this network through us."""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from analysis.webhooks.errors import InvalidWebhookUrl

MAX_URL_LENGTH = 2048
_PORTS = {"http": 80, "https": 443}
#: Below this port are services that a request could do harm to, such as mail servers; 80 and 443 are allowed.
_FIRST_FREE_PORT = 1024
#: Ends of names that lead to this machine or stay within a network.
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa", ".lan")
#: IPv6 networks whose addresses stand for an IPv4 address: NAT64, its local prefix, 6to4, Teredo.
_TRANSLATED = [IPv6Network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]
#: What ``is_global`` takes for public: protocol assignments and documentation (in older Pythons), relays of 6to4, and
#: the address at which Azure's host answers every virtual machine.
_NOT_PUBLIC = [ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "168.63.129.16/32")]

Address = IPv4Address | IPv6Address


def check_url(url: str) -> None:
    """Check everything about ``url`` that can be known without looking its name up.

    Raises:
        InvalidWebhookUrl: webhooks cannot be sent there; its message says why.
    """
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or (parts.scheme == "http" and not settings.WEBHOOK_ALLOW_HTTP):
        raise InvalidWebhookUrl("The address must begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise InvalidWebhookUrl("The address must not contain a user name or a password.")
    if parts.fragment or "#" in url:
        raise InvalidWebhookUrl("The address must not have a part after #.")
    if settings.WEBHOOK_ALLOW_PRIVATE:
        return
    if port < _FIRST_FREE_PORT and port not in _PORTS.values():
        raise InvalidWebhookUrl("The port must be 80, 443, or at least 1024.")
    numeric = _parse_numeric(host)
    if numeric is None and ("." not in host or host.endswith(_LOCAL_ENDINGS)):
        raise InvalidWebhookUrl("The address must have a public host name, such as hooks.example.com.")
    if numeric is not None and not is_public(numeric):
        raise InvalidWebhookUrl("The address is not public.")


def _split(url: str) -> tuple[SplitResult, int]:
    """Return the parts of ``url`` and its port."""
    if len(url) > MAX_URL_LENGTH:
        raise InvalidWebhookUrl(f"The address has more than {MAX_URL_LENGTH} characters.")
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise InvalidWebhookUrl(
            "The address contains characters that must be percent-encoded, or punycode in its name."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidWebhookUrl("The address cannot be read.") from error
    if not parts.hostname or port == 0:
        raise InvalidWebhookUrl("The address must be of the form https://host/path.")
    return parts, port or _PORTS.get(parts.scheme, 0)


def _parse_numeric(host: str) -> Address | None:
    """Return the address that ``host`` spells, in any way that the system understands (``127.1``, ``0x7f000001``)."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return parse_address(found[0][4][0])


def parse_address(text: object) -> Address:
    """Return the address without its scope (``fe80::1%eth0``)."""
    return ip_address(str(text).partition("%")[0])


def check_addresses(addresses: Iterable[Address]) -> None:
    """Check what a name was resolved to.

    Raises:
        InvalidWebhookUrl: one of ``addresses`` is not public, so the name is not to be trusted.
    """
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(map(is_public, addresses)):
        raise InvalidWebhookUrl("The host name leads to an address that is not public.")


def is_public(address: Address) -> bool:
    """Return whether ``address`` is one of the internet, and not of this machine or a network around it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in network for network in _TRANSLATED):
            return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
