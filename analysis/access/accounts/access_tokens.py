"""Access tokens: made, shown, looked up, revoked."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import now
from knox.crypto import hash_token

from analysis.exceptions import TooManyTokens
from analysis.models import AccessToken

logger = logging.getLogger(__name__)

#: Days that a token may hold at most.
MAX_DAYS = 365
#: Tokens that hold, of one account. Programs that log in again and again are told so instead of filling the table.
MAX_TOKENS = 100
#: Characters of the longest text that is looked up.
MAX_LENGTH = 256
#: How exact ``last_used_at`` is: a write a request would cost more than the knowledge is worth.
USE_NOTED_EVERY = timedelta(minutes=5)
#: What whoever shows a token that does not hold is told.
REFUSAL = "The token is not known, has expired or was revoked."
_HOLDS = Q(expiry=None) | Q(expiry__gt=Now())


def issue(
    *, user: AbstractBaseUser, name: str, days: int | None = None, maker: AccessToken | None = None
) -> tuple[AccessToken, str]:
    """Make a token for ``user`` and return it with its text, which nobody can read again.

    A token that was made with another one, its ``maker``, ends no later than it: else whoever stole one for a day
    would have it for good.

    Raises:
        TooManyTokens: ``user`` has as many as one account may.
    """
    if holding(user).count() >= MAX_TOKENS:
        raise TooManyTokens
    lasting = timedelta(days=days or settings.TOKEN_DAYS)
    if maker is not None and maker.expiry is not None:
        lasting = min(lasting, maker.expiry - now())
    token, text = AccessToken.objects.create(user=user, expiry=lasting, name=name)
    logger.info("token %s made for user %s", token.uid, user.pk)
    return token, text


def holding(user: AbstractBaseUser) -> QuerySet[AccessToken]:
    """Return the tokens of ``user`` that have not expired, newest first."""
    tokens: QuerySet[AccessToken] = AccessToken.objects.filter(_HOLDS, user=user.pk)
    return tokens


def shown(text: object) -> AccessToken | None:
    """Return the token that ``text`` is, with its user; None where it is none that holds. One query.

    knox's own search reads by the beginning of the text, all tokens of its user along, and removes what has expired.
    """
    if not isinstance(text, str) or not text.isascii() or len(text) > MAX_LENGTH:
        return None
    holding_now = AccessToken.objects.filter(_HOLDS, digest=hash_token(text), user__is_active=True)
    token: AccessToken | None = holding_now.select_related("user").first()
    if token is not None and (token.last_used_at is None or token.last_used_at < now() - USE_NOTED_EVERY):
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now())
    return token


def revoke(*, user: AbstractBaseUser, uid: UUID) -> bool:
    """End a token of ``user``; False where there is none of this id."""
    removed, _ = AccessToken.objects.filter(user=user.pk, uid=uid).delete()
    if removed:
        logger.info("token %s of user %s revoked", uid, user.pk)
    return bool(removed)
