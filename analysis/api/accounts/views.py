"""The API's doors to accounts: log in and out, make and revoke tokens."""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

from django.contrib import auth
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access.accounts import access_tokens
from analysis.api.accounts.serializers import LoginSerializer, NewTokenSerializer, token_json, user_json
from analysis.api.analyses.viewsets import ApiView
from analysis.api.http.problems import Problem
from analysis.api.schema import account_endpoints
from analysis.exceptions import WrongCredentials
from analysis.models import AccessToken

#: Answers that hold a secret are kept nowhere.
_SECRET = {"Cache-Control": "no-store"}


class LoginView(ApiView):
    """A name and a password for a token, or for a session."""

    # What the request shows besides is of no interest: an old cookie or token must not keep anybody from logging in.
    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]

    @account_endpoints.LOGIN
    def post(self, request: Request) -> Response:
        """Compare the password and return what to show from now on."""
        given = _validated(LoginSerializer, request)
        user = auth.authenticate(request._request, username=given["username"], password=given["password"])
        if user is None:
            raise WrongCredentials
        answer = _session(request._request, user) if given["session"] else _token(user, given)
        return Response(answer | {"user": user_json(user)}, headers=_SECRET)


class LogoutView(ApiView):
    """The end of a token or of a session: of the one that the request shows."""

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
    """The tokens of the caller."""

    permission_classes = [IsAuthenticated]

    @account_endpoints.LIST_TOKENS
    def get(self, request: Request) -> Response:
        """Return those that hold, newest first; not their texts, which are nowhere."""
        return Response([token_json(token, request.auth) for token in access_tokens.holding(_caller(request))])

    @account_endpoints.MAKE_TOKEN
    def post(self, request: Request) -> Response:
        """Make a token and return its text, this once."""
        given = _validated(NewTokenSerializer, request)
        maker = request.auth if isinstance(request.auth, AccessToken) else None
        token, text = access_tokens.issue(
            user=_caller(request), name=given["name"], days=given["expires_in_days"], maker=maker
        )
        location = reverse("auth-token", args=[token.uid])
        return Response(
            token_json(token, request.auth) | {"token": text},
            status=HTTPStatus.CREATED,
            headers={"Location": location, **_SECRET},
        )


class TokenView(ApiView):
    """One token of the caller."""

    permission_classes = [IsAuthenticated]

    @account_endpoints.REVOKE_TOKEN
    def delete(self, request: Request, token_id: str) -> Response:
        """Revoke it: the next request that shows it is refused."""
        uid = _uid(token_id)
        if uid is None or not access_tokens.revoke(user=_caller(request), uid=uid):
            raise Problem(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Token not found")
        return Response(status=HTTPStatus.NO_CONTENT)


def _token(user: User, given: dict[str, Any]) -> dict[str, Any]:
    token, text = access_tokens.issue(user=user, name=given["name"], days=given["expires_in_days"])
    made = token_json(token)
    return {"token": text, "token_id": made["id"], "expires_at": made["expires_at"], "csrf_token": None}


def _session(request: HttpRequest, user: User) -> dict[str, Any]:
    """Begin a session, whose cookie the answer sets, and return the token that writing requests then need."""
    auth.login(request, user)
    return {"token": None, "token_id": None, "expires_at": None, "csrf_token": get_token(request)}


def _caller(request: Request) -> User:
    """Return who has logged in; the permission has let nobody else through."""
    return cast(User, request.user)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _validated(kind: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = kind(data=request.data)
    given.is_valid(raise_exception=True)
    validated: dict[str, Any] = given.validated_data
    return validated
