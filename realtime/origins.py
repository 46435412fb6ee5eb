"""From which web pages a socket may be opened.

A browser lets any page open a socket to any server and sends the cookies along; it only says from where, in ``Origin``.
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
    """Lets sockets through that come from our own pages, from a trusted origin, or from no browser at all."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the socket on, or refuse the handshake with 403."""
        application = self.application if is_allowed(scope) else Refusal.as_asgi()
        await application(scope, receive, send)


# channels has no types.
class Refusal(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Refuses the handshake."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        """Close before the accept, which servers turn into 403."""
        await self.close()


def is_allowed(scope: Any) -> bool:
    """Say whether a socket may be opened from where it comes from; only browsers say, so saying nothing is allowed."""
    given = _headers(scope, b"origin")
    if not given:
        return True
    if len(given) > 1:
        return False
    origin = _parse(given[0])
    return origin is not None and (_is_own(origin, scope) or _is_trusted(origin))


def host_is_ours(scope: Any) -> bool:
    """Say whether the request names a host in ``ALLOWED_HOSTS``, or none.

    Another name that leads here is how a foreign page makes its own origin look like ours (DNS rebinding).
    """
    hosts = _headers(scope, b"host")
    if not hosts:
        return True
    domain, _ = split_domain_port(hosts[0])
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    return len(hosts) == 1 and bool(domain) and validate_host(domain, allowed)


def _is_own(origin: Origin, scope: Any) -> bool:
    hosts = _headers(scope, b"host")
    return bool(hosts) and host_is_ours(scope) and origin == _parse(f"{_scheme(scope)}://{hosts[0]}")


def _is_trusted(origin: Origin) -> bool:
    return any(
        _matches(origin, trusted) for trusted in (*settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS)
    )


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
        told = _headers(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode())
        if told:
            return "https" if told[0].split(",")[0].strip() == secure else "http"
    return "https" if scope.get("scheme") in ("wss", "https") else "http"


def _parse(text: str) -> Origin | None:
    """Return the parts of an origin; None where it is not one, ``null`` and impossible ports included."""
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
