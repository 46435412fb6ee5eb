"""Files that a caller sent in the place of YouTube's answers."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.timezone import now


class UploadQuerySet(models.QuerySet["Upload"]):
    """Named filters on uploads."""

    def live(self) -> "UploadQuerySet":
        """Return uploads that can be analysed."""
        return self.filter(expires_at__gt=now())


class Upload(models.Model):
    """The files of one video. ``analysis.sources.upload`` says where they lie; they go with this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: sent without a login, visible to everyone who has the id.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads"
    )
    #: The caller whose limit it counts against (``analysis.access.client_identity``).
    caller = models.CharField(max_length=64, blank=True, default="")
    #: Empty: the files do not state it.
    video_id = models.CharField(max_length=64, blank=True)
    #: ``[{"name", "kind", "bytes", "language"}]``, as they were sent; those of a zip one by one.
    files = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    #: True once an analysis was made of it: without one, it is then deleted.
    used = models.BooleanField(default=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        """Counted by caller, deleted by time."""

        db_table = "uploads"
        indexes = [models.Index(fields=["caller"], name="upload_caller")]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.pk)
