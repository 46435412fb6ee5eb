"""Request bodies of the account endpoints."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from rest_framework import serializers

from analysis.access.accounts import access_tokens
from analysis.api.http.fields import Name, StrictBoolean, StrictInteger, StrictString

#: Days until a token from a login expires, unless the request says otherwise.
DEFAULT_LOGIN_DAYS = 1


def _days(default: int) -> StrictInteger:
    return StrictInteger(
        min_value=1, max_value=access_tokens.MAX_DAYS, default=default, help_text="Days until the token expires."
    )


# django-stubs makes serializers generic; at run time DRF accepts and ignores the parameter.
class LoginSerializer(serializers.Serializer[Any]):
    """Credentials, and whether to return a token or start a session."""

    username = StrictString(max_length=150)
    password = StrictString(max_length=4096, trim_whitespace=False, style={"input_type": "password"})
    code = StrictString(
        max_length=20, default="", allow_blank=True, help_text="The second factor, where the account has one."
    )
    session = StrictBoolean(
        default=False, help_text="true: start a session with a cookie, for browsers. false: return a token."
    )
    name = Name(max_length=100, default="Login by API", help_text="Name of the token, shown in the list of tokens.")
    expires_in_days = _days(DEFAULT_LOGIN_DAYS)

    def validate_username(self, given: str) -> str:
        """Return the name normalised as in the database."""
        return AbstractBaseUser.normalize_username(given)


class NewTokenSerializer(serializers.Serializer[Any]):
    """The name and lifetime of a new token."""

    name = Name(max_length=100)
    expires_in_days = _days(settings.TOKEN_DAYS)
