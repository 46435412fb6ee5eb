"""Requests made with an Idempotency-Key."""

from datetime import timedelta

from django.db import models
from django.utils.timezone import now

from analysis.models.batch import Batch
from analysis.models.follow import Follow
from analysis.models.task import AnalysisTask
from analysis.models.upload import Upload

#: How long a key is kept.
KEY_LIFETIME = timedelta(hours=24)


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    """Named filters on keys."""

    def expired(self) -> "IdempotencyKeyQuerySet":
        """Return keys that may be used again."""
        return self.filter(created_at__lt=now() - KEY_LIFETIME)


class IdempotencyKey(models.Model):
    """A request that its caller may safely repeat; written in the transaction that creates what is asked for."""

    #: See ``analysis.access.client_identity``; keys of different callers are independent.
    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    #: SHA-256 of the request, hexadecimal.
    fingerprint = models.CharField(max_length=64)
    #: What was created, one of these; all None: it was deleted.
    task = models.ForeignKey(AnalysisTask, null=True, on_delete=models.SET_NULL, related_name="+")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.SET_NULL, related_name="+")
    follow = models.ForeignKey(Follow, null=True, on_delete=models.SET_NULL, related_name="+")
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        """The unique constraint lets only the first of several equal requests create an analysis."""

        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once_a_caller")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_oldest")]

    def __str__(self) -> str:
        """Return the caller and the key."""
        return f"{self.caller} {self.key}"
