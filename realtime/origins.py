"""Origin check: decides which web pages may open a socket.

A browser lets any page open a socket to any server and sends the cookies with it. Only ``Origin`` names the page.
"""

from typing import Any
from urllib.parse import urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import is_same_domain

_DEFAULT_PORTS = {"http": 80, "https": 443}

#: Scheme, host and port.
Origin = tuple[str, str, int | None]


class OriginCheck:
    """Accepts sockets from our own pages, from trusted origins, and from clients that are no browsers."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the socket to the application, or reject the handshake with 403."""
        application = self.application if is_allowed(scope) else RejectConnection.as_asgi()
        await application(scope, receive, send)


# channels has no types.
class RejectConnection(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Rejects the handshake."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        """Close before accepting; servers answer this with 403."""
        await self.close()


def is_allowed(scope: Any) -> bool:
    """Say whether the origin of a socket is allowed; only browsers send one, so a missing origin is."""
    given = _headers(scope, b"origin")
    if not given:
        return True
    if len(given) > 1:
        return False
    origin = _parse(given[0])
    if origin is None:
        return False
    hosts = _headers(scope, b"host")
    if hosts and is_allowed_host(scope) and origin == _parse(f"{_scheme(scope)}://{hosts[0]}"):
        return True
    trusted = (*settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS)
    return any(_matches(origin, pattern) for pattern in trusted)


def is_allowed_host(scope: Any) -> bool:
    """Say whether the request names a host in ``ALLOWED_HOSTS``, or none.

    With DNS rebinding a foreign host name resolves to this server, and the page's origin then equals the host.
    """
    hosts = _headers(scope, b"host")
    if not hosts:
        return True
    domain, _ = split_domain_port(hosts[0])
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    return len(hosts) == 1 and bool(domain) and validate_host(domain, allowed)


def _matches(origin: Origin, trusted: str) -> bool:
    """Compare with an origin from the settings; ``https://*.example.com`` stands for every subdomain, as with CSRF."""
    pattern = _parse(trusted.replace("://*.", "://", 1))
    if pattern is None or (origin[0], origin[2]) != (pattern[0], pattern[2]):
        return False
    if "://*." in trusted:
        return is_same_domain(origin[1], f".{pattern[1]}") and origin[1] != pattern[1]
    return origin[1] == pattern[1]


def _scheme(scope: Any) -> str:
    """Return the scheme that the browser used; behind a trusted proxy, the one that the proxy names."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        values = _headers(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode())
        if values:
            return "https" if values[0].split(",")[0].strip() == secure else "http"
    return "https" if scope.get("scheme") in ("wss", "https") else "http"


def _parse(text: str) -> Origin | None:
    """Return the parts of an origin; None if it is invalid, ``null`` or has an invalid port."""
    try:
        parts = urlsplit(text)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return None
    return (parts.scheme, parts.hostname, port) if parts.path in ("", "/") else None


def _headers(scope: Any, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
