"""Who calls the API, and whether callers without a login are served.

DRF imports this module while it is imported itself, so nothing here may import DRF's views.
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
class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]
    """``Authorization: Bearer TOKEN``. A token that does not hold is refused, also where none is needed."""

    def authenticate_credentials(self, token: bytes) -> tuple[AbstractBaseUser, AccessToken]:
        """Return the user and the token.

        Raises:
            AuthenticationFailed: there is no such token.
        """
        found = access_tokens.shown(token.decode("latin-1"))
        if found is None:
            raise AuthenticationFailed(access_tokens.REFUSAL)
        return found.user, found


class MayAsk(BasePermission):
    """Everybody, or with AUTH_REQUIRED whoever has logged in."""

    message = permissions.LOGIN_NEEDED

    def has_permission(self, request: Request, view: object) -> bool:
        """Say whether the caller is served."""
        return permissions.may_ask(request.user)
