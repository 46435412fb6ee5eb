"""Channels and playlists that are followed, and the videos that were seen there."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from analysis.models.list_reading import ListReading

#: How often a followed channel or playlist is checked unless its owner says otherwise.
DEFAULT_INTERVAL_HOURS = 24


class FollowQuerySet(models.QuerySet["Follow"]):
    """Named filters on follows."""

    def due(self) -> "FollowQuerySet":
        """Return those that are to be checked now; none of somebody who may not use the service any more."""
        due = self.filter(enabled=True, next_check_at__lte=now())
        if settings.AUTH_REQUIRED:
            return due.filter(owner__is_active=True)
        return due.filter(Q(owner=None) | Q(owner__is_active=True))


class Follow(ListReading):
    """A channel or playlist whose new videos are analysed, in an ordinary batch for each check that finds some."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: created without a login, visible to everyone.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    #: The caller against whose limits it and its batches count; empty: no limit applies.
    caller = models.CharField(max_length=64, blank=True, default="")
    #: As given, else the title of the channel or playlist once it was read.
    name = models.CharField(max_length=200, blank=True)
    #: The channel or playlist, as the caller sent it.
    source_url = models.CharField(max_length=2048)
    #: How many of the videos that are there at the first check are analysed.
    newest = models.PositiveSmallIntegerField(default=0)
    #: Videos that are analysed on one day (UTC); the others wait.
    max_per_day = models.PositiveSmallIntegerField()
    interval_hours = models.PositiveSmallIntegerField(default=DEFAULT_INTERVAL_HOURS)
    #: Of every analysis; complete, defaults are filled in.
    options = models.JSONField(default=dict)
    #: Whether a fresh result of the same video and options is taken in the place of an analysis.
    reuse_results = models.BooleanField(default=True)
    #: The ``X-Request-ID`` of the POST; its batches have it, too.
    request_id = models.CharField(max_length=64, blank=True)

    #: False: paused, by its owner or because its checks keep failing.
    enabled = models.BooleanField(default=True)
    #: When the list was read last.
    last_checked_at = models.DateTimeField(null=True, blank=True)
    #: None while it is paused.
    next_check_at = models.DateTimeField(null=True, blank=True, default=now)
    #: What the last check found, or why it failed.
    message = models.CharField(max_length=500, blank=True)
    #: ``[{"code", "message", "step", "severity"}]`` of the last check.
    warnings = models.JSONField(default=list, blank=True)
    #: Checks in a row that failed, and why the last of them did.
    failures = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        """Each index serves one query."""

        db_table = "follows"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="follow_newest"),
            models.Index(fields=["owner", "-created_at"], name="follow_owner_newest"),
            models.Index(fields=["next_check_at"], condition=Q(enabled=True), name="follow_due"),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name or self.source_url

    @property
    def interval(self) -> timedelta:
        """Return the time between two checks."""
        return timedelta(hours=self.interval_hours)


class FollowedVideo(models.Model):
    """A video that was seen in a followed list: analysed once, waiting for its day, or left out at the first check."""

    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, related_name="videos")
    video_id = models.CharField(max_length=64)
    title = models.CharField(max_length=500, blank=True)
    seen_at = models.DateTimeField(default=now)
    #: Whether it is still to be analysed.
    waiting = models.BooleanField()
    #: When it was put into a batch; None: it waits, or was there before the channel was followed.
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A video is new once."""

        db_table = "followed_videos"
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["follow", "video_id"], name="followed_video_once")]
        indexes = [
            models.Index(fields=["follow"], condition=Q(waiting=True), name="followed_video_waiting"),
            models.Index(fields=["follow", "taken_at"], name="followed_video_taken"),
        ]

    def __str__(self) -> str:
        """Return the video."""
        return self.video_id
