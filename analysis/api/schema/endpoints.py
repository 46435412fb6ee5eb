"""OpenAPI descriptions of the analysis endpoints: summaries, examples, errors."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.views import APIView

from analysis.api.analyses import serializers, shapes
from analysis.api.http import idempotency_key, pagination
from analysis.api.schema.openapi import RESULT_REFERENCE, component
from analysis.ask.answering import Answer
from analysis.queries import wire
from analysis.search.answers import SearchAnswer
from analysis.search.parameters import SearchParameters
from analysis.support.problem_details import CONTENT_TYPE, ProblemDetail

_MEANINGS = {
    400: "The body is not JSON (`MALFORMED_REQUEST`).",
    401: "The token is invalid or expired, or the server requires a login (`AUTHENTICATION_REQUIRED`).",
    403: "The CSRF token of a session is missing, or the caller has read-only access (`PERMISSION_DENIED`).",
    404: "The task does not exist or is not visible to the caller (`TASK_NOT_FOUND`).",
    409: "The current status of the task does not allow this.",
    413: "The body exceeds 64 KiB (`BODY_TOO_LARGE`).",
    415: "The content type is not `application/json` (`UNSUPPORTED_MEDIA_TYPE`).",
    422: "A value is invalid (`INVALID_PARAMETERS`, `INVALID_URL`); `errors` lists each invalid field.",
    429: (
        "The rate limit is exceeded (`RATE_LIMIT_EXCEEDED`), or the caller has too many active analyses "
        "(`QUOTA_EXCEEDED`, only when creating or retrying). Retry after `Retry-After` seconds."
    ),
    503: (
        "The database is unavailable, a new analysis cannot be counted, or the request waited too long for its turn "
        "(`SERVICE_UNAVAILABLE`). Retry after `Retry-After` seconds."
    ),
}
_RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    response=[202],
    description="Seconds to wait before polling again.",
)
IDEMPOTENCY = [
    OpenApiParameter(
        idempotency_key.HEADER,
        {"type": "string", "minLength": 1, "maxLength": idempotency_key.MAX_LENGTH, "pattern": "^[ -~]+$"},
        OpenApiParameter.HEADER,
        description=(
            f"1 to {idempotency_key.MAX_LENGTH} printable ASCII characters. Repeating a request with the same key "
            "within 24 hours returns the task of the first request and has no further effect. Using a key for another "
            "request is rejected (422, `IDEMPOTENCY_KEY_REUSED`)."
        ),
    ),
    OpenApiParameter(
        idempotency_key.REPLAYED_HEADER,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        response=[200],
        enum=["true"],
        description="Sent if the response repeats that of an earlier request with the same key.",
    ),
]
_SUBMISSIONS = [
    OpenApiExample(
        "The sample video that ships with the server",
        value={"youtube_url": "https://www.youtube.com/watch?v=sample_talk", "options": {}},
        request_only=True,
    ),
    OpenApiExample(
        "The newest 500 comments",
        value={
            "youtube_url": "https://youtu.be/sample_talk",
            "options": {"analysis_type": "comments", "max_comments": 500, "comment_sort": "new"},
        },
        request_only=True,
    ),
]
_STILL = OpenApiExample(
    "Still processing",
    value={"detail": "Task still processing", "progress": 40, "task_status": "processing"},
    response_only=True,
    status_codes=["202"],
)
_PROBLEM = component(ProblemDetail)


def build_responses(good: Mapping[Any, Any], *errors: int, **meanings: str) -> dict[Any, Any]:
    """Return the responses of an endpoint: the ``good`` ones by status, and problems for ``errors``, 401, 429 and 503.

    A keyword such as ``_409`` replaces the description of that status.
    """
    bad = {
        (status, CONTENT_TYPE): OpenApiResponse(_PROBLEM, meanings.get(f"_{status}", _MEANINGS[status]))
        for status in sorted({*errors, 401, 429, 503})
    }
    return {**good, **bad}


def location(made: str, status: int = 201) -> OpenApiParameter:
    """Return the response header that leads to what was created."""
    text = f"Path of the {made}."
    return OpenApiParameter("Location", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[status], description=text)


def page_parameters(pages: pagination.StrictCursorPagination) -> list[OpenApiParameter]:
    """Return the query parameters of a list, which drf-spectacular knows of viewsets only."""
    return [
        OpenApiParameter(each["name"], each["schema"], description=str(each["description"]))
        for each in pages.get_schema_operation_parameters(APIView())
    ]


def page_schema(pages: pagination.StrictCursorPagination, item: type) -> dict[str, Any]:
    """Return the schema of a page of ``item``."""
    return pages.get_paginated_response_schema({"type": "array", "items": component(item)})


_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["task_id", "result", "metadata"],
    "properties": {
        "task_id": {"type": "string", "format": "uuid", "description": "Id of the analysis."},
        "result": RESULT_REFERENCE,
        "metadata": {
            "type": "object",
            "description": (
                "Includes `completed_at`, `processing_seconds`, `step_seconds`, `models`, `llm` and `versions`."
            ),
        },
    },
}
_REPORT: dict[str, Any] = {
    "type": "object",
    "required": [*_RESULT["required"], "transcript", "comments"],
    "properties": _RESULT["properties"]
    | {
        "transcript": {
            "type": "array",
            "items": component(shapes.Segment),
            "description": "All segments.",
        },
        "comments": {
            "type": "array",
            "items": component(wire.Comment),
            "description": "All comments.",
        },
    },
}
_DELETED = "The task created with this Idempotency-Key was deleted (`TASK_DELETED`)."
_TASK = {200: OpenApiResponse(component(wire.Task), "The current state of the task.")}
DELETED = {204: OpenApiResponse(None, "Deleted.")}
_NOT_YET = {202: OpenApiResponse(component(shapes.StillProcessing), "Not available yet.", [_STILL])}


TASKS = extend_schema_view(
    list=extend_schema(
        summary="List analyses",
        description="Returns the analyses visible to the caller, newest first.",
        responses=build_responses({200: component(wire.Task)}, 422),
    ),
    create=extend_schema(
        summary="Analyse a video",
        description=(
            "Queues the analysis and returns its task with status `pending`. Follow it through `links.events`, "
            "`links.stream` or `links.websocket`. Unknown body members are ignored; unknown options are rejected."
        ),
        request=serializers.SubmissionSerializer,
        parameters=[location("task", 200), *IDEMPOTENCY],
        examples=_SUBMISSIONS,
        responses=build_responses(
            _TASK,
            *(400, 403, 404, 409, 413, 415, 422),
            _404="The upload does not exist, has expired or is not the caller's (`UPLOAD_NOT_FOUND`).",
            _409=_DELETED,
        ),
    ),
    retrieve=extend_schema(summary="Get an analysis", responses=build_responses(_TASK, 404)),
    destroy=extend_schema(
        summary="Delete an analysis",
        description="Deletes the analysis and all its data. An active analysis is cancelled first.",
        responses=build_responses(DELETED, 403, 404),
    ),
    result=extend_schema(
        summary="Get the result",
        description="Returns 202 while the analysis is pending or processing. Supports `If-None-Match`.",
        parameters=[_RETRY_AFTER],
        filters=False,
        responses=build_responses(
            {200: _RESULT, **_NOT_YET},
            400,
            404,
            409,
            _400="The analysis failed; `code` and `detail` give the reason.",
            _409="The analysis was cancelled (`TASK_CANCELLED`).",
        ),
    ),
    cancel=extend_schema(
        summary="Cancel an analysis",
        request=None,
        parameters=IDEMPOTENCY,
        responses=build_responses(
            _TASK, 403, 404, 409, 422, _409="The analysis has already ended (`TASK_NOT_CANCELLABLE`)."
        ),
    ),
    retry=extend_schema(
        summary="Retry an analysis",
        description="Sets a failed or cancelled analysis back to `pending`. Completed steps are not repeated.",
        request=None,
        parameters=IDEMPOTENCY,
        responses=build_responses(
            _TASK, 403, 404, 409, 422, _409="The analysis is neither failed nor cancelled (`TASK_NOT_RETRYABLE`)."
        ),
    ),
    events=extend_schema(
        summary="List the events of an analysis",
        description=(
            "Returns up to 500 events after `after`. Events are numbered from 1 without gaps. With `wait`, the request "
            "is held until a newer event exists or the time is up. Waiting requests count as connections."
        ),
        parameters=[serializers.EventsQuery],
        filters=False,
        responses=build_responses({200: component(shapes.Events)}, 404, 422),
    ),
)
EXPORT = extend_schema(
    summary="Export the report",
    description=(
        "Returns the report as an attachment named `<title> [<video id>].<extension>`. `json` holds the result, the "
        "transcript and the comments. A PDF takes seconds; only one is made at a time by each web process."
    ),
    parameters=[serializers.ExportQuery, _RETRY_AFTER],
    responses=build_responses(
        {
            (200, "application/json"): _REPORT,
            (200, "text/markdown"): OpenApiTypes.STR,
            (200, "text/html"): OpenApiTypes.STR,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.STR,
            **_NOT_YET,
        },
        400,
        404,
        409,
        422,
        _400="The analysis failed; `code` and `detail` give the reason.",
        _409="The analysis was cancelled (`TASK_CANCELLED`).",
        _503=(
            "The database is unavailable, another PDF is being made, or this server has no Pango "
            "(`SERVICE_UNAVAILABLE`)."
        ),
    ),
)
COMPARISON = extend_schema(
    summary="Compare two analyses",
    description=(
        "Returns what differs between two analyses that the caller may see, of one video or of two. Every difference "
        "is that of `other` minus that of `task_id`. Returns 202 while either has not ended. Supports `If-None-Match`."
    ),
    parameters=[
        OpenApiParameter("other", OpenApiTypes.UUID, OpenApiParameter.PATH, description="May be the same."),
        _RETRY_AFTER,
    ],
    responses=build_responses(
        {200: component(wire.Comparison), **_NOT_YET},
        404,
        409,
        _409="One of them was cancelled (`TASK_CANCELLED`) or failed; then `code` and `detail` give the reason.",
    ),
)
TRANSCRIPT = extend_schema(
    summary="Get or search the transcript",
    parameters=[serializers.TranscriptQuery, _RETRY_AFTER],
    responses=build_responses(
        {
            (200, "application/json"): component(shapes.Transcript),
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "application/x-subrip"): OpenApiTypes.STR,
            (200, "text/vtt"): OpenApiTypes.STR,
            **_NOT_YET,
        },
        404,
        422,
        _404="The task does not exist (`TASK_NOT_FOUND`), or it ended without a transcript (`NO_TRANSCRIPT`).",
    ),
)
COMMENTS = extend_schema(
    summary="List the comments with their analysis",
    operation_id="analysis_comments_list",
    # drf-spectacular takes the view for one of a single object, so filters and pages are named here.
    filters=True,
    parameters=[
        serializers.CommentsQuery,
        _RETRY_AFTER,
        *page_parameters(pagination.CommentPagination()),
    ],
    responses=build_responses(
        {
            (200, "application/json"): page_schema(pagination.CommentPagination(), wire.Comment),
            (200, "text/csv"): OpenApiTypes.STR,
            **_NOT_YET,
        },
        404,
        422,
    ),
)
ASK = extend_schema(
    summary="Ask a question about an analysis",
    description=(
        "Returns the parts of the transcript and the comments that answer a question best, in any language. With a "
        "language model, `answer` is written from these alone, and every sentence has citations that occur in them "
        "word for word. Returns 202 while the analysis is pending or processing."
    ),
    request=serializers.QuestionSerializer,
    parameters=[_RETRY_AFTER],
    responses=build_responses(
        {200: component(Answer), **_NOT_YET},
        *(400, 403, 404, 409, 413, 415, 422),
        _400="The body is not JSON (`MALFORMED_REQUEST`), or the analysis failed and has this `code`.",
        _409="The analysis was cancelled (`TASK_CANCELLED`).",
        _503=(
            "The database or the encoder is unavailable, or too many questions are being asked (`SERVICE_UNAVAILABLE`)."
        ),
    ),
)
SEARCH = extend_schema(
    summary="Search all analyses",
    operation_id="search",
    description=(
        "Finds words in titles, transcripts and comments of the completed analyses that are visible to the caller, "
        "best first. Languages that PostgreSQL knows are searched by word stems; Chinese, Japanese, Korean and Thai "
        "are found without spaces. `complete` is false where there are more matches than are ranked. "
        "With `mode=meaning`, finds the passages that mean most nearly what `q` says, in any language."
    ),
    parameters=[SearchParameters],
    responses=build_responses(
        {200: component(SearchAnswer)},
        422,
        _422=(
            "A value is invalid (`INVALID_PARAMETERS`). Codes of `errors` for `q`: `no_words`, `only_exclusions`, "
            "`only_stop_words`, `short_prefix`, `too_many_words`, `max_length`; for `cursor`: `invalid_cursor`."
        ),
        _503="The database is unavailable (`SERVICE_UNAVAILABLE`), or the search took too long (`SEARCH_TIMEOUT`).",
    ),
)
ANALYSIS_TYPES = extend_schema(
    summary="List the analysis types",
    responses=build_responses({200: component(list[shapes.AnalysisType])}),
)
