"""New accounts: of several people who take a name at the same time, one gets it."""

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from analysis.access.limits import quotas


@transaction.atomic
def save_new(user: User) -> None:
    """Save ``user``, whose password is hashed already: no transaction may wait for that.

    Raises:
        ValidationError: somebody has taken the name since the form was checked; ``Ada`` and ``ada`` are one name.
    """
    quotas.lock(f"user name {user.username.casefold()}")
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": user.unique_error_message(User, ["username"])})
    user.save()
