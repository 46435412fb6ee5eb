"""Comparing passwords, for every door: pages, API and admin."""

import logging
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

from analysis.access.limits import login_attempts

logger = logging.getLogger(__name__)


class BoundedBackend(ModelBackend):
    """Django's own users, with a bound on guessing."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the user with this name and password, None where there is none.

        Raises:
            TooManyAttempts: this name or this address was tried too often lately.
        """
        if request is None or username is None:
            # Not a request from outside: a command, or a door that asks for no name.
            return super().authenticate(request, username, password, **kwargs)
        address = login_attempts.origin(request)
        login_attempts.begin(username, address)
        user = super().authenticate(request, username, password, **kwargs)
        if user is None:
            # Without the name: who mistypes may have typed the password there.
            logger.warning("a login failed")
            return None
        login_attempts.succeeded(username, address)
        logger.info("user %s has logged in", user.pk)
        return user
