"""Limit on login attempts: low enough to make guessing passwords hopeless, high enough to forgive typing errors."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import now

from analysis.access import client_identity
from analysis.exceptions import TooManyLoginAttempts, TooManyPasswordChecks
from analysis.models import LoginAttempts

logger = logging.getLogger(__name__)

#: Attempts within this time of the first are counted together.
WINDOW = timedelta(minutes=15)
#: For one name from one network. Names are not counted alone, since anyone could then lock out their owners.
MAX_FOR_NAME = 10
#: From one network, for all names.
MAX_FROM_ADDRESS = 100


def client_network(request: HttpRequest) -> str:
    """Return the network that a request is counted against."""
    return client_identity.network(
        request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR") or ""
    )


@contextmanager
def count_attempt(name: str, address: str) -> Iterator[None]:
    """Count an attempt, then check its password in the block: concurrent attempts cannot exceed the limit so.

    An attempt whose password could not be checked does not count.

    Raises:
        TooManyLoginAttempts: the limit for this name or this network is exceeded.
    """
    for key, most in _keys(name, address):
        count, seconds_left = _count(key)
        if count > most:
            logger.warning("login refused: %s attempts, %s allowed", count, most)
            raise TooManyLoginAttempts(limit=most, retry_after_seconds=seconds_left)
    try:
        yield
    except TooManyPasswordChecks:
        keys = [key for key, _ in _keys(name, address)]
        LoginAttempts.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)
        raise


def record_success(name: str, address: str) -> None:
    """Reset the count of this name from this network, and do not count this attempt against the network."""
    of_name, of_address = (key for key, _ in _keys(name, address))
    LoginAttempts.objects.filter(key=of_name).delete()
    LoginAttempts.objects.filter(key=of_address, count__gt=0).update(count=F("count") - 1)


def delete_expired() -> None:
    """Delete counts whose window is over."""
    LoginAttempts.objects.filter(since__lt=now() - WINDOW).delete()


def _keys(name: str, address: str) -> Iterator[tuple[str, int]]:
    # Only digests are stored, since a mistyped name may be a password.
    for text, most in ((f"{address} {name.casefold()}", MAX_FOR_NAME), (address, MAX_FROM_ADDRESS)):
        yield hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), most


@transaction.atomic
def _count(key: str) -> tuple[int, float]:
    """Return the number of attempts, including this one, and the seconds until the window ends."""
    attempts, _ = LoginAttempts.objects.select_for_update().get_or_create(key=key, defaults={"since": now()})
    if attempts.since < now() - WINDOW:
        attempts.count, attempts.since = 0, now()
    # In the future only after the clock was set back: the window ends in WINDOW at the latest.
    attempts.since = min(attempts.since, now())
    attempts.count += 1
    attempts.save()
    return attempts.count, (attempts.since + WINDOW - now()).total_seconds()
