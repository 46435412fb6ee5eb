"""The full-text index of titles, transcripts and comments."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from analysis.models.task import AnalysisTask

#: Entries with neighbouring ids that are one block: a search reads the newest blocks first.
BLOCK = 65_536


class SearchEntry(models.Model):
    """A text that a search can find: a title, about 30 seconds of a transcript, or a comment.

    Written with the data that it indexes, in the same transaction (``analysis.search.indexing``).
    """

    class Kind(models.TextChoices):
        """Where the text stands, as callers name it."""

        TITLE = "title"
        TRANSCRIPT = "transcript"
        COMMENTS = "comments"

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="search_entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    #: Empty for titles and transcripts.
    comment_id = models.CharField(max_length=100, blank=True)
    #: ``[[start, text]]`` of the lines of a transcript, seconds; None for the others, whose text another table holds.
    lines = models.JSONField(null=True, blank=True)
    #: Empty where undetermined.
    language = models.CharField(max_length=35, blank=True)
    #: Of a comment; empty for the others.
    sentiment = models.CharField(max_length=10, blank=True)
    #: Snowball dictionary whose stems are in ``words``; empty where its words are not stemmed.
    dictionary = models.CharField(max_length=20, blank=True)
    words = SearchVectorField()

    class Meta:
        """Read newest first, so that a very common word costs no more than a rare one."""

        indexes = [
            # PostgreSQL's own index type for arrays lets the block stand beside the words, without an extension.
            GinIndex("words", Func(F("id"), template=f"ARRAY[%(expressions)s / {BLOCK}]"), name="search_words"),
            GinIndex(fields=["words"], condition=Q(kind="title"), name="search_title_words"),
            models.Index(fields=["id"], condition=Q(kind="title"), name="search_newest_titles"),
            models.Index(fields=["task"], condition=Q(kind="title"), name="search_titles_of_tasks"),
        ]

    def __str__(self) -> str:
        """Return the kind and the task."""
        return f"{self.kind} of {self.task_id}"


class BitsField(models.TextField):  # type: ignore[type-arg]  # takes no parameters when it runs
    """A bit string of a fixed length; its value is text of ``0`` and ``1``."""

    def __init__(self, *args: Any, length: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.length = length

    def deconstruct(self) -> Any:
        """Return how to build the field again."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "length": self.length}

    def db_type(self, connection: Any) -> str:
        """Return the type of the column."""
        return f"bit({self.length})"


class SearchVector(models.Model):
    """The meaning of a passage: about 30 seconds of a transcript, or a comment.

    Read for the few passages whose :class:`SearchSignature` is nearest, so it stands in a table of its own.
    """

    #: The id of the :class:`SearchEntry`. No foreign key: both are deleted by task, in one statement each.
    entry_id = models.BigIntegerField(primary_key=True)
    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=SearchEntry.Kind.choices)
    #: 512 numbers of 16 bits, little-endian; its length is 1.
    vector = models.BinaryField()

    def __str__(self) -> str:
        """Return the entry."""
        return f"vector of entry {self.entry_id}"


class SearchSignature(models.Model):
    """The signs of the numbers of a :class:`SearchVector`, and what a search filters by.

    Each search by meaning reads all of them, so they are small.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=SearchEntry.Kind.choices)
    language = models.CharField(max_length=35, blank=True)
    sentiment = models.CharField(max_length=10, blank=True)
    bits = BitsField(length=512)

    def __str__(self) -> str:
        """Return the entry."""
        return f"signature of entry {self.entry_id}"
