"""Writes the vectors of passages. Call these functions in the transaction that stores what they were made of."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from analysis.models import SearchEntry, SearchSignature, SearchVector

#: The numbers and the signs of a vector, as :func:`analysis.pipeline.nlp.vectors.packing.pack` packs them.
Packed = tuple[bytes, bytes]


def transcript_windows(task_id: UUID) -> dict[int, float]:
    """Return the seconds at which the windows of the transcript begin, by the id of the entry, in their order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, (lines->0->>0)::float8 FROM analysis_searchentry WHERE task_id = %s AND kind = %s ORDER BY id",
            [task_id, SearchEntry.Kind.TRANSCRIPT.value],
        )
        return dict(cursor.fetchall())


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
