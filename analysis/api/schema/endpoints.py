"""What the OpenAPI document says of each door beside its fields: words, examples, errors."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers as fields

from analysis.api.analyses import serializers
from analysis.api.http import idempotency_key
from analysis.api.http.problems import CONTENT_TYPE
from analysis.api.http.rate_headers import NAMES

Endpoint = tuple[str, str, str, Any]

_MEANINGS = {
    400: "The body is not JSON (`MALFORMED_REQUEST`).",
    401: "A token that does not hold, or no login where one is needed (`AUTHENTICATION_REQUIRED`).",
    403: "A session without its CSRF token, or a caller who may only look (`PERMISSION_DENIED`).",
    404: "There is no such task for this caller (`TASK_NOT_FOUND`); ids that cannot exist are answered the same.",
    409: "The state of the task does not allow it.",
    413: "The body is over 64 KiB (`BODY_TOO_LARGE`).",
    415: "The body is not application/json (`UNSUPPORTED_MEDIA_TYPE`).",
    422: "A value is invalid (`INVALID_PARAMETERS`, `INVALID_URL`); `errors` names each.",
    429: (
        "The caller asks too often (`RATE_LIMIT_EXCEEDED`), or has as many analyses under way as one may "
        "(`QUOTA_EXCEEDED`, new ones and retries only); come back after `Retry-After` seconds."
    ),
    503: (
        "The database is away, or a creation cannot be counted (`SERVICE_UNAVAILABLE`); ask again after `Retry-After` "
        "seconds."
    ),
}
_TASK_ID = OpenApiParameter("task_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_RETRY_AFTER = OpenApiParameter(
    "Retry-After", OpenApiTypes.INT, OpenApiParameter.HEADER, response=[202], description="Seconds."
)
_LOCATION = OpenApiParameter(
    "Location", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200], description="Address of the task."
)
_IDEMPOTENCY = [
    OpenApiParameter(
        idempotency_key.HEADER,
        {"type": "string", "minLength": 1, "maxLength": idempotency_key.MAX_LENGTH, "pattern": "^[ -~]+$"},
        OpenApiParameter.HEADER,
        description=(
            f"1 to {idempotency_key.MAX_LENGTH} printable ASCII characters. The same request under the same key "
            "gives, for "
            "24 hours, the first one's task back and does nothing; another request under it is refused (422, "
            "`IDEMPOTENCY_KEY_REUSED`)."
        ),
    ),
    OpenApiParameter(
        idempotency_key.REPLAYED_HEADER,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        response=[200],
        enum=["true"],
        description="There where the task is that of an earlier request.",
    ),
]
_RATE_HEADERS = {
    name: {"schema": {"type": "integer"}, "description": meaning}
    for name, meaning in zip(
        NAMES,
        ("Requests allowed in a window.", "Those that are left of it.", "When all are free again, seconds since 1970."),
        strict=True,
    )
}
_COME_BACK = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
_SUBMISSIONS = [
    OpenApiExample(
        "The sample that ships with the server",
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


def without_twins(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return the addresses as ``reverse`` gives them; each also works with its slash the other way round."""
    canonical = {"/api/v1/analysis/"}
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0] in canonical or (not endpoint[0].endswith("/") and f"{endpoint[0]}/" not in canonical)
    ]


