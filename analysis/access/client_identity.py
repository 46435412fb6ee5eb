"""Against whom a request counts: a user, or the network that it comes from where nobody is logged in."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

#: Bits of an IPv6 address that tell one subscriber from another; the rest he chooses himself, anew for each request.
#: Source: https://www.rfc-editor.org/rfc/rfc6177
_IPV6_BITS = 64
#: Hexadecimal digits kept of a hash.
_HASH_DIGITS = 32
UNKNOWN = "unknown"


def key_of(request: Any) -> str:
    """Return the key of whoever sent ``request``, Django's or DRF's: ``user:17``, or ``network:`` and a hash."""
    peer, forwarded_for = (request.META.get(name) or "" for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"))
    return key(request.user, network_key(peer, forwarded_for))


def key_of_scope(user: Any, scope: Any) -> str:
    """Return the key of ``user``, who sent what ASGI's ``scope`` describes."""
    peer = (scope.get("client") or ("",))[0]
    forwarded_for = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return key(user, network_key(peer, forwarded_for.decode("latin-1")))


def key(user: Any, network_key: str) -> str:
    """Return the key under which ``user``, or without a login a network, is counted; at most 64 characters."""
    return f"user:{user.pk}" if user.is_authenticated else network_key


def network_key(peer: str, forwarded_for: str = "") -> str:
    """Return the key of a :func:`network`. Addresses are personal data, so only their hash under SECRET_KEY is kept."""
    hashed = salted_hmac("analysis.callers", network(peer, forwarded_for), algorithm="sha256").hexdigest()
    return f"network:{hashed[:_HASH_DIGITS]}"


def network(peer: str, forwarded_for: str = "") -> str:
    """Return where a request comes from, as it is counted: an IPv4 address, or the /64 of an IPv6 one.

    ``peer`` is the other end of the connection, ``forwarded_for`` the header X-Forwarded-For, which is believed only
    as far as proxies of ours have written it: each adds the address that it sees at the end, whatever stands there.
    """
    found = _parsed(_last_foreign(forwarded_for)) if settings.TRUST_PROXY else None
    found = found or _parsed(peer)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), _IPV6_BITS), strict=False))
    return str(found) if found else UNKNOWN


def _last_foreign(forwarded_for: str) -> str:
    """Return what the outermost of our proxies saw; the innermost one's word where some were gone round."""
    hops = forwarded_for.split(",")
    return hops[-settings.PROXY_COUNT if len(hops) >= settings.PROXY_COUNT else -1].strip()


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, None where it is none; a port, which some proxies add, is left out."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
