"""Body formats: requests are UTF-8 JSON of at most 64 KiB; responses fall back to our first format."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import IO, Any, NoReturn

from django.conf import settings
from django.http import HttpResponse
from rest_framework.exceptions import APIException, NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class BodyTooLarge(APIException):
    """The request body exceeds the size limit."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than 64 KiB and was not read."


class BoundedJSONParser(BaseParser):
    """Parses JSON as RFC 8259 defines it (no NaN, UTF-8 only) and never reads past the size limit."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body as Python data.

        Raises:
            BodyTooLarge: the body is longer than DATA_UPLOAD_MAX_MEMORY_SIZE.
            ParseError: the body is not valid JSON.
        """
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge
        try:
            return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error
        except UnicodeDecodeError as error:
            raise ParseError("The body is not UTF-8.") from error
        except json.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: see line {error.lineno}, column {error.colno}.") from error
        except ValueError as error:
            raise ParseError("The body is not JSON: it holds NaN, Infinity or a number that is too long.") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def json_response(text: str, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return a JSON text, as PostgreSQL wrote it."""
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)


class LenientNegotiation(DefaultContentNegotiation):
    """Ignores an ``Accept`` header that matches none of our formats, as RFC 9110 section 12.4.1 allows."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """Return the renderer that the client prefers, or our first one if none matches."""
        choices = list(renderers)
        if len(choices) == 1:
            return choices[0], choices[0].media_type or ""
        try:
            renderer, media_type = super().select_renderer(request, choices, format_suffix)
            return renderer, str(media_type)
        except NotAcceptable:
            return choices[0], choices[0].media_type or ""
