"""Authors of comments who asked not to be stored."""

from django.db import models


class ErasedAuthor(models.Model):
    """An author whose comments are not stored again; ``analysis.queries.erased_authors`` makes the digest.

    One row for the id of the channel, and one for each handle that stood beside it.
    """

    #: HMAC-SHA-256 of the id or handle, hexadecimal: without the key, it tells nothing.
    digest = models.CharField(max_length=64, primary_key=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Looked up by the digest."""

        db_table = "erased_authors"

    def __str__(self) -> str:
        """Return when it was erased."""
        return f"erased {self.created_at:%Y-%m-%d}"
