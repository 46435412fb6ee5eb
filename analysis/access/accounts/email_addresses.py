"""The address of a user, to which links for new passwords are sent."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction


@transaction.atomic
def change(user: User, address: str) -> None:
    """Make ``address`` the only one of ``user``; empty: none. A link that was sent before no longer works."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = address
    user.save(update_fields=["email"])
