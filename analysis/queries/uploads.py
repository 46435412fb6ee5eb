"""Reads of uploads, limited to what a caller may see."""

from uuid import UUID

from analysis.access import permissions
from analysis.access.permissions import Caller
from analysis.models import Upload
from analysis.queries.tasks import parse_key


def upload_visible(upload_id: str | UUID, caller: Caller) -> Upload | None:
    """Return the upload; None for an id that is malformed or not visible to ``caller``, and once it has expired."""
    key = parse_key(upload_id)
    found = Upload.objects.live().filter(pk=key).first() if key else None
    return found if found and permissions.may_see(caller, found.owner_id) else None
