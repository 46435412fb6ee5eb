"""Authentication backend of the pages, the API and the admin."""

import logging
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from analysis.access.limits import login_attempts

logger = logging.getLogger(__name__)


class RateLimitedBackend(ModelBackend):
    """Django's user accounts, with a limit on login attempts."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the user with this name and password, None where there is none.

        Raises:
            TooManyLoginAttempts: too many recent attempts for this name or from this network.
        """
        if request is None or username is None:
            # Not a login over the network: a command, or credentials without a name.
            return super().authenticate(request, username, password, **kwargs)
        address = login_attempts.client_network(request)
        login_attempts.record_attempt(username, address)
        user = super().authenticate(request, username, password, **kwargs)
        if user is None:
            # The name is not logged, since it may be a mistyped password.
            logger.warning("login failed")
            return None
        login_attempts.record_success(username, address)
        logger.info("user %s logged in", user.pk)
        return user
