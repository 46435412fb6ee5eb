"""What the OpenAPI document says of the doors to accounts."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema

from analysis.api.accounts import serializers as shapes
from analysis.api.schema.endpoints import answers

_FULL = "The account has as many tokens as it may (`TOO_MANY_TOKENS`)."
_TAGS = ["auth"]
_WRONG = "The user name or the password is wrong (`INVALID_CREDENTIALS`)."
_GONE = {204: OpenApiResponse(None, "Done.")}
_TOKEN_ID = OpenApiParameter("token_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
_LOCATION = OpenApiParameter(
    "Location", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[201], description="Address of the token."
)

LOGIN = extend_schema(
    summary="Log in",
    description=(
        "Gives a bearer token; with `session` a cookie instead, and the CSRF token that goes with it. Ten wrong "
        "passwords for one name from one address, and logins are refused for a quarter of an hour (429)."
    ),
    tags=_TAGS,
    auth=[],
    request=shapes.LoginSerializer,
    examples=[
        OpenApiExample("A token for a day", value={"username": "ada", "password": "…"}, request_only=True),
        OpenApiExample(
            "A session in a browser", value={"username": "ada", "password": "…", "session": True}, request_only=True
        ),
    ],
    responses=answers({200: shapes.LoggedInSerializer}, 400, 401, 409, 413, 415, 422, 429, _401=_WRONG, _409=_FULL),
)
LOGOUT = extend_schema(
    summary="Log out",
    description="Revokes the token that the request shows, or ends its session.",
    tags=_TAGS,
    request=None,
    responses=answers(_GONE, 401, 403),
)
LIST_TOKENS = extend_schema(
    summary="List your tokens",
    description="Those that hold, newest first. Their texts are stored nowhere.",
    tags=_TAGS,
    responses=answers({200: shapes.TokenSerializer(many=True)}, 401),
)
MAKE_TOKEN = extend_schema(
    summary="Make a token",
    description=(
        "`token` is shown this once. A token that is made with a token ends no later than it. "
        "At most 100 tokens of an account hold at a time."
    ),
    tags=_TAGS,
    request=shapes.NewTokenSerializer,
    parameters=[_LOCATION],
    responses=answers({201: shapes.MadeTokenSerializer}, 400, 401, 403, 409, 413, 415, 422, _409=_FULL),
)
REVOKE_TOKEN = extend_schema(
    summary="Revoke a token",
    tags=_TAGS,
    parameters=[_TOKEN_ID],
    responses=answers(_GONE, 401, 403, 404, _404="You have no such token (`NOT_FOUND`)."),
)
