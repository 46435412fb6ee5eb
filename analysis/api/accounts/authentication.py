"""API authentication by bearer token, and the permission that serves anonymous callers where allowed.

DRF imports this module while it imports its own views, so nothing here may import DRF's views.
"""

from django.contrib.auth.models import AbstractBaseUser
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from analysis.access import permissions
from analysis.access.accounts import access_tokens
from analysis.models import AccessToken


# knox has no types.
class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # the library has no types
    """``Authorization: Bearer TOKEN``. An invalid token is rejected even where no login is required."""

    def authenticate_credentials(self, token: bytes) -> tuple[AbstractBaseUser, AccessToken]:
        """Return the user and the token.

        Raises:
            AuthenticationFailed: the token does not exist or has expired.
        """
        text = token.decode("latin-1")
        found = access_tokens.find_valid([text]).get(text)
        if found is None:
            raise AuthenticationFailed(access_tokens.INVALID_TOKEN)
        return found.user, found


class MayUseService(BasePermission):
    """Allows every caller, or with AUTH_REQUIRED only authenticated ones."""

    message = permissions.LOGIN_REQUIRED

    def has_permission(self, request: Request, view: object) -> bool:
        """Return whether the caller may use the service."""
        return permissions.may_use_service(request.user)
