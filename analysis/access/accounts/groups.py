"""Groups that come with the service."""

from typing import Any

from django.contrib.auth.models import Group, Permission

#: Staff in this group look at everything and change nothing that is not their own.
OBSERVERS = "Observers"


def make_observers(**signal: Any) -> None:
    """Make the group after each migration, when the permissions of new models exist; what an admin added stays."""
    group, _ = Group.objects.get_or_create(name=OBSERVERS)
    views = Permission.objects.filter(codename__startswith="view_")
    group.permissions.add(*views.filter(content_type__app_label__in=("analysis", "admin", "django_celery_results")))
