"""Request and response bodies of the account endpoints."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from rest_framework import serializers

from analysis import events
from analysis.access.accounts import access_tokens
from analysis.models import AccessToken

#: Days until a token from a login expires, unless the request says otherwise.
DEFAULT_LOGIN_DAYS = 1


def _days(default: int) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=access_tokens.MAX_DAYS, default=default, help_text="Days until the token expires."
    )


# django-stubs makes serializers generic; at run time DRF accepts and ignores the parameter.
class LoginSerializer(serializers.Serializer[Any]):
    """Credentials, and whether to return a token or start a session."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, style={"input_type": "password"})
    session = serializers.BooleanField(
        default=False, help_text="true: start a session with a cookie, for browsers. false: return a token."
    )
    name = serializers.CharField(
        max_length=100, default="Login by API", help_text="Name of the token, shown in the list of tokens."
    )
    expires_in_days = _days(DEFAULT_LOGIN_DAYS)

    def validate_username(self, given: str) -> str:
        """Return the name normalised as in the database."""
        return AbstractBaseUser.normalize_username(given)


class NewTokenSerializer(serializers.Serializer[Any]):
    """The name and lifetime of a new token."""

    name = serializers.CharField(max_length=100)
    expires_in_days = _days(settings.TOKEN_DAYS)


class TokenSerializer(serializers.Serializer[Any]):
    """An access token, without its value."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="null: the token does not expire.")
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="Accurate to five minutes; null if never used.")
    is_current = serializers.BooleanField(help_text="Whether this token authenticated the request.")


class MadeTokenSerializer(TokenSerializer):
    """A new access token with its value, which is returned only once."""

    token = serializers.CharField()


class UserSerializer(serializers.Serializer[Any]):
    """The user who has logged in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField()


class LoggedInSerializer(serializers.Serializer[Any]):
    """The response to a login: either the token fields or `csrf_token` are set, the others are null."""

    user = UserSerializer()
    token = serializers.CharField(allow_null=True, help_text="Send it as `Authorization: Bearer TOKEN`.")
    token_id = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    csrf_token = serializers.CharField(
        allow_null=True, help_text="Set for a session. Send it as `X-CSRFToken` with every unsafe request."
    )


def token_json(token: AccessToken, shown: object = None) -> events.JSON:
    """Return a token as its owner sees it; ``shown`` is what authenticated the request."""
    return {
        "id": str(token.uid),
        "name": token.name,
        "created_at": events.wire_time(token.created),
        "expires_at": events.wire_time(token.expiry) if token.expiry else None,
        "last_used_at": events.wire_time(token.last_used_at) if token.last_used_at else None,
        "is_current": token == shown,
    }


def user_json(user: AbstractBaseUser) -> events.JSON:
    """Return the user for the response to a login."""
    return {"id": user.pk, "username": user.get_username(), "is_staff": bool(getattr(user, "is_staff", False))}
