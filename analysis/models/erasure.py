"""Authors of comments who asked not to be stored."""

from django.db import models


class ErasedAuthor(models.Model):
    """An author whose comments are not stored again; ``analysis.queries.erased_authors`` makes the digest.

    One row for the id of the channel, and one for each handle that stood beside it.
    """

    #: HMAC-SHA-256 of the id or handle, hexadecimal: without the key, it tells nothing.
    digest = models.CharField(max_length=64, primary_key=True)
    #: Digest of the id of the channel, also beside that of a handle: both are taken from the list together.
    channel = models.CharField(max_length=64, db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Looked up by the digest."""

        db_table = "erased_authors"

    def __str__(self) -> str:
        """Return when it was erased."""
        return f"erased {self.created_at:%Y-%m-%d}"
