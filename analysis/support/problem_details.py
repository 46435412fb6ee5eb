"""The one shape of every error response: problem details of RFC 9457.

Source: https://www.rfc-editor.org/rfc/rfc9457. ``code``, ``errors`` and ``request_id`` are extension members.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated, TypedDict

CONTENT_TYPE = "application/problem+json"
#: Titles from RFC 9110 that differ between Python versions.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


class FieldError(TypedDict):
    """An invalid field."""

    code: str
    detail: str
    attr: Annotated[str | None, "Path of the field, such as `options.max_comments`."]


class ProblemDetail(TypedDict):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError]
    request_id: str


def problem_detail(
    status: int, code: str, detail: str, request_id: str, errors: Iterable[FieldError] = ()
) -> ProblemDetail:
    """Return an error; ``errors`` are the invalid fields, if any."""
    title = _TITLES.get(status, HTTPStatus(status).phrase)
    return ProblemDetail(
        type="about:blank",
        title=title,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors),
        request_id=request_id,
    )
