"""Groups created by the service."""

from typing import Any

from django.contrib.auth.models import Group, Permission

#: Staff in this group see everything and change only what is their own.
OBSERVERS = "Observers"


def create_observers_group(**signal: Any) -> None:
    """Create the group after each migration, when the permissions of new models exist; keep what an admin has added."""
    group, _ = Group.objects.get_or_create(name=OBSERVERS)
    views = Permission.objects.filter(codename__startswith="view_")
    group.permissions.add(*views.filter(content_type__app_label__in=("analysis", "admin", "django_celery_results")))
