"""The second factor of a login: an authenticator app, security keys, and recovery codes."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser

from analysis.access.limits import login_attempts
from analysis.exceptions import AnalysisError

_WITH_CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
_WITHOUT_RECOVERY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorRequired(AnalysisError):
    """This account has a second factor: send the code of its authenticator app, or a recovery code. Each works once."""

    code = "SECOND_FACTOR_REQUIRED"


def is_active(user: AbstractBaseUser) -> bool:
    """Return whether ``user`` has an authenticator app or a security key."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_WITHOUT_RECOVERY).exists())


@contextmanager
def count_attempt(user: AbstractBaseUser) -> Iterator[None]:
    """Count a code of ``user`` that is checked in the block, which raises an error where it is wrong.

    Codes count for the account, since only somebody with its password can send one.

    Raises:
        TooManyLoginAttempts: too many recent codes were wrong.
    """
    account = f"account {user.pk}"
    with login_attempts.count_attempt("code", account):
        yield
    login_attempts.record_success("code", account)


def require(user: AbstractBaseUser, code: str) -> None:
    """Check ``code`` where ``user`` has a second factor; each code works once.

    Raises:
        SecondFactorRequired: the code is missing or wrong.
        TooManyLoginAttempts: too many recent codes were wrong.
    """
    if not is_active(user):
        return
    if not code:
        raise SecondFactorRequired
    with count_attempt(user):
        for authenticator in Authenticator.objects.filter(user_id=user.pk, type__in=_WITH_CODES):
            if authenticator.wrap().validate_code(code):
                authenticator.record_usage()
                return
        raise SecondFactorRequired("This code is wrong, or it was used already.")
