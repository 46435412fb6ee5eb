"""Errors of the client. Everything that it raises on purpose is a :class:`ClientError`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

#: Codes of close frames of the WebSocket that stand for an answer of the API.
#: Source: docs/websocket.md of the server.
_CLOSE_CODES = {
    4400: (422, "INVALID_PARAMETERS"),
    4401: (401, "AUTHENTICATION_REQUIRED"),
    4404: (404, "TASK_NOT_FOUND"),
    4429: (429, "QUOTA_EXCEEDED"),
    4503: (503, "SERVICE_UNAVAILABLE"),
}
_STATUS_OF_CODE = {code: status for status, code in _CLOSE_CODES.values()}


class ClientError(Exception):
    """Base class of all errors of the client."""


class ConnectionFailed(ClientError):
    """The server could not be reached, or the connection was lost."""


class UnexpectedAnswer(ClientError):
    """The server answered something that is no answer of YouTube Analyzer."""


class NotReady(ClientError):
    """The analysis has not ended yet (202)."""

    def __init__(self, detail: str, *, progress: int, task_status: str, retry_after: float | None) -> None:
        super().__init__(detail)
        self.progress = progress
        self.task_status = task_status
        #: Seconds after which the server suggests to ask again.
        self.retry_after = retry_after


class ApiError(ClientError):
    """The server refused a request. ``code`` says why; ``detail`` says it in words."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        #: The invalid values: ``attr``, ``code`` and ``detail`` of each.
        self.errors = list(errors)
        #: The server's log has it.
        self.request_id = request_id
        #: Seconds to wait before another attempt.
        self.retry_after = retry_after


class AnalysisFailed(ApiError):
    """There is no result, because the analysis failed. ``code`` and ``detail`` are those of the failure."""


class AnalysisCancelled(ApiError):
    """There is no result, because the analysis was cancelled."""


class AuthenticationRequired(ApiError):
    """A login is needed, or the token is not valid (401)."""


class PermissionDenied(ApiError):
    """The caller may not do this (403)."""


class NotFound(ApiError):
    """There is no such thing for this caller (404)."""


class Conflict(ApiError):
    """The state of the thing forbids it (409)."""


class InvalidRequest(ApiError):
    """A value is invalid (400, 413, 415, 422); ``errors`` names each."""


class TooManyRequests(ApiError):
    """A rate or a quota is used up (429)."""


class ServerUnavailable(ApiError):
    """The server cannot answer at the moment, or has a fault (5xx)."""


_CLASS_OF_STATUS: dict[int, type[ApiError]] = {
    401: AuthenticationRequired,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    429: TooManyRequests,
}


def class_of(status: int, code: str) -> type[ApiError]:
    """Return the class for an answer of the API."""
    if code == "TASK_CANCELLED":
        return AnalysisCancelled
    return _CLASS_OF_STATUS.get(status, ServerUnavailable if status >= 500 else InvalidRequest)


def no_answer(server: str, error: Exception) -> ConnectionFailed:
    """Return the error for one of a library, whose text may begin with a number of the system or be empty."""
    reason = re.sub(r"^\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
    return ConnectionFailed(f"No answer from {server}: {reason}")


def of_frame(error: Mapping[str, Any]) -> ApiError:
    """Return the error that an ``error`` frame of the WebSocket states."""
    code = str(error.get("code"))
    status = _STATUS_OF_CODE.get(code, 422)
    return class_of(status, code)(status, code, str(error.get("message")))


def of_close_code(close_code: int) -> ClientError:
    """Return the error for a socket that the server closed with ``close_code``."""
    if close_code in _CLOSE_CODES:
        status, code = _CLOSE_CODES[close_code]
        return class_of(status, code)(status, code, f"The server closed the socket ({close_code}).")
    return ConnectionFailed(f"The socket was closed ({close_code}).")
