"""Video data, transcript and comments of an analysis; deleted together with it."""

from django.db import models

from analysis.models.task import AnalysisTask


class Video(models.Model):
    """The video's data at the time of the analysis."""

    task = models.OneToOneField(AnalysisTask, on_delete=models.CASCADE, related_name="video")
    youtube_id = models.CharField(max_length=64)
    #: Columns for lists and search; everything else is in ``facts``.
    title = models.TextField(blank=True)
    channel_name = models.TextField(blank=True)
    channel_id = models.CharField(max_length=100, blank=True, db_default="")
    #: ``values.Extraction`` as JSON.
    facts = models.JSONField()

    class Meta:
        """Looked up by its task, and by its channel in a search."""

        indexes = [models.Index(fields=["channel_id"], condition=~models.Q(channel_id=""), name="video_channel")]

    def __str__(self) -> str:
        """Return the title, else the id."""
        return self.title or self.youtube_id


class Transcript(models.Model):
    """The transcript of the video."""

    task = models.OneToOneField(AnalysisTask, on_delete=models.CASCADE, related_name="transcript")
    source = models.CharField(max_length=20)
    language = models.CharField(max_length=35, blank=True)
    #: Probability of the language, 0 to 1, where speech recognition detected it.
    language_confidence = models.FloatField(null=True, blank=True)
    model = models.CharField(max_length=100, blank=True)
    duration_seconds = models.FloatField(null=True, blank=True)
    #: ``[[start, end, text, confidence]]`` ordered by start; seconds.
    segments = models.JSONField()
    #: ``{music_seconds, laughter, speaker_changes}`` of captions.
    marks = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        """Return its source and language."""
        return f"{self.source} {self.language}".strip()


class Comment(models.Model):
    """A comment and, once analysed, its results."""

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="comments")
    #: Index in the source's order, from 0.
    position = models.PositiveIntegerField()
    comment_id = models.CharField(max_length=100)
    parent_id = models.CharField(max_length=100, blank=True)
    author = models.CharField(max_length=200, blank=True)
    author_channel_id = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    like_count = models.PositiveBigIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_is_estimated = models.BooleanField(default=False)
    is_pinned = models.BooleanField(default=False)
    is_hearted = models.BooleanField(default=False)
    is_author = models.BooleanField(default=False)

    #: Empty until analysed.
    sentiment = models.CharField(max_length=10, blank=True)
    #: -1 to 1; None where not scored.
    sentiment_score = models.FloatField(null=True, blank=True)
    #: Probability that the sentiment is right, 0 to 1; None where not scored.
    sentiment_confidence = models.FloatField(null=True, blank=True)
    #: Empty where undetermined.
    language = models.CharField(max_length=35, blank=True)
    #: 0 to 1; None where undetermined.
    language_confidence = models.FloatField(null=True, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    is_spam = models.BooleanField(default=False)
    spam_reason = models.CharField(max_length=100, blank=True)
    #: Seconds of the video that the comment cites.
    cites = models.JSONField(default=list, blank=True)
    #: Classes of feedback; empty where none or not analysed.
    feedback = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        """A task holds each comment once."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "comment_id"], name="comment_once_a_task"),
            models.UniqueConstraint(fields=["task", "position"], name="comment_position_once"),
        ]

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:60]
