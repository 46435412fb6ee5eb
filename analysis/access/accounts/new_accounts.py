"""New accounts: of several people who take a name at the same time, one gets it."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from analysis.access.limits import quotas


def lock_names() -> None:
    """Let the other transactions that create an account wait until this one ends."""
    quotas.lock("user names")


def is_taken(name: str) -> bool:
    """Return whether an account has this name; ``Ada`` and ``ada`` are one name."""
    return User.objects.filter(username__iexact=name).exists()


@transaction.atomic
def save_new(user: User) -> None:
    """Save ``user``, whose password is hashed already: no transaction may wait for that.

    Raises:
        ValidationError: somebody has taken the name since the form was checked.
    """
    lock_names()
    if is_taken(user.username):
        raise ValidationError({"username": user.unique_error_message(User, ["username"])})
    user.save()
