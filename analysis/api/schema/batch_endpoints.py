"""OpenAPI descriptions of the batch endpoints."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from analysis.api.batches import serializers
from analysis.api.http import pagination
from analysis.api.schema.endpoints import DELETED, IDEMPOTENCY, build_responses, location, page_parameters, page_schema
from analysis.api.schema.openapi import component
from analysis.queries import batch_wire

_ABSENT = "The batch does not exist or is not visible to the caller (`BATCH_NOT_FOUND`)."
_NO_LISTS = "No source of this server reads playlists (`LISTING_UNAVAILABLE`), or what the key created was deleted."
_BAD = (
    "A value is invalid (`INVALID_PARAMETERS`, `INVALID_URL`). `errors` names each URL that is refused by its index, "
    "such as `urls.3`; nothing is created."
)
_FULL = (
    "The rate limit is exceeded (`RATE_LIMIT_EXCEEDED`), or the caller has too many active batches "
    "(`QUOTA_EXCEEDED`). Retry after `Retry-After` seconds."
)
_BATCH = {200: component(batch_wire.Batch)}

LIST = extend_schema(
    operation_id="batches_list",
    summary="List batches",
    description="Returns the batches that the caller may see, newest first.",
    parameters=[*page_parameters(pagination.NewestFirstPagination()), serializers.BatchQuery],
    responses=build_responses({200: page_schema(pagination.NewestFirstPagination(), batch_wire.Batch)}, 422),
)
CREATE = extend_schema(
    summary="Analyse many videos",
    description=(
        "Analyses up to 500 videos with the same options: those of `urls`, or those of a playlist or channel, which a "
        "worker reads first. The same video twice is one member. Members are analysed a few at a time, after single "
        "analyses, and callers take turns."
    ),
    request=serializers.BatchSerializer,
    parameters=[location("batch"), *IDEMPOTENCY],
    examples=[
        OpenApiExample(
            "Two videos",
            value={
                "urls": ["https://youtu.be/sample_talk", "https://www.youtube.com/watch?v=0123456789a"],
                "options": {"analysis_depth": "basic"},
                "name": "Harbour talks",
            },
            request_only=True,
        ),
        OpenApiExample(
            "The newest ten videos of a channel",
            value={"source_url": "https://www.youtube.com/@harbourtalks", "newest": 10},
            request_only=True,
        ),
    ],
    responses=build_responses(
        {201: component(batch_wire.Batch)}, 400, 403, 409, 413, 415, 422, _409=_NO_LISTS, _422=_BAD, _429=_FULL
    ),
)
READ = extend_schema(
    summary="Read a batch",
    parameters=[
        OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="An earlier `ETag`."),
        OpenApiParameter(
            "ETag",
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            response=[200, 304],
            description="Changes with the batch.",
        ),
    ],
    responses=build_responses(_BATCH | {304: OpenApiResponse(None, "It has not changed.")}, 404, _404=_ABSENT),
)
DELETE = extend_schema(
    summary="Delete a batch",
    description="Deletes the batch with its log. An active one is cancelled first. Its analyses stay.",
    responses=build_responses(DELETED, 403, 404, _404=_ABSENT),
)
MEMBERS = extend_schema(
    operation_id="batches_members",
    summary="List the members of a batch",
    description="Returns the videos of the batch with their analyses, in the order of the list.",
    parameters=page_parameters(pagination.MemberPagination()),
    responses=build_responses(
        {200: page_schema(pagination.MemberPagination(), batch_wire.Member)}, 404, 422, _404=_ABSENT
    ),
)
CANCEL = extend_schema(
    operation_id="batches_cancel",
    summary="Cancel a batch",
    description="Cancels the batch and those of its analyses that have not ended; results that are there stay.",
    request=None,
    responses=build_responses(
        _BATCH, 403, 404, 409, _404=_ABSENT, _409="The batch has already ended (`BATCH_NOT_CANCELLABLE`)."
    ),
)
RETRY = extend_schema(
    operation_id="batches_retry_failed",
    summary="Retry the failed members of a batch",
    description=(
        "Analyses the failed members again; their finished steps are kept. Of a cancelled batch the cancelled members "
        "too. A batch whose playlist or channel could not be read reads it again."
    ),
    request=None,
    responses=build_responses(
        _BATCH, 403, 404, 409, _404=_ABSENT, _409="There is nothing to retry (`BATCH_NOT_RETRYABLE`).", _429=_FULL
    ),
)
EXPORT = extend_schema(
    operation_id="batches_export",
    summary="Export a batch",
    description=(
        "`zip`: one folder a video with its report as Markdown and JSON and its comments as CSV, the batch as JSON, "
        "and `videos.csv`. `csv`: one row a video. Members without a result have a row and no folder."
    ),
    parameters=[serializers.BatchExportQuery],
    responses=build_responses(
        {
            (200, "application/zip"): OpenApiTypes.BINARY,
            (200, "text/csv"): OpenApiTypes.STR,
        },
        404,
        422,
        _404=_ABSENT,
    ),
)