def with_rate_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Return the document with the headers of what is counted; ``X-RateLimit-*`` is there where a rate is set."""
    doors = [door for methods in result["paths"].values() for door in methods.values() if "429" in door["responses"]]
    for door in doors:
        for status, answer in door["responses"].items():
            told = _RATE_HEADERS | (_COME_BACK if status in {"429", "503"} else {})
            answer.setdefault("headers", {}).update(told)
    return result


def answers(good: Mapping[Any, Any], *errors: int, **meanings: str) -> dict[Any, Any]:
    """Return the answers of a door: the ``good`` ones by status, the statuses that are problems, 401, 429 and 503."""
    problems = {
        (status, CONTENT_TYPE): OpenApiResponse(
            serializers.ProblemDetailSerializer, meanings.get(f"_{status}", _MEANINGS[status])
        )
        for status in sorted({*errors, 401, 429, 503})
    }
    return {**good, **problems}


_DELETED = "The task that this Idempotency-Key made was deleted (`TASK_DELETED`)."
_TASK = {200: OpenApiResponse(serializers.TaskSerializer, "The task as it stands now.")}
_GONE = {204: OpenApiResponse(None, "Deleted.")}
_NOT_YET = {202: OpenApiResponse(serializers.StillProcessingSerializer, "Not there yet.", [_STILL])}


TASKS = extend_schema_view(
    list=extend_schema(
        summary="List analyses", description="Newest first.", responses=answers({200: serializers.TaskSerializer}, 422)
    ),
    create=extend_schema(
        summary="Analyse a video",
        description=(
            "Puts the video into the queue and returns its task, status `pending`. Follow it by `links.events`, "
            "`links.stream` or `links.websocket`. Members of the body that are not described are ignored; unknown "
            "options are refused."
        ),
        request=serializers.SubmissionSerializer,
        parameters=[_LOCATION, *_IDEMPOTENCY],
        examples=_SUBMISSIONS,
        responses=answers(_TASK, 400, 403, 409, 413, 415, 422, _409=_DELETED),
    ),
    retrieve=extend_schema(summary="Get an analysis", parameters=[_TASK_ID], responses=answers(_TASK, 404)),
    destroy=extend_schema(
        summary="Delete an analysis",
        description="An active one is cancelled first. Result, transcript, comments and events go with it.",
        parameters=[_TASK_ID],
        responses=answers(_GONE, 403, 404),
    ),
    result=extend_schema(
        summary="Get the finding",
        parameters=[_TASK_ID, _RETRY_AFTER],
        filters=False,
        responses=answers(
            {200: serializers.ResultSerializer, **_NOT_YET},
            400,
            404,
            409,
            _400="The analysis failed: `detail` and `code` say why.",
            _409="The analysis was cancelled (`TASK_CANCELLED`).",
        ),
    ),
    cancel=extend_schema(
        summary="Cancel an analysis",
        request=None,
        parameters=[_TASK_ID, *_IDEMPOTENCY],
        responses=answers(_TASK, 403, 404, 409, 422, _409="It has ended already (`TASK_NOT_CANCELLABLE`)."),
    ),
    retry=extend_schema(
        summary="Retry an analysis",
        description="Puts a failed or cancelled one back to `pending`; finished steps are kept.",
        request=None,
        parameters=[_TASK_ID, *_IDEMPOTENCY],
        responses=answers(
            _TASK, 403, 404, 409, 422, _409="It neither failed nor was cancelled (`TASK_NOT_RETRYABLE`)."
        ),
    ),
    events=extend_schema(
        summary="Read what happened",
        description="1, 2, 3 ... without gap; at most 500 in one answer. `wait` holds it until there is a newer one.",
        parameters=[_TASK_ID, serializers.EventsQuery],
        filters=False,
        responses=answers({200: serializers.EventsSerializer}, 404, 422),
    ),
)
TRANSCRIPT = extend_schema(
    summary="Read or search the transcript",
    parameters=[_TASK_ID, serializers.TranscriptQuery, _RETRY_AFTER],
    responses=answers(
        {
            (200, "application/json"): serializers.TranscriptSerializer,
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "application/x-subrip"): OpenApiTypes.STR,
            (200, "text/vtt"): OpenApiTypes.STR,
            **_NOT_YET,
        },
        404,
        422,
        _404="There is no such task (`TASK_NOT_FOUND`), or it ended without a transcript (`NO_TRANSCRIPT`).",
    ),
)
COMMENTS = extend_schema(
    summary="Read the comments and what was found about each",
    parameters=[_TASK_ID, serializers.CommentsQuery, _RETRY_AFTER],
    responses=answers(
        {
            (200, "application/json"): serializers.CommentSerializer(many=True),
            (200, "text/csv"): OpenApiTypes.STR,
            **_NOT_YET,
        },
        404,
        422,
    ),
)
ANALYSIS_TYPES = extend_schema(
    summary="List the kinds of analysis", responses=answers({200: serializers.AnalysisTypeSerializer(many=True)})
)

_WORD = fields.ChoiceField(choices=["healthy", "unhealthy"])
HEALTH = extend_schema(
    summary="How the server is",
    description="200 while this process serves; `services` tells of what it leans on.",
    auth=[],
    tags=["probes"],
    responses=inline_serializer(
        "Health",
        {
            "status": fields.ChoiceField(choices=["healthy"]),
            "version": fields.CharField(),
            "services": inline_serializer("HealthServices", {"database": _WORD, "redis": _WORD, "worker": _WORD}),
        },
    ),
)
LIVE = extend_schema(
    summary="Probe: alive",
    auth=[],
    tags=["probes"],
    responses=inline_serializer("Live", {"status": fields.ChoiceField(choices=["alive"])}),
)
READY = extend_schema(
    summary="Probe: ready",
    auth=[],
    tags=["probes"],
    responses={
        200: inline_serializer("Ready", {"status": fields.ChoiceField(choices=["ready"])}),
        (503, CONTENT_TYPE): OpenApiResponse(
            serializers.ProblemDetailSerializer, "PostgreSQL is away; `detail` says so."
        ),
    },
)
