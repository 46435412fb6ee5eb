"""What the doors to accounts take and give."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from rest_framework import serializers

from analysis import events
from analysis.access.accounts import access_tokens
from analysis.models import AccessToken

#: Days that a token of a login holds where it is not said otherwise: enough for a day's work.
LOGIN_DAYS = 1


def _days(default: int) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=access_tokens.MAX_DAYS, default=default, help_text="Days after which the token ends."
    )


# Their types have a parameter that they lack when they run, so they are generic for the types' sake only.
class LoginSerializer(serializers.Serializer[Any]):
    """A name and a password, and what is wanted for them."""

    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=4096, trim_whitespace=False, style={"input_type": "password"})
    session = serializers.BooleanField(
        default=False, help_text="True: a session, kept by a cookie, as a browser wants it. False: a token."
    )
    name = serializers.CharField(
        max_length=100, default="Login by API", help_text="Of the token, to tell it from others."
    )
    expires_in_days = _days(LOGIN_DAYS)

    def validate_username(self, given: str) -> str:
        """Return the name in the form in which names are stored."""
        return AbstractBaseUser.normalize_username(given)


class NewTokenSerializer(serializers.Serializer[Any]):
    """What a token is called and how long it holds."""

    name = serializers.CharField(max_length=100)
    expires_in_days = _days(settings.TOKEN_DAYS)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, without its text."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="Null: never.")
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To five minutes; null before its first use.")
    is_current = serializers.BooleanField(help_text="Whether this very request shows it.")


class MadeTokenSerializer(TokenSerializer):
    """A token with its text, which is not shown again."""

    token = serializers.CharField()


class UserSerializer(serializers.Serializer[Any]):
    """Who has logged in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField()


class LoggedInSerializer(serializers.Serializer[Any]):
    """What a login gives; a token or a session, the fields of the other are null."""

    user = UserSerializer()
    token = serializers.CharField(allow_null=True, help_text="Send it as `Authorization: Bearer TOKEN`.")
    token_id = serializers.UUIDField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
    csrf_token = serializers.CharField(
        allow_null=True, help_text="Of a session: send it as `X-CSRFToken` with requests that write."
    )


def token_json(token: AccessToken, shown: object = None) -> events.JSON:
    """Return a token as its owner sees it; ``shown`` is what the request was let in with."""
    return {
        "id": str(token.uid),
        "name": token.name,
        "created_at": events.wire_time(token.created),
        "expires_at": events.wire_time(token.expiry) if token.expiry else None,
        "last_used_at": events.wire_time(token.last_used_at) if token.last_used_at else None,
        "is_current": token == shown,
    }


def user_json(user: AbstractBaseUser) -> events.JSON:
    """Return a user as they see themselves."""
    return {"id": user.pk, "username": user.get_username(), "is_staff": bool(getattr(user, "is_staff", False))}
