"""The full-text index of titles, transcripts and comments."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from analysis.models.task import AnalysisTask


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
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(fields=["words"], condition=Q(kind="title"), name="search_title_words"),
        ]

    def __str__(self) -> str:
        """Return the kind and the task."""
        return f"{self.kind} of {self.task_id}"
