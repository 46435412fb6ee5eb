"""Origin check: decides which web pages may open a socket.

A browser lets any page open a socket to any server and sends the cookies with it. Only ``Origin`` names the page.
"""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.http.request import split_domain_port, validate_host


# channels has no types.
class RejectConnection(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Rejects the handshake; unlike channels' own, without a subscription to the channel layer."""

    channel_layer_alias = ""

    async def connect(self) -> None:
        """Close before accepting; servers answer this with 403."""
        await self.close()


class OriginCheck(OriginValidator):  # type: ignore[misc]  # as above
    """Accepts sockets from our own pages, from trusted origins, and from clients that are no browsers."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, allowed_origins=())  # our own host is known only with the handshake

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass the socket to the application, or reject the handshake with 403."""
        application = self.application if self.is_allowed(scope) else RejectConnection.as_asgi()
        await application(scope, receive, send)

    def is_allowed(self, scope: Any) -> bool:
        """Say whether the origin of a socket is allowed; only browsers send one, so a missing origin is."""
        given = _headers(scope, b"origin")
        own = [f"{_scheme(scope)}://{host}" for host in _headers(scope, b"host") if is_allowed_host(scope)]
        allowed = [*own, *settings.CORS_ALLOWED_ORIGINS, *settings.CSRF_TRUSTED_ORIGINS]
        if not given:
            return True
        try:
            origin = urlsplit(given[0])
            return len(given) == 1 and any(self.match_allowed_origin(origin, each) for each in allowed)
        except ValueError:  # a malformed address or port
            return False

    def match_allowed_origin(self, parsed_origin: SplitResult, pattern: str) -> bool:
        """Compare scheme, host and port; ``https://*.example.com`` stands for every subdomain, but not the domain."""
        if urlsplit(pattern).hostname == f"*.{parsed_origin.hostname}":
            return False
        return bool(super().match_allowed_origin(parsed_origin, pattern.replace("://*.", "://.", 1)))


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


def _scheme(scope: Any) -> str:
    """Return the scheme that the browser used; behind a trusted proxy, the one that the proxy names."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        values = _headers(scope, name.removeprefix("HTTP_").replace("_", "-").lower().encode())
        if values:
            return "https" if values[0].split(",")[0].strip() == secure else "http"
    return "https" if scope.get("scheme") in ("wss", "https") else "http"


def _headers(scope: Any, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
