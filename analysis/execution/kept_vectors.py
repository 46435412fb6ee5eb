"""The vectors that a step has computed, kept until they are stored for the search by meaning."""

from collections.abc import Sequence
from typing import Generic, TypeVar
from uuid import UUID

from analysis.models import SearchEntry
from analysis.pipeline import values
from analysis.pipeline.nlp.vectors import arrays, packing
from analysis.search import vector_index
from analysis.search.words import has_meaning

K = TypeVar("K", float, str)


class KeptVectors(Generic[K]):
    """Vectors and what they belong to: the second at which a sentence begins, or the id of a comment."""

    def __init__(self) -> None:
        self._keys: Sequence[K] = ()
        self._rows: arrays.Float32s | None = None

    def keep(self, keys: Sequence[K], rows: arrays.Float32s) -> None:
        """Keep one row for each key."""
        self._keys, self._rows = keys, rows


class TranscriptVectors(KeptVectors[float]):
    """The vectors of the sentences of a transcript, by the second at which they begin."""

    def save(self, task_id: UUID) -> None:
        """Store the vector of each indexed window of the transcript that says enough, where they were computed."""
        windows = vector_index.transcript_windows(task_id)
        if self._rows is None or not len(self._rows) or not windows:
            return
        means = packing.mean_rows(self._rows, self._keys, [window.start for window in windows])
        vectors = zip(windows, packing.pack(means), strict=True)
        vector_index.save_vectors(
            task_id,
            SearchEntry.Kind.TRANSCRIPT,
            {window.entry_id: each for window, each in vectors if has_meaning(window.text)},
        )


class CommentVectors(KeptVectors[str]):
    """The vectors of comments, by their ids."""

    def __init__(self, comments: Sequence[values.Comment]) -> None:
        super().__init__()
        self._comments = comments

    def save(self, task_id: UUID) -> None:
        """Store the vector of each indexed comment that says enough, where they were computed."""
        if self._rows is None or not len(self._rows):
            return
        entries = vector_index.comment_entries(task_id)
        meant = {comment.id for comment in self._comments if has_meaning(comment.text)}
        vectors = zip(self._keys, packing.pack(self._rows), strict=True)
        vector_index.save_vectors(
            task_id,
            SearchEntry.Kind.COMMENTS,
            {entries[key]: each for key, each in vectors if key in entries and key in meant},
        )
