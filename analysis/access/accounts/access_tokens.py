"""Access tokens: issue, find, revoke."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import now
from knox.crypto import hash_token

from analysis.access.limits import quotas
from analysis.exceptions import TooManyTokens
from analysis.models import AccessToken
from analysis.queries import prepared

logger = logging.getLogger(__name__)

#: Longest lifetime of a token, days.
MAX_DAYS = 365
#: Valid tokens per account; stops programs that log in again and again from filling the table.
MAX_TOKENS = 100
#: Longest text that is looked up, characters.
MAX_LENGTH = 256
#: Precision of ``last_used_at``; a write per request would be too expensive.
LAST_USED_PRECISION = timedelta(minutes=5)
#: Message for callers that send an invalid token.
INVALID_TOKEN = "The token is unknown, has expired or was revoked."
_IS_VALID = Q(expiry=None) | Q(expiry__gt=Now())


@transaction.atomic
def issue(
    *, user: AbstractBaseUser, name: str, days: int | None = None, parent: AccessToken | None = None
) -> tuple[AccessToken, str]:
    """Create a token for ``user`` and return it with its text, which is not stored.

    A token created with another one, its ``parent``, expires no later than the parent: otherwise a stolen short-lived
    token could be exchanged for a long-lived one.

    Raises:
        TooManyTokens: ``user`` has MAX_TOKENS valid tokens.
    """
    quotas.lock(f"tokens of {user.pk}")  # so that of two concurrent requests the second counts the first's
    if valid_tokens(user).count() >= MAX_TOKENS:
        raise TooManyTokens
    lifetime = timedelta(days=days or settings.TOKEN_DAYS)
    if parent is not None and parent.expiry is not None:
        lifetime = min(lifetime, parent.expiry - now())
    token, text = AccessToken.objects.create(user=user, expiry=lifetime, name=name)
    logger.info("token %s issued for user %s", token.uid, user.pk)
    return token, text


def valid_tokens(user: AbstractBaseUser) -> QuerySet[AccessToken]:
    """Return the tokens of ``user`` that have not expired, newest first."""
    tokens: QuerySet[AccessToken] = AccessToken.objects.filter(_IS_VALID, user=user.pk)
    return tokens


def find_valid(texts: Iterable[str]) -> dict[str, AccessToken]:
    """Return the valid tokens among ``texts``, with their users. One query, and one more for those unused for long.

    knox's own lookup goes by the beginning of the text, loads all tokens of the user, and deletes expired ones.
    """
    digests = {hash_token(text): text for text in texts if text.isascii() and len(text) <= MAX_LENGTH}
    if not digests:
        return {}
    tokens = map(_token_with_user, prepared.fetch_rows(_valid_query(), [list(digests)]))
    found = {digests[token.digest]: token for token in tokens}
    long_ago = now() - LAST_USED_PRECISION
    unused = [token.pk for token in found.values() if token.last_used_at is None or token.last_used_at < long_ago]
    if unused:
        AccessToken.objects.filter(pk__in=unused).update(last_used_at=now())
    return found


@cache
def _valid_query() -> str:
    """Return the query for the valid tokens with these digests, each with its user; the ORM's takes longer to build."""
    token, user = AccessToken._meta, get_user_model()._meta
    columns = ", ".join(
        f"{table.db_table}.{field.column}" for table in (token, user) for field in table.concrete_fields
    )
    return f"""SELECT {columns} FROM {token.db_table} JOIN {user.db_table} ON {user.db_table}.id = user_id
        WHERE digest = ANY(%s) AND is_active AND (expiry IS NULL OR expiry > statement_timestamp())"""  # noqa: S608 (our own names only)


def _token_with_user(row: tuple[Any, ...]) -> AccessToken:
    names, users = (
        [field.attname for field in model._meta.concrete_fields] for model in (AccessToken, get_user_model())
    )
    token: AccessToken = AccessToken.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
    token.user = get_user_model().from_db(DEFAULT_DB_ALIAS, users, row[len(names) :])
    return token


def revoke(*, user: AbstractBaseUser, uid: UUID) -> bool:
    """Revoke a token of ``user``; return False where there is none with this id."""
    removed, _ = AccessToken.objects.filter(user=user.pk, uid=uid).delete()
    if removed:
        logger.info("token %s of user %s revoked", uid, user.pk)
    return bool(removed)
