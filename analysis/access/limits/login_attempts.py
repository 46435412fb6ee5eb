"""How often a login may be tried: so rarely that guessing a password is hopeless, so often that a typo does no harm."""

import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.timezone import now

from analysis.access import client_identity
from analysis.exceptions import TooManyAttempts
from analysis.models import LoginAttempts

logger = logging.getLogger(__name__)

#: Failures within this time are counted together; after it, all are forgotten.
WINDOW = timedelta(minutes=15)
#: Of one name from one address. A name alone is not counted: whoever knows it could lock its owner out.
MAX_FOR_NAME = 10
#: Of one address, whatever the names.
MAX_FROM_ADDRESS = 100


def origin(request: HttpRequest) -> str:
    """Return where a request comes from, as it is counted."""
    return client_identity.network(
        request.META.get("REMOTE_ADDR") or "", request.META.get("HTTP_X_FORWARDED_FOR") or ""
    )


def begin(name: str, address: str) -> None:
    """Count an attempt, before the password is compared: of a thousand at once no more come through than of a hundred.

    Raises:
        TooManyAttempts: there were too many lately.
    """
    for key, most in _keys(name, address):
        count, seconds_left = _count(key)
        if count > most:
            logger.warning("a login was refused: %s attempts where %s are allowed", count, most)
            raise TooManyAttempts(limit=most, retry_after_seconds=seconds_left)


def succeeded(name: str, address: str) -> None:
    """Take the attempt back, and forget the failures of this name from this address."""
    of_name, of_address = (key for key, _ in _keys(name, address))
    LoginAttempts.objects.filter(key=of_name).delete()
    LoginAttempts.objects.filter(key=of_address, count__gt=0).update(count=F("count") - 1)


def forget_old() -> None:
    """Remove what counts no longer."""
    LoginAttempts.objects.filter(since__lt=now() - WINDOW).delete()


def _keys(name: str, address: str) -> Iterator[tuple[str, int]]:
    # Digests: names that were mistyped may be passwords.
    yield _digest(f"{address} {name.casefold()}"), MAX_FOR_NAME
    yield _digest(address), MAX_FROM_ADDRESS


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def _count(key: str) -> tuple[int, float]:
    """Return how many attempts there were, this one counted, and the seconds until they are forgotten."""
    attempts, _ = LoginAttempts.objects.select_for_update().get_or_create(key=key, defaults={"since": now()})
    if attempts.since < now() - WINDOW:
        attempts.count, attempts.since = 0, now()
    attempts.count += 1
    attempts.save()
    return attempts.count, (attempts.since + WINDOW - now()).total_seconds()
