"""OpenAPI descriptions of the endpoints of followed channels and playlists."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from analysis.api.batches import follow_serializers
from analysis.api.http import pagination
from analysis.api.schema.endpoints import DELETED, IDEMPOTENCY, build_responses, location, page_parameters, page_schema
from analysis.api.schema.openapi import component
from analysis.queries import batch_wire

_ABSENT = "The follow does not exist or is not visible to the caller (`FOLLOW_NOT_FOUND`)."
_CONFLICT = (
    "The caller follows this list already (`ALREADY_FOLLOWED`), no source of this server reads playlists "
    "(`LISTING_UNAVAILABLE`), or what the key created was deleted."
)
_BAD = "A value is invalid (`INVALID_PARAMETERS`, `INVALID_URL`); `errors` lists each invalid field."
_FULL = (
    "The rate limit is exceeded (`RATE_LIMIT_EXCEEDED`), or the caller follows as many channels as may be "
    "(`QUOTA_EXCEEDED`). Retry after `Retry-After` seconds."
)
_FOLLOW = component(batch_wire.Follow)

LIST = extend_schema(
    operation_id="follows_list",
    summary="List followed channels and playlists",
    description="Returns what the caller may see, newest first.",
    parameters=page_parameters(pagination.NewestFirstPagination()),
    responses=build_responses({200: page_schema(pagination.NewestFirstPagination(), batch_wire.Follow)}, 422),
)
CREATE = extend_schema(
    summary="Follow a channel or playlist",
    description=(
        "From now on the server reads the list every `interval_hours` and analyses the videos that are new, at most "
        "`max_per_day` of them, as an ordinary batch. The first check is at once and takes the `newest` of the videos "
        "that are there already."
    ),
    request=follow_serializers.FollowSerializer,
    parameters=[location("follow"), *IDEMPOTENCY],
    examples=[
        OpenApiExample(
            "A channel, at most five videos a day",
            value={
                "source_url": "https://www.youtube.com/@harbourtalks",
                "max_per_day": 5,
                "options": {"analysis_depth": "basic"},
            },
            request_only=True,
        ),
    ],
    responses=build_responses({201: _FOLLOW}, 400, 403, 409, 413, 415, 422, _409=_CONFLICT, _422=_BAD, _429=_FULL),
)
READ = extend_schema(
    summary="Read a follow",
    responses=build_responses({200: _FOLLOW}, 404, _404=_ABSENT),
)
CHANGE = extend_schema(
    operation_id="follows_change",
    summary="Change, pause or resume a follow",
    description=(
        "What is absent stays, of `options` too. One that is resumed is checked at once. A new interval counts from "
        "the last check."
    ),
    request=follow_serializers.FollowChangeSerializer,
    examples=[OpenApiExample("Pause it", value={"enabled": False}, request_only=True)],
    responses=build_responses({200: _FOLLOW}, 400, 403, 404, 413, 415, 422, _404=_ABSENT, _422=_BAD),
)
DELETE = extend_schema(
    summary="Delete a follow",
    description="Nothing more is checked. Its batches and their analyses stay.",
    responses=build_responses(DELETED, 403, 404, _404=_ABSENT),
)
CHECK = extend_schema(
    operation_id="follows_check",
    summary="Check a follow now",
    description="A worker reads the list within seconds, unless YouTube refuses this server at the moment.",
    request=None,
    responses=build_responses(
        {202: OpenApiResponse(_FOLLOW, "It will be checked.")},
        403,
        404,
        409,
        _404=_ABSENT,
        _409="The follow is paused (`FOLLOW_PAUSED`).",
    ),
)
