"""Gives every request an id and logs it in one line after the response.

Django requests pass through the middleware, event streams and sockets through the ASGI wrapper. Both bind the same
context variables and write the same line.
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
    "HTTP requests by route.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
CONNECTIONS = Counter("analyzer_connections", "Closed event streams and sockets.", ["route", "status"])

#: Routes polled every few seconds by monitoring.
_PROBES = {"health", "livez", "readyz", "metrics"}
#: Methods that are used as labels; clients may send any other.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
#: Routes of static files and of unknown URLs.
STATIC, UNKNOWN = "static", "unknown"
#: Maximum number of characters of an unknown path in the log.
_PATH_LENGTH = 200
#: Status of a request whose client disconnected before the response, as in nginx.
CLIENT_LEFT = 499
#: Status of an accepted and of a rejected handshake.
SWITCHED, REFUSED = 101, 403


class RequestLogMiddleware:
    """Outermost middleware: every response of Django carries a request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle and log the request."""
        began = time.perf_counter()
        request_id = begin_request(request.headers.get(request_ids.HEADER, ""), partial(cached_user_id, request))
        with tracing.span("request", parent=request.headers.get("traceparent", "")):
            response = self.get_response(request)
            route, status = route_of(request), response.status_code
            method = request.method if request.method in _METHODS else "other"
            tracing.describe(f"{method} {route}", http__route=route, http__response__status_code=status)
        response[request_ids.HEADER] = request_id
        more = {"path": request.path[:_PATH_LENGTH]} if route == UNKNOWN else {}
        end_request(method, route, status, time.perf_counter() - began, **more)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Bind the task id of the URL."""
        bind_task_id(str(kwargs.get("task_id", "")))


class RequestLogScope:
    """The same for an ASGI application outside Django; ``route`` is its label in logs and metrics."""

    def __init__(self, application: Any, route: str) -> None:
        self.application = application
        self.route = route

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application and log the connection when it ends."""
        name = request_ids.HEADER.lower().encode()
        request_id = request_ids.accept_or_generate(dict(scope["headers"]).get(name, b"").decode("latin-1"))
        # Filled in by the application, which may run in another asyncio task with context variables of its own.
        log_user: dict[str, int | None] = {}
        contextvars.bind_contextvars(request_id=request_id, user=lambda: log_user.get("id"))
        for part in scope["path"].split("/"):
            bind_task_id(part)
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
            log_request(
                method if method in _METHODS else "other", self.route, status, time.perf_counter() - began, **more
            )


def begin_request(sent_id: str, user: Callable[[], int | None] | int | None) -> str:
    """Bind the variables of a request that this thread serves and return its id; ``user`` is for its log lines."""
    # The thread still holds the variables of its last request. They are not cleared after a response, so that Django's
    # own log lines, which follow all middleware, contain them, too.
    contextvars.clear_contextvars()
    request_id = request_ids.accept_or_generate(sent_id)
    contextvars.bind_contextvars(request_id=request_id, user=user)
    return request_id


def end_request(method: str, route: str, status: int, seconds: float, **more: Any) -> None:
    """Measure and log a request that a thread has served."""
    SECONDS.labels(method, route, status).observe(seconds)
    log_request(method, route, status, seconds, **more)


def log_request(method: str, route: str, status: int, seconds: float, **more: Any) -> None:
    """Log a request; probes and static files at level DEBUG."""
    level = logging.DEBUG if route in _PROBES or route == STATIC else logging.INFO
    fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), **more}
    logger.log(level, "%s %s %s", method, route, status, extra=fields)


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern of the request, so that the number of labels is bounded."""
    if request.resolver_match is None:
        return STATIC if request.path.startswith(settings.STATIC_URL) else UNKNOWN
    route = request.resolver_match.route.rstrip("/")
    # The catch-all pattern of the API is not a route; other regular expressions are, and their paths may hold a secret.
    return UNKNOWN if route == "^api" else route or "/"


def cached_user_id(request: HttpRequest) -> int | None:
    """Return the id of the user if a view has already loaded it; loading it here could cost a query, or fail."""
    user = vars(request).get("user")
    if isinstance(user, SimpleLazyObject):
        # django.contrib.auth.middleware caches the user here.
        user = getattr(request, "_cached_user", None)
    return getattr(user, "pk", None)


def bind_task_id(given: str) -> None:
    """Bind ``given`` as the task id, if it is a UUID."""
    try:
        contextvars.bind_contextvars(task_id=str(UUID(given)))
    except ValueError:
        return  # A URL may contain any text here.
