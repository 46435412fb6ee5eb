"""The reads that clients repeat all the time, a task and its result, without Django's and DRF's path of a request.

That path took most of the time of such a read: docs/decisions/0022-threads-and-queries.md. Only the usual is answered
here: 200 and 304, to a caller without cookies, from no other origin. All else is Django's, errors as well, and so is
the first request of each kind: the following ones get its headers, but for those that are different in each answer.
A test compares both paths.
"""

import re
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.urls import resolve
from django.utils.http import parse_etags
from django.utils.text import compress_string

from analysis.access import client_identity
from analysis.access.accounts import access_tokens
from analysis.access.limits import rate_limits
from analysis.access.permissions import Caller
from analysis.api.http import etags
from analysis.choices import TaskStatus
from analysis.exceptions import TooManyRequests
from analysis.queries import tasks
from analysis.support import request_ids, tracing
from realtime import origins
from youtube_analyzer.middleware import request_log, waiting_limit

_PATH = re.compile(r"/api/v1/analysis/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(/result)?/?")
#: A request with one of these is Django's: sessions, CORS, bodies and rare conditions.
_DJANGOS = {b"cookie", b"origin", b"transfer-encoding", b"if-match", b"if-modified-since", b"if-unmodified-since"}
#: Headers that differ between answers of one kind, lower case.
_CHANGING = {"content-length", "etag", request_ids.HEADER.lower(), *map(str.lower, rate_limits.HEADER_NAMES)}
#: Bytes from which on GZipMiddleware compresses.
_COMPRESSED_FROM = 200

_Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """A whole response."""

    status: int
    headers: _Headers
    body: bytes

    async def send(self, send: Any) -> None:
        """Send it as ASGI messages."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class DirectReads:
    """Answers the usual reads, and learns from Django's answers which headers they have."""

    def __init__(self) -> None:
        self._headers: dict[tuple[Any, ...], _Headers] = {}

    def answer(self, scope: Any) -> Answer | None:
        """Return the answer, None where Django has to give it.

        Where the database fails, ``scope`` then has the error: Django would wait for the database once more.
        """
        read = _Read.of(scope)
        if read is None:
            return None
        began = time.perf_counter()
        try:
            answer = self._answer(read)
        except (OperationalError, InterfaceError) as error:
            scope["database_error"] = error
            return None
        finally:
            close_old_connections()
        if answer is not None:
            request_log.end_request("GET", _route(read.is_result), answer.status, time.perf_counter() - began)
        return answer

    def learn(self, scope: Any, response: HttpResponse) -> None:
        """Keep the headers of an answer of Django's for the following requests of this kind."""
        read = _Read.of(scope)
        if read is None or response.status_code not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED) or response.cookies:
            return
        if response.status_code == HTTPStatus.OK and len(response.content) < _COMPRESSED_FROM:
            return
        usual = {name: value for name, value in response.items() if name.lower() not in _CHANGING}
        self._headers[read.kind(response.status_code)] = _encoded(usual)

    def _answer(self, read: "_Read") -> Answer | None:
        caller = read.caller()
        if caller is None:
            return None
        request_id = request_log.begin_request(read.header(b"x-request-id"), caller.pk)
        request_log.bind_task_id(str(read.task_id))
        found = _found(read, caller)
        if found is None:
            return None
        version, text = found
        status = HTTPStatus.OK if text else HTTPStatus.NOT_MODIFIED
        usual, body = self._headers.get(read.kind(status)), (text or "").encode()
        if usual is None or 0 < len(body) < _COMPRESSED_FROM:
            return None
        if body and read.accepts_gzip:
            body = compress_string(body, max_random_bytes=GZipMiddleware.max_random_bytes)
        own = {
            "ETag": etags.tag(version),
            "Content-Length": str(len(body)),
            request_ids.HEADER: request_id,
        }
        try:
            own |= _rate_headers(caller, read.scope)
        except TooManyRequests:
            return None
        return Answer(status, [*usual, *_encoded(own)], body)


class _Read:
    """A request for a task or its result that has nothing unusual."""

    def __init__(self, scope: Any, headers: dict[bytes, bytes], task_id: UUID, is_result: bool) -> None:
        self.scope = scope
        self._headers = headers
        self.task_id = task_id
        self.is_result = is_result
        self.accepts_gzip = re_accepts_gzip.search(self.header(b"accept-encoding")) is not None

    @classmethod
    def of(cls, scope: Any) -> "_Read | None":
        """Return what ``scope`` asks for, None where it is another request or Django's."""
        found = _PATH.fullmatch(scope["path"])
        if found is None or scope["method"] != "GET" or scope["query_string"] or scope.get("root_path"):
            return None
        headers = dict(scope["headers"])
        is_unusual = len(headers) != len(scope["headers"]) or not headers.keys().isdisjoint(_DJANGOS)
        if is_unusual or headers.get(b"content-length", b"0") != b"0" or tracing.is_on():
            return None
        is_late = scope["waited_seconds"] > waiting_limit.MAX_WAIT_SECONDS
        if is_late or headers.get(b"x-forwarded-proto", b"http") not in (b"http", b"https"):
            return None
        if b"host" not in headers or not origins.is_allowed_host(scope):
            return None
        return cls(scope, headers, UUID(found[1]), found[2] is not None)

    def header(self, name: bytes) -> str:
        """Return a header as Django decodes it, empty where it was not sent."""
        return self._headers.get(name, b"").decode("latin-1")

    def kind(self, status: int) -> tuple[Any, ...]:
        """Return what the usual headers of an answer depend on."""
        protocol = self.scope.get("scheme"), self.header(b"x-forwarded-proto")
        return self.is_result, status, self.accepts_gzip, protocol

    def caller(self) -> Caller | None:
        """Return who asks, None where Django has to judge what was sent."""
        if b"authorization" not in self._headers:
            return AnonymousUser()
        scheme, _, token = self.header(b"authorization").partition(" ")
        found = access_tokens.find_valid([token]).get(token) if scheme.lower() == "bearer" else None
        return found.user if found else None

    def known_versions(self) -> list[str]:
        """Return the ETags of what the client has, ``*`` for any."""
        return [tag.removeprefix("W/") for tag in parse_etags(self.header(b"if-none-match"))]


def _found(read: _Read, caller: Caller) -> tuple[str, str | None] | None:
    """Return the version, and the text unless the client has it; None where there is nothing to show."""
    if known := read.known_versions():
        head = tasks.task_head(read.task_id, caller)
        if head is None or (read.is_result and head.status != TaskStatus.COMPLETED):
            return None
        version = tasks.version(head)
        if f'"{version}"' in known or "*" in known:
            return version, None
    read_text = tasks.result_with_text if read.is_result else tasks.task_with_text
    task = read_text(read.task_id, caller)
    return (tasks.version(task), task.json) if task else None


def _rate_headers(caller: Caller, scope: Any) -> dict[str, str]:
    """Count the request and return the headers of its limit.

    Raises:
        TooManyRequests: the limit is exceeded. Django counts the request again and refuses it.
    """
    if not rate_limits.is_limited(rate_limits.Scope.READ):
        return {}
    key = client_identity.rate_limit_key_of_scope(caller, scope)
    usage = rate_limits.count_request(rate_limits.Scope.READ, key)
    return rate_limits.headers(usage.limit, usage.remaining, usage.reset_seconds) if usage else {}


def _encoded(headers: dict[str, str]) -> _Headers:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


@cache
def _route(is_result: bool) -> str:
    """Return the label in logs and metrics, as of Django's requests."""
    return resolve(f"/api/v1/analysis/id{'/result' if is_result else ''}").route
