"""Identity of a caller for limits: the user, or the network of the request without a login."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

#: Bits of an IPv6 address that identify a subscriber, who can choose the other bits anew for each request.
#: Source: https://www.rfc-editor.org/rfc/rfc6177
_IPV6_BITS = 64
#: Hexadecimal digits kept of a hash.
_HASH_DIGITS = 32
UNKNOWN = "unknown"


def rate_limit_key(request: Any) -> str:
    """Return the key of the caller of a Django or DRF ``request``: ``user:17``, or ``network:`` and a hash."""
    peer, forwarded_for = (request.META.get(name) or "" for name in ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"))
    return caller_key(request.user, peer, forwarded_for)


def rate_limit_key_of_scope(user: Any, scope: Any) -> str:
    """Return the key of ``user`` for a connection with this ASGI ``scope``."""
    peer = (scope.get("client") or ("",))[0]
    forwarded_for = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return caller_key(user, peer, forwarded_for.decode("latin-1"))


def caller_key(user: Any, peer: str, forwarded_for: str = "") -> str:
    """Return the key of ``user``, or of the :func:`network` without a login; at most 64 characters.

    Addresses are personal data: only an HMAC under SECRET_KEY is stored.
    """
    if user.is_authenticated:
        return f"user:{user.pk}"
    hashed = salted_hmac("analysis.client_identity", network(peer, forwarded_for), algorithm="sha256").hexdigest()
    return f"network:{hashed[:_HASH_DIGITS]}"


def network(peer: str, forwarded_for: str = "") -> str:
    """Return the network of a client: an IPv4 address, or the /64 of an IPv6 address.

    ``peer`` is the address of the connection's other end. ``forwarded_for`` is the header X-Forwarded-For; only the
    part appended by our own proxies (PROXY_COUNT, with TRUST_PROXY) is trusted.
    """
    address = None
    if settings.TRUST_PROXY:
        hops = forwarded_for.split(",")
        # The address that the outermost proxy saw; the innermost one's where a request has bypassed some proxies.
        address = _parse_address(hops[-settings.PROXY_COUNT if len(hops) >= settings.PROXY_COUNT else -1].strip())
    address = address or _parse_address(peer)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), _IPV6_BITS), strict=False))
    return str(address) if address else UNKNOWN


def _parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in ``text`` without a port, which some proxies add; None where there is none."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
