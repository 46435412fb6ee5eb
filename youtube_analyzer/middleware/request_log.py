"""Every request under an id, and told in one line when it has been answered.

Django's requests pass the middleware, event streams and sockets the scope; both bind the same context and write the
same line.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from prometheus_client import Counter, Histogram
from structlog import contextvars

from analysis.support import request_ids, tracing

logger = logging.getLogger(__name__)

SECONDS = Histogram(
    "analyzer_http_request_seconds",
    "Requests that were answered, by the pattern of their address.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CONNECTIONS = Counter("analyzer_connections", "Event streams and sockets that have ended.", ["route", "status"])

#: Asked every few seconds by machines.
_PROBES = {"health", "livez", "readyz", "metrics"}
#: Methods that stand for themselves; strangers invent others.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
#: Of the files that come with pages, and of addresses that do not exist.
STATIC, UNKNOWN = "static", "unknown"
#: Characters of an unknown address that are worth a place in the log.
_PATH_LENGTH = 200
#: The answer to a request whose client left before there was one, as nginx has it.
CLIENT_LEFT = 499
#: The answer to a handshake that was accepted, and to one that was refused.
SWITCHED, REFUSED = 101, 403


class AccessMiddleware:
    """Outermost: whatever Django answers, it answers under an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        began = time.perf_counter()
        # A thread that serves one request after the other still holds what was bound for the last one: it is left so
        # that Django's own lines, which come after all middleware, have it too.
        contextvars.clear_contextvars()
        request_id = request_ids.taken_or_made(request.headers.get(request_ids.HEADER, ""))
        contextvars.bind_contextvars(request_id=request_id, user=partial(known_user, request))
        with tracing.span("request", parent=request.headers.get("traceparent", "")):
            response = self.get_response(request)
            route, status = route_of(request), response.status_code
            method = request.method if request.method in _METHODS else "other"
            tracing.describe(f"{method} {route}", http__route=route, http__response__status_code=status)
        response[request_ids.HEADER] = request_id
        more = {"path": request.path[:_PATH_LENGTH]} if route == UNKNOWN else {}
        seconds = time.perf_counter() - began
        SECONDS.labels(method, route, status).observe(seconds)
        record(method, route, status, seconds, **more)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Have the lines name the task that the address names."""
        bind_task(str(kwargs.get("task_id", "")))


class AccessScope:
    """The same for what is not served by Django: an ASGI application, and the route it stands for."""

    def __init__(self, application: Any, route: str) -> None:
        self.application = application
        self.route = route

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the connection under its id, to its end."""
        name = request_ids.HEADER.lower().encode()
        request_id = request_ids.taken_or_made(dict(scope["headers"]).get(name, b"").decode("latin-1"))
        # Filled in by whoever finds out. The serving may go on in a task of its own, whose bindings are not seen here.
        log_user: dict[str, int | None] = {}
        contextvars.bind_contextvars(request_id=request_id, user=lambda: log_user.get("id"))
        for part in scope["path"].split("/"):
            bind_task(part)
        began, status, close_code = time.perf_counter(), CLIENT_LEFT, None

        async def send_with_id(message: Any) -> None:
            nonlocal status, close_code
            match message["type"]:
                case "http.response.start" | "websocket.accept":
                    status = message.get("status", SWITCHED)
                    message = message | {"headers": [*message.get("headers", ()), (name, request_id.encode())]}
                case "websocket.close":
                    status = SWITCHED if status == SWITCHED else REFUSED
                    close_code = message.get("code", 1000)
            await send(message)

        try:
            await self.application(scope | {"request_id": request_id, "log_user": log_user}, receive, send_with_id)
        finally:
            more = {} if close_code is None else {"close_code": close_code}
            method = scope.get("method", "GET")
            CONNECTIONS.labels(self.route, status).inc()
            record(method if method in _METHODS else "other", self.route, status, time.perf_counter() - began, **more)


def record(method: str, route: str, status: int, seconds: float, **more: Any) -> None:
    """Tell of an answered request; probes and files are not worth a line."""
    level = logging.DEBUG if route in _PROBES or route == STATIC else logging.INFO
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), **more}
    logger.log(level, "%s %s %s", method, route, status, extra=fields)


def route_of(request: HttpRequest) -> str:
    """Return the pattern that the address matched: there are as many as patterns, however many addresses."""
    if request.resolver_match is None:
        return STATIC if request.path.startswith(settings.STATIC_URL) else UNKNOWN
    route = request.resolver_match.route.rstrip("/")
    # The net under the API is a pattern too, but no address.
    return UNKNOWN if route.startswith("^") else route or "/"


def known_user(request: HttpRequest) -> int | None:
    """Return the id of the caller if some view has asked for it; asking here could cost a query, or fail."""
    user = vars(request).get("user")
    if isinstance(user, SimpleLazyObject):
        # Where django.contrib.auth.middleware keeps the user it has looked up.
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


def bind_task(given: str) -> None:
    """Have the lines of this request name its task, if ``given`` can be the id of one."""
    try:
        contextvars.bind_contextvars(task_id=str(UUID(given)))
    except ValueError:
        return  # Any text may stand in an address.
