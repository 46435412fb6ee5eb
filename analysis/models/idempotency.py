"""What was asked for under which Idempotency-Key."""

from datetime import timedelta

from django.db import models
from django.utils.timezone import now

from analysis.models.task import AnalysisTask

#: How long a key is remembered.
KEY_LIFETIME = timedelta(hours=24)


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    """Sets of keys that have a name."""

    def expired(self) -> "IdempotencyKeyQuerySet":
        """Return those that are free again."""
        return self.filter(created_at__lt=now() - KEY_LIFETIME)


class IdempotencyKey(models.Model):
    """One request that a caller may repeat; written in the transaction of what it asked for."""

    #: See ``analysis.access.client_identity``: what one caller names is nothing to another.
    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    #: SHA-256 of what was asked for, hexadecimal.
    fingerprint = models.CharField(max_length=64)
    #: None: the task was deleted since.
    task = models.ForeignKey(AnalysisTask, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        """The constraint is what makes the first of many equal requests the only one."""

        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once_a_caller")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_oldest")]

    def __str__(self) -> str:
        """Return whose key it is, and the key."""
        return f"{self.caller} {self.key}"
