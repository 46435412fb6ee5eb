"""Account endpoints: log in and out; list, create and revoke tokens."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import auth
from django.contrib.auth.models import User
from django.middleware.csrf import get_token
from django.urls import reverse
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access.accounts import access_tokens, second_factor
from analysis.api.accounts import shapes
from analysis.api.accounts.serializers import LoginSerializer, NewTokenSerializer
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import account_endpoints
from analysis.exceptions import InvalidCredentials
from analysis.models import AccessToken
from analysis.queries import wire
from analysis.queries.problems import Problem

#: Responses with a secret must not be cached.
_SECRET = {"Cache-Control": "no-store"}


class LoginView(ApiView):
    """Exchanges credentials for a token or a session."""

    # A stale cookie or token must not prevent a login.
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @account_endpoints.LOGIN
    def post(self, request: Request) -> Response:
        """Check the credentials and return a token, or start a session.

        Raises:
            InvalidCredentials: the user name or the password is wrong.
            SecondFactorRequired: the account has a second factor, and the code is missing or wrong.
        """
        given = validate(LoginSerializer, request.data)
        user = auth.authenticate(request._request, username=given["username"], password=given["password"])
        if user is None:
            raise InvalidCredentials
        second_factor.require(user, given["code"])
        found = shapes.User(user.pk, user.get_username(), user.is_staff)
        if given["session"]:
            auth.login(request._request, user)
            body = shapes.LoggedIn(found, csrf_token=get_token(request._request))
        else:
            token, text = access_tokens.issue(user=user, name=given["name"], days=given["expires_in_days"])
            body = shapes.LoggedIn(found, token=text, token_id=token.uid, expires_at=token.expiry)
        return Response(wire.to_json(body), headers=_SECRET)


class LogoutView(ApiView):
    """Revokes the token of the request, or ends its session."""

    permission_classes = [IsAuthenticated]

    @account_endpoints.LOGOUT
    def post(self, request: Request) -> Response:
        """Revoke the token, or end the session."""
        if isinstance(request.auth, AccessToken):
            request.auth.delete()
        else:
            auth.logout(request._request)
        return Response(status=HTTPStatus.NO_CONTENT)


class TokensView(ApiView):
    """Lists and creates tokens of the caller."""

    permission_classes = [IsAuthenticated]

    @account_endpoints.LIST_TOKENS
    def get(self, request: Request) -> Response:
        """Return the valid tokens, newest first, without their values."""
        tokens = [shapes.token_of(token, request.auth) for token in access_tokens.valid_tokens(_caller(request))]
        return Response(wire.to_json(tokens))

    @account_endpoints.CREATE_TOKEN
    def post(self, request: Request) -> Response:
        """Create a token and return it with its value."""
        given = validate(NewTokenSerializer, request.data)
        maker = request.auth if isinstance(request.auth, AccessToken) else None
        token, text = access_tokens.issue(
            user=_caller(request), name=given["name"], days=given["expires_in_days"], parent=maker
        )
        location = reverse("auth-token", args=[token.uid])
        return Response(
            wire.to_json(shapes.token_of(token)) | {"token": text},
            status=HTTPStatus.CREATED,
            headers={"Location": location, **_SECRET},
        )


class TokenView(ApiView):
    """Revokes one token of the caller."""

    permission_classes = [IsAuthenticated]

    @account_endpoints.REVOKE_TOKEN
    def delete(self, request: Request, token_id: str) -> Response:
        """Revoke the token."""
        try:
            revoked = access_tokens.revoke(user=_caller(request), uid=UUID(token_id))
        except ValueError:
            revoked = False  # The id is malformed.
        if not revoked:
            raise Problem(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Token not found")
        return Response(status=HTTPStatus.NO_CONTENT)


def _caller(request: Request) -> User:
    """Return the authenticated user; ``IsAuthenticated`` has rejected anonymous callers."""
    return cast(User, request.user)
