"""Passwords: how they are hashed, how many at once, and how often they may be guessed."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.db import connections
from django.http import HttpRequest

from analysis.access.limits import login_attempts
from analysis.exceptions import TooManyPasswordChecks

logger = logging.getLogger(__name__)

#: Seconds that the check of a password waits for its turn, and after which a refused client should try again.
WAIT_SECONDS, RETRY_AFTER_SECONDS = 0.5, 2.0
#: Seconds that a new password waits: it is not set by strangers. The admin does so in a transaction, which
#: PostgreSQL ends when it is idle for LEASE_SECONDS.
ENCODE_WAIT_SECONDS = 10.0
#: Niceness of the threads that hash, 0 to 19.
NICENESS = 10
#: True within a login: Django encodes the password of an unknown name, so that its answer takes as long.
_is_login: ContextVar[bool] = ContextVar("is_login", default=False)


def _lower_priority() -> None:
    """Let the threads that serve requests go before this one; on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters, at most PASSWORD_HASHES_AT_ONCE at a time in this process.

    Source: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
    """

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1
    slots = threading.BoundedSemaphore(settings.PASSWORD_HASHES_AT_ONCE)
    threads = ThreadPoolExecutor(settings.PASSWORD_HASHES_AT_ONCE, "password", initializer=_lower_priority)

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a new password.

        Raises:
            TooManyPasswordChecks: no slot became free in time.
        """
        with self._slot(WAIT_SECONDS if _is_login.get() else ENCODE_WAIT_SECONDS):
            return self.threads.submit(super().encode, password, salt).result()

    def verify(self, password: str, encoded: str) -> bool:
        """Return whether ``encoded`` is the hash of ``password``.

        Raises:
            TooManyPasswordChecks: no slot became free in time.
        """
        with self._slot(WAIT_SECONDS):
            return self.threads.submit(super().verify, password, encoded).result()

    @contextmanager
    def _slot(self, wait_seconds: float) -> Iterator[None]:
        # Others need the pooled connection meanwhile. Django's close_old_connections would break a transaction.
        for connection in connections.all(initialized_only=True):
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
        if not self.slots.acquire(timeout=wait_seconds):
            logger.warning("password check refused: %s run already", settings.PASSWORD_HASHES_AT_ONCE)
            raise TooManyPasswordChecks(limit=settings.PASSWORD_HASHES_AT_ONCE, retry_after_seconds=RETRY_AFTER_SECONDS)
        try:
            yield
        finally:
            self.slots.release()


class RateLimitedBackend(ModelBackend):
    """Django's user accounts for the pages, the API and the admin, with a limit on login attempts."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Return the user with this name and password, None where there is none.

        Raises:
            TooManyLoginAttempts: too many recent attempts for this name or from this network.
            TooManyPasswordChecks: this process is checking other passwords.
        """
        if request is None or username is None:
            # Not a login over the network: a command, or credentials without a name.
            return super().authenticate(request, username, password, **kwargs)
        address = login_attempts.client_network(request)
        token = _is_login.set(True)
        try:
            with login_attempts.count_attempt(username, address):
                user = super().authenticate(request, username, password, **kwargs)
        finally:
            _is_login.reset(token)
        if user is None:
            # The name is not logged, since it may be a mistyped password.
            logger.warning("login failed")
            return None
        login_attempts.record_success(username, address)
        logger.info("user %s logged in", user.pk)
        return user
