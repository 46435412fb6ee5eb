"""What belongs to an account besides its analyses."""

import uuid

from django.db import models
from knox.models import AbstractAuthToken


# knox has no types.
class AccessToken(AbstractAuthToken):  # type: ignore[misc]
    """A bearer token: what a program shows instead of a password. Its text is known to its holder alone.

    knox stores the SHA-512 of the text, which is the key, and the text's first characters.
    """

    #: What the API calls the token by; the digest stays inside.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: For its owner, to tell it from others.
    name = models.CharField(max_length=100)
    #: Of the newest use, a few minutes too early at most; None before the first.
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """Newest first."""

        db_table = "access_tokens"
        ordering = ["-created"]

    def __str__(self) -> str:
        """Return the name; nothing of the token."""
        return self.name


class LoginAttempts(models.Model):
    """How often a login was tried lately, by somebody or for somebody.

    In the database and not in the cache: whenever a password can be compared, the count can be read as well.
    """

    #: A digest of who tries or of who is tried.
    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    #: When the first of them was.
    since = models.DateTimeField(db_index=True)

    class Meta:
        """Short-lived rows."""

        db_table = "login_attempts"

    def __str__(self) -> str:
        """Return the number."""
        return f"{self.count} since {self.since:%H:%M}"
