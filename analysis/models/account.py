"""Access tokens, login attempts, invitations and quotas."""

import uuid

from django.conf import settings
from django.db import models
from knox.models import AbstractAuthToken


# knox has no types.
class AccessToken(AbstractAuthToken):  # type: ignore[misc]  # the library has no types
    """A bearer token of a user. Its text is shown once and not stored.

    knox stores the SHA-512 of the text, which is the key, and the first characters of the text.
    """

    #: The token's id in the API; the digest is not exposed.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Chosen by the owner.
    name = models.CharField(max_length=100)
    #: Time of the latest use, at most a few minutes too early; None before the first use.
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first."""

        db_table = "access_tokens"
        ordering = ["-created"]

    def __str__(self) -> str:
        """Return the name, no part of the token."""
        return self.name


class LoginAttempts(models.Model):
    """Recent login attempts from one network, or for one user name from one network.

    Stored in the database rather than the cache, so that the count is available whenever passwords are checked.
    """

    #: SHA-256 of the network, or of the network and the user name.
    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    #: Time of the first attempt counted.
    since = models.DateTimeField(db_index=True)

    class Meta:
        """Rows are deleted after ``login_attempts.WINDOW``."""

        db_table = "login_attempts"

    def __str__(self) -> str:
        """Return the count and its start."""
        return f"{self.count} since {self.since:%H:%M}"


class Invitation(models.Model):
    """A person whom staff have invited to create an account. The link holds a signed id and is not stored."""

    email = models.EmailField("email address")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    #: The account that was created. The invitation goes with it: nothing else needs the address any more.
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="invitation"
    )

    class Meta:
        """Newest first."""

        db_table = "invitations"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        """Return who is invited."""
        return self.email


class UserQuota(models.Model):
    """Limits of one user in the place of the server's; None: as the server's."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="quota"
    )
    max_active_tasks = models.PositiveIntegerField("active analyses", null=True, blank=True)
    max_tasks_per_day = models.PositiveIntegerField("analyses a day", null=True, blank=True)
    max_active_batches = models.PositiveIntegerField("active batches", null=True, blank=True)
    max_follows = models.PositiveIntegerField("followed channels", null=True, blank=True)
    max_uploads = models.PositiveIntegerField("uploads", null=True, blank=True)

    class Meta:
        """Read with every creation by its user."""

        db_table = "user_quotas"
        verbose_name = "quota"

    def __str__(self) -> str:
        """Return whose it is."""
        return f"quota of user {self.user_id}"


class DailyCount(models.Model):
    """How many analyses a caller has started on one day; analyses that were deleted since count, too."""

    #: As ``analysis.access.client_identity`` gives it.
    caller = models.CharField(max_length=64)
    #: In UTC.
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        """Rows of past days are deleted."""

        db_table = "daily_counts"
        constraints = [models.UniqueConstraint(fields=["caller", "day"], name="daily_count_of_caller")]

    def __str__(self) -> str:
        """Return the count and its day."""
        return f"{self.count} on {self.day}"
