"""Writes the vectors of passages. Call these functions in the transaction that stores what they were made of."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from analysis.models import SearchEntry, SearchSignature, SearchVector

#: The numbers and the signs of a vector, as :func:`analysis.pipeline.nlp.vectors.packing.pack` packs them.
Packed = tuple[bytes, bytes]


class Window(NamedTuple):
    """A window of a transcript: its entry, the second at which it begins, and what is said in it."""

    entry_id: int
    start: float
    text: str


def transcript_windows(task_id: UUID) -> list[Window]:
    """Return the windows of the transcript in their order."""
    entries = SearchEntry.objects.filter(task_id=task_id, kind=SearchEntry.Kind.TRANSCRIPT).order_by("pk")
    found = entries.values_list("pk", "lines")
    return [Window(pk, lines[0][0], " ".join(text for _, text in lines)) for pk, lines in found if lines]


def comment_entries(task_id: UUID) -> dict[str, int]:
    """Return the ids of the entries of the comments, by the id of the comment."""
    entries = SearchEntry.objects.filter(task_id=task_id, kind=SearchEntry.Kind.COMMENTS)
    return dict(entries.values_list("comment_id", "pk"))


def save_vectors(task_id: UUID, kind: SearchEntry.Kind, packed: Mapping[int, Packed]) -> None:
    """Store the vectors of passages by the id of their entry; replaces those of an earlier attempt."""
    for model in (SearchSignature, SearchVector):
        model._default_manager.filter(task_id=task_id, kind=kind).delete()
    ids, numbers, signs = list(packed), [each[0] for each in packed.values()], [each[1] for each in packed.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO analysis_searchvector (entry_id, task_id, kind, vector)
            SELECT entry, %s, %s, numbers FROM unnest(%s::bigint[], %s::bytea[]) AS made (entry, numbers)""",
            [task_id, kind.value, ids, numbers],
        )
        cursor.execute(
            """INSERT INTO analysis_searchsignature (entry_id, task_id, kind, language, sentiment, bits)
            SELECT id, task_id, kind, language, sentiment, ('x' || encode(signs, 'hex'))::bit(512)
            FROM unnest(%s::bigint[], %s::bytea[]) AS made (id, signs) JOIN analysis_searchentry USING (id)""",
            [ids, signs],
        )
