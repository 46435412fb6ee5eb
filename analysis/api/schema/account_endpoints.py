"""OpenAPI descriptions of the account endpoints."""

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from analysis.api.accounts import serializers, shapes
from analysis.api.schema.endpoints import build_responses, location
from analysis.api.schema.openapi import component

_FULL = "The account has reached its maximum number of tokens (`TOO_MANY_TOKENS`)."
_WRONG = (
    "The user name or the password is wrong (`INVALID_CREDENTIALS`), or the account has a second factor and `code` is "
    "missing or wrong (`SECOND_FACTOR_REQUIRED`)."
)
_GONE = {204: OpenApiResponse(None, "No content.")}

LOGIN = extend_schema(
    summary="Log in",
    description=(
        "Returns a bearer token, or with `session` sets a session cookie and returns a CSRF token. After ten failed "
        "attempts for one user name from one network, logins are rejected for 15 minutes (429)."
    ),
    auth=[],
    request=serializers.LoginSerializer,
    examples=[
        OpenApiExample("Token valid for one day", value={"username": "ada", "password": "…"}, request_only=True),
        OpenApiExample(
            "Browser session", value={"username": "ada", "password": "…", "session": True}, request_only=True
        ),
        OpenApiExample(
            "Second factor", value={"username": "ada", "password": "…", "code": "123456"}, request_only=True
        ),
    ],
    responses=build_responses(
        {200: component(shapes.LoggedIn)}, 400, 401, 409, 413, 415, 422, 429, _401=_WRONG, _409=_FULL
    ),
)
LOGOUT = extend_schema(
    summary="Log out",
    description="Revokes the token used for this request, or ends its session.",
    request=None,
    responses=build_responses(_GONE, 401, 403),
)
LIST_TOKENS = extend_schema(
    summary="List your tokens",
    description="Returns the valid tokens of the caller, newest first. The token values are not stored.",
    responses=build_responses({200: component(list[shapes.Token])}, 401),
)
CREATE_TOKEN = extend_schema(
    summary="Create a token",
    description=(
        "The value in `token` is returned only in this response. A token created with another token expires no later "
        "than that one. An account can have up to 100 valid tokens."
    ),
    request=serializers.NewTokenSerializer,
    parameters=[location("token")],
    responses=build_responses({201: component(shapes.MadeToken)}, 400, 401, 403, 409, 413, 415, 422, _409=_FULL),
)
REVOKE_TOKEN = extend_schema(
    summary="Revoke a token",
    responses=build_responses(_GONE, 401, 403, 404, _404="The caller has no such token (`NOT_FOUND`)."),
)
