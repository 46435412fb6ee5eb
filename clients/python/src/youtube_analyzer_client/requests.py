"""A request to the API, before it is sent, and what an answer means: no input and no output here.

Both clients share this module; they differ only in how they send.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from youtube_analyzer_client import errors

API = "/api/v1/"
#: A part of a path: a name of the API or an id.
_PART = re.compile(r"[A-Za-z0-9_-]+")
#: Seconds for which one long poll may be held by the server.
LONG_POLL_SECONDS = 25


@dataclass(frozen=True, kw_only=True)
class Request:
    """One call of the API."""

    method: str
    #: Path below the address of the server, or a link that the server gave.
    path: str
    params: Mapping[str, Any]
    body: Any = None
    files: Sequence[Path] = ()
    headers: Mapping[str, str]
    #: It may be sent again although the first may have arrived.
    repeatable: bool
    #: ``path`` begins at the root of the host, not at the address of the server.
    is_link: bool = False

    def url(self, base: str) -> str:
        """Return the whole address."""
        return str(httpx2.URL(base).join(self.path)) if self.is_link else f"{base}{self.path}"


def get(path: str, **params: Any) -> Request:
    """Return a request that reads ``path`` below ``/api/v1/``; parameters that are None are left out."""
    return Request(method="GET", path=_below_api(path), params=_in_words(params), headers={}, repeatable=True)


def get_link(link: str) -> Request:
    """Return a request for a link that the server gave.

    Raises:
        UnexpectedAnswer: it leads to another host, which would get the token.
    """
    if not link.startswith("/") or link.startswith("//"):
        raise errors.UnexpectedAnswer(f"the link {link!r} leads away from the server")
    return Request(method="GET", path=link, params={}, headers={}, repeatable=True, is_link=True)


def post(path: str, body: Any = None, *, files: Sequence[Path] = ()) -> Request:
    """Return a request that must not be sent twice."""
    return Request(
        method="POST", path=_below_api(path), params={}, body=body, files=files, headers={}, repeatable=False
    )


def post_once(path: str, body: Any = None, *, files: Sequence[Path] = (), key: str | None = None) -> Request:
    """Return a request with an Idempotency-Key: it is done once, however often it is sent."""
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return Request(
        method="POST", path=_below_api(path), params={}, body=body, files=files, headers=headers, repeatable=True
    )


def patch(path: str, body: Any) -> Request:
    """Return a request that changes something."""
    return Request(method="PATCH", path=_below_api(path), params={}, body=body, headers={}, repeatable=False)


def delete(path: str) -> Request:
    """Return a request that deletes something."""
    return Request(method="DELETE", path=_below_api(path), params={}, headers={}, repeatable=False)


def _below_api(path: str) -> str:
    """Return ``path`` with ``/api/v1/`` before it.

    Raises:
        NotFound: an id in it holds other characters than ids do. ``../auth/tokens?`` would be another address, and a
            comment could ask an agent to use it as an id.
    """
    return API + _checked(path)


def socket_path(path: str) -> str:
    """Return the path of the WebSocket for ``analysis/ID`` or ``batches/ID``.

    Raises:
        NotFound: as above.
    """
    return f"/ws/{_checked(path).removeprefix('analysis/')}"


def _checked(path: str) -> str:
    if not all(map(_PART.fullmatch, path.removesuffix("/").split("/"))):
        raise errors.NotFound(404, "NOT_FOUND", "There is no such id.")
    return path


def _in_words(params: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters as the server reads them, without those that are None."""
    return {name: _in_word(value) for name, value in params.items() if value is not None}


def _in_word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


# Answers


def error_of(response: httpx2.Response) -> errors.ClientError | None:
    """Return why there is no answer, None if there is one. The body must have been read."""
    if response.status_code == 202:
        return _not_ready(response)
    if response.is_success:
        return None
    problem = _object_of(response)
    status, code = response.status_code, str(problem.get("code") or f"HTTP_{response.status_code}")
    kind = errors.class_of(status, code)
    # Besides a malformed request, the server says 400 only where a result is needed and the analysis failed.
    if status == 400 and code not in {"MALFORMED_REQUEST", "HTTP_400"}:
        kind = errors.AnalysisFailed
    return kind(
        status,
        code,
        str(problem.get("detail") or response.reason_phrase),
        errors=problem.get("errors") or (),
        request_id=problem.get("request_id") or response.headers.get("X-Request-ID"),
        retry_after=_retry_after(response),
    )


def json_of(response: httpx2.Response) -> Any:
    """Return the JSON of an answer, None where there is none (204).

    Raises:
        UnexpectedAnswer: it is something else; perhaps another program answers at this address.
    """
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError as error:
        raise errors.UnexpectedAnswer(f"{response.request.url} does not answer with JSON") from error


def _not_ready(response: httpx2.Response) -> errors.NotReady | None:
    """Return that there is no result yet; a 202 of another kind is an answer."""
    answer = _object_of(response)
    if "task_status" not in answer:
        return None
    return errors.NotReady(
        str(answer.get("detail")),
        progress=int(answer.get("progress", 0)),
        task_status=str(answer["task_status"]),
        retry_after=_retry_after(response),
    )


def _object_of(response: httpx2.Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one for the HTML page of a proxy."""
    try:
        answer = json.loads(response.content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _retry_after(response: httpx2.Response) -> float | None:
    """Return the seconds of ``Retry-After``, None if it is absent or a date."""
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isascii() and given.isdigit() else None
